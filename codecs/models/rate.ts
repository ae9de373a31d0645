/** Rates of samples, for stages that count in hertz or milliseconds. */
import type { Samples } from '../codec.js';

/** What samples are taken to have that come without a rate: near to what implants and probes have. */
const ASSUMED_HZ = 20_000;

/** Frames a second; 20,000 where the rate of samples is not known. */
export function rateOf({ sampleRateHz }: Samples): number {
  return sampleRateHz ?? ASSUMED_HZ;
}
