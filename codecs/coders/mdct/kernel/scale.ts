/**
 * How large the next coefficient may be, from those coded before it, and which probabilities it is coded with.
 *
 * Magnitudes are in half steps. s[k] is the average of those of bin k over the frames before, the first 64 weighted alike,
 * later ones by 1/64; with b[k] = (s[k-1] + 2 s[k] + s[k+1]) / 4, of the ends alone what there is, and over the coefficients
 * before k in the frame, each weighing 7/8 of the next,
 *
 *   expected   0.03 + b[k] (1 + g) / 2,     g = (sum of magnitudes + 16) / (sum of b + 16)
 *   at most 2^24; in the very first frame 0.03 + g with b = 1 and 1/2 in the place of 16; a channel goes on from the averages of the
 *   one before, which count as one frame
 *   class      3 octave + third of 16 expected, 0..39;   shift   octave of expected / 3, at least 0
 *
 * in doubles, by sums, products and quotients alone, the same in every engine. A part of the kernel.
 */
import { BINS } from './lapped';

const CLASSES_PER_OCTAVE: i32 = 3;
export const CLASSES: i32 = 40;
const LONGEST: i32 = 64;
export const DECAY: f64 = 0.875;
const LEAST: f64 = 0.03;
const LARGEST: f64 = 16777216;
/** An expectation below it has no shift. */
export const FIRST_SHIFTED: f64 = 6;

const FRACTION_BITS: i64 = 52;
const FRACTION: i64 = (1 << FRACTION_BITS) - 1;
/** Exponent of a double that is 1/16. */
const EXPONENT: i32 = 1019;
/** 2^(1/3) and 2^(2/3), as fractions of doubles. */
const THIRD: i64 = reinterpret<i64>(1.2599210498948732) & FRACTION;
const TWO_THIRDS: i64 = reinterpret<i64>(1.5874010519681994) & FRACTION;

/** With a margin of one on each side. */
const averages: usize = memory.data(130 * 8, 16);
/** b, of the current frame. */
const foreseen: usize = memory.data(128 * 8, 16);
/** Of the current frame, as they are coded. */
export const magnitudes: usize = memory.data(128 * 8, 16);

let frames: i32 = 0;
/** What gain and expectation are regularised with in the current frame; how much of the gain counts. */
let prior: f64 = 0;
let share: f64 = 0;

export function startScale(): void {
  frames = 0;
  memory.fill(averages, 0, 130 * 8);
}

export function startChannel(): void {
  frames = min(frames, 1);
}

export function startFrame(): void {
  prior = frames === 0 ? 0.5 : 16;
  share = frames === 0 ? 1 : 0.5;
  if (frames === 0) {
    for (let k: usize = 0; k < <usize>BINS; k++) store<f64>(foreseen + (k << 3), 1);
    return;
  }
  store<f64>(averages, load<f64>(averages, 8));
  store<f64>(averages, load<f64>(averages, 128 * 8), 129 * 8);
  for (let k: usize = 0; k < <usize>BINS * 8; k += 16) {
    const middle = v128.load(averages + k, 8);
    const sum = f64x2.add(
      f64x2.add(v128.load(averages + k), f64x2.add(middle, middle)),
      v128.load(averages + k, 16),
    );
    v128.store(foreseen + k, f64x2.mul(sum, f64x2.splat(0.25)));
  }
}

/** Of the magnitudes of the frame. */
export function endFrame(): void {
  frames++;
  const rate = f64x2.splat(1 / <f64>min(frames, LONGEST));
  for (let k: usize = 0; k < <usize>BINS * 8; k += 16) {
    const average = v128.load(averages + k, 8);
    const error = f64x2.sub(v128.load(magnitudes + k), average);
    v128.store(averages + k, f64x2.add(average, f64x2.mul(error, rate)), 8);
  }
}

// inlined
export function foreseenAt(k: i32): f64 {
  return load<f64>(foreseen + ((<usize>k) << 3));
}

/** @param met sum of magnitudes before in the frame, @param sum of what was foreseen of them */
// inlined
export function expectedAt(k: i32, met: f64, sum: f64): f64 {
  const gain = (met + prior) / (sum + prior);
  return min(LARGEST, LEAST + foreseenAt(k) * (1 - share + share * gain));
}

/** The same of two sums of magnitudes. */
// inlined
export function expectedOfTwo(k: i32, met: v128, sum: f64): v128 {
  const gain = f64x2.div(f64x2.add(met, f64x2.splat(prior)), f64x2.splat(sum + prior));
  const factor = f64x2.add(f64x2.splat(1 - share), f64x2.mul(f64x2.splat(share), gain));
  const expected = f64x2.add(f64x2.splat(LEAST), f64x2.mul(f64x2.splat(foreseenAt(k)), factor));
  return f64x2.pmin(expected, f64x2.splat(LARGEST));
}

/** By exponent and fraction of the double. */
// inlined
export function classOf(expected: f64): i32 {
  const bits = reinterpret<i64>(expected);
  const fraction = bits & FRACTION;
  const thirds = <i32>(fraction >= THIRD) + <i32>(fraction >= TWO_THIRDS);
  const octave = <i32>(bits >> FRACTION_BITS) - EXPONENT;
  return max(0, min(CLASSES - 1, CLASSES_PER_OCTAVE * octave + thirds));
}

/** -1 for each third that each of two expectations is beyond, in 64 bits. */
// inlined
function thirdsOf(expected: v128): v128 {
  const fraction = v128.and(expected, i64x2.splat(FRACTION));
  return i64x2.add(
    i64x2.gt_s(fraction, i64x2.splat(THIRD - 1)),
    i64x2.gt_s(fraction, i64x2.splat(TWO_THIRDS - 1)),
  );
}

/** Classes of twice two expectations, in 32 bits. */
// inlined
export function classesOf(first: v128, second: v128): v128 {
  const upper = v128.shuffle<i32>(first, second, 1, 3, 5, 7);
  const octaves = i32x4.sub(i32x4.shr_s(upper, 20), i32x4.splat(EXPONENT));
  const thirds = v128.shuffle<i32>(thirdsOf(first), thirdsOf(second), 0, 2, 4, 6);
  const classes = i32x4.sub(i32x4.add(i32x4.shl(octaves, 1), octaves), thirds);
  return i32x4.max_s(i32x4.min_s(classes, i32x4.splat(CLASSES - 1)), i32x4.splat(0));
}

/** Bits of a level that are not worth modelling. */
// inlined
export function shiftOf(expected: f64): i32 {
  return expected < FIRST_SHIFTED ? 0 : 31 - clz(<i32>(expected / 3));
}
