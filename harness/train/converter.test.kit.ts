/** A converter whose thresholds are known, and what it makes of a voltage. */
import type { ConverterProfile } from '../../codecs/converter/profile.js';
import { UNITS_PER_STEP } from '../../codecs/converter/profile.js';
import { makeWords, NORMAL, NORMAL_SHIFT } from '../common/random.js';

/** A profile of codes around 0 that is as good as any. */
export function profileOf(name: string, thresholds: readonly number[]): ConverterProfile {
  return { name, firstCode: -(thresholds.length >> 1), thresholds: Int16Array.from(thresholds) };
}

/**
 * Thresholds of a converter with mismatched bit weights, as `ncb train` is to find them: of each 16 codes, the upper
 * eight lie `late` units late, so that the code before them is wide and the sixteenth is narrow.
 */
export function unevenThresholds(codes: number, late: number): number[] {
  return Array.from({ length: codes + 1 }, (_, k) => {
    const code = k - (codes >> 1);
    return UNITS_PER_STEP * code - UNITS_PER_STEP / 2 + ((code & 15) >= 8 ? late : 0);
  });
}

/** What a converter says of a slow wave under noise, in codes. */
export function recordThrough(
  { firstCode, thresholds }: ConverterProfile,
  frames: number,
  seed: number,
): Int16Array {
  const words = makeWords(seed, 0, 0);
  const normal = () => NORMAL[words() >>> NORMAL_SHIFT];
  let slow = 0;
  return Int16Array.from({ length: frames }, () => {
    slow = 0.99 * slow + 30 * normal();
    const voltage = slow + 24 * normal() + 24 * normal();
    return firstCode + codeAt(thresholds, voltage);
  });
}

/** Counted from the first; beyond the ends, the outermost. */
function codeAt(thresholds: Int16Array, voltage: number): number {
  let [low, high] = [0, thresholds.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (thresholds[middle] <= voltage) low = middle;
    else high = middle;
  }
  return low;
}
