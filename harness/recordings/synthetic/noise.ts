/** 1/f noise as a sum of one-pole low-pass filters, each driven by white noise of its own. */
import { NORMAL, NORMAL_SHIFT } from '../../common/random.js';

/** One filter: the corner of its spectrum and the standard deviation of what comes out. */
export interface Pole {
  readonly cornerHz: number;
  readonly sigma: number;
}

/** Adds the noise of some poles to `target`, already settled at its first sample. */
export function addNoise(
  target: Float64Array,
  poles: readonly Pole[],
  sampleRateHz: number,
  words: () => number,
): void {
  for (const pole of poles) addPole(target, pole, sampleRateHz, words);
}

function addPole(
  target: Float64Array,
  { cornerHz, sigma }: Pole,
  sampleRateHz: number,
  words: () => number,
): void {
  // 1 / (1 + w) in place of exp(-w): the same corner to first order, and exact in every engine
  const keep = 1 / (1 + (2 * Math.PI * cornerHz) / sampleRateHz);
  const drive = sigma * Math.sqrt(1 - keep * keep);
  let state = sigma * NORMAL[words() >>> NORMAL_SHIFT];
  for (let i = 0; i < target.length; i++) {
    state = keep * state + drive * NORMAL[words() >>> NORMAL_SHIFT];
    target[i] += state;
  }
}

/** Adds white noise to `target`. */
export function addWhite(target: Float64Array, sigma: number, words: () => number): void {
  for (let i = 0; i < target.length; i++) target[i] += sigma * NORMAL[words() >>> NORMAL_SHIFT];
}
