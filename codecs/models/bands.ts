/** Bands of frequencies that spikes are looked for in and measured by, and the filter that keeps one. */
import { type BandPass, designBandPass } from './butterworth/butterworth.js';

/** Edges in hertz. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

/** Where spikes are. */
export const SPIKES_HZ: Band = { low: 300, high: 6000 };
/** Whose mean size decoders of movement go by (Nason et al., Nature Biomedical Engineering 4, 2020). */
export const SPIKE_BAND_POWER_HZ: Band = { low: 300, high: 1000 };

/** Of Butterworth's low-pass filter that the band-pass filter is made from. */
const ORDER = 3;
/** The most of the rate that an edge may be. */
const HIGHEST_EDGE = 0.45;

/** A band as far as a rate has it: an upper edge over 0.45 of the rate comes down to that. Undefined if nothing is left. */
export function bandAt({ low, high }: Band, rateHz: number): Band | undefined {
  const cut = Math.min(high, HIGHEST_EDGE * rateHz);
  return low < cut ? { low, high: cut } : undefined;
}

/** Keeps a band that the rate has: Butterworth, order 3. */
export function bandPassOf({ low, high }: Band, rateHz: number): BandPass {
  return designBandPass(ORDER, low, high, rateHz);
}
