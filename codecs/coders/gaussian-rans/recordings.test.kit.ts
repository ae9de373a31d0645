/** Recordings that the tests of gaussian-rans make. */
import type { ConverterProfile } from '../../converter/profile.js';
import { makeRandom } from '../../random.js';

/** Codes -64..63; odd ones are three times as wide as even ones. */
export const uneven: ConverterProfile = {
  name: 'uneven',
  firstCode: -64,
  thresholds: Int16Array.from({ length: 129 }, (_, k) => 16 * (k - 64) - (k & 1 ? 12 : 4)),
};

/** Normal voltages in steps, each half of the one before and half new; by sums of twelve uniforms. */
function* voltages(seed: number, deviation: number): Generator<number, never> {
  const random = makeRandom(seed);
  for (let x = 0; ; ) {
    let sum = 0;
    for (let k = 0; k < 12; k++) sum += random() & 0xffff;
    x = x / 2 + ((sum - 6 * 65535) / 65536) * deviation;
    yield x;
  }
}

export function record(
  length: number,
  seed: number,
  deviation: number,
  convert: (voltage: number) => number,
) {
  const source = voltages(seed, deviation);
  return Int16Array.from({ length }, () => convert(source.next().value));
}

export const evenly = (voltage: number) => Math.round(voltage);
export const unevenly = (voltage: number) => {
  const last = uneven.thresholds.findLastIndex(threshold => threshold <= 16 * voltage);
  return uneven.firstCode + Math.max(0, Math.min(uneven.thresholds.length - 2, last));
};
