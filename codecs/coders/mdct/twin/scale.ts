/** Expectations and classes of ../kernel/scale.ts. */
import { CLASSES, CLASSES_PER_OCTAVE, THIRD, TWO_THIRDS } from '../expected-ones.js';
import { BINS } from '../frames.js';

const LONGEST = 64;
const DECAY = 0.875;
const LEAST = 0.03;
const LARGEST = 2 ** 24;

/** Averages of one channel, with a margin of one on each side. */
export interface Scale {
  readonly averages: Float64Array;
  readonly expected: Float64Array;
  /** What gain and expectation are regularised with in the current frame. */
  prior: number;
  /** How much of the gain counts. */
  share: number;
  frames: number;
}

export function makeScale(): Scale {
  return {
    averages: new Float64Array(BINS + 2),
    expected: new Float64Array(BINS),
    prior: 0.5,
    share: 1,
    frames: 0,
  };
}

export function startChannel(scale: Scale): void {
  scale.frames = Math.min(scale.frames, 1);
}

export function startFrame(scale: Scale): void {
  const { averages, expected, frames } = scale;
  scale.prior = frames === 0 ? 0.5 : 16;
  scale.share = frames === 0 ? 1 : 0.5;
  if (frames === 0) {
    expected.fill(1);
    return;
  }
  averages[0] = averages[1];
  averages[BINS + 1] = averages[BINS];
  for (let k = 0; k < BINS; k++) expected[k] = (averages[k] + 2 * averages[k + 1] + averages[k + 2]) / 4;
}

/** @param magnitudes of the frame */
export function endFrame(scale: Scale, magnitudes: Int32Array): void {
  const { averages } = scale;
  scale.frames++;
  const rate = 1 / Math.min(scale.frames, LONGEST);
  for (let k = 0; k < BINS; k++) averages[k + 1] += (magnitudes[k] - averages[k + 1]) * rate;
}

/** Either sum, with one more magnitude or expectation. */
export function decayed(sum: number, next: number): number {
  return sum * DECAY + next;
}

/** @param met sum of magnitudes before in the frame, @param foreseen sum of what was expected of them */
export function expectedAt(scale: Scale, k: number, met: number, foreseen: number): number {
  const { prior, share } = scale;
  const gain = (met + prior) / (foreseen + prior);
  return Math.min(LARGEST, LEAST + scale.expected[k] * (1 - share + share * gain));
}

export function classOf(expected: number): number {
  const scaled = expected * 16;
  if (scaled < 1) return 0;
  const octave = 31 - Math.clz32(scaled);
  const mantissa = scaled / (1 << octave);
  const third = mantissa < THIRD ? 0 : mantissa < TWO_THIRDS ? 1 : 2;
  return Math.min(CLASSES - 1, CLASSES_PER_OCTAVE * octave + third);
}
