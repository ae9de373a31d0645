// What the live coder knows of one channel: prediction and scale, see ../coder.ts. A part of the kernel.

/*
 * A channel's state:
 *
 *    0  i32 x 9  points: the last five voltages, the last at the end, then averages of rates 1/4, 1/16, 1/64, 1/256;
 *                in 1/256 units
 *   36  i32      average magnitude of errors, in 1/256 units
 *   40  i16 x 8  weights, in 1/8192, of the differences of neighbouring points
 */
const EARLIER: usize = 0;
const LAST: usize = 16;
const SLOWEST: usize = 32;
const SCALE: usize = 36;
const WEIGHTS: usize = 40;
export const STATE_BYTES: usize = 56;

const FRACTION: i32 = 8;
const HALF: i64 = 128;
const WEIGHT_BITS: i64 = 13;
const LARGEST: i64 = (1 << 19) - 1;
/** Half a thousand units, 32 steps: too wide costs little, too narrow much. */
const FIRST_SCALE: i32 = 512 << FRACTION;

/** What was predicted last: the voltage in units, and sigma = 2^(octave + step / 8) units. */
let expected: i32 = 0;
let octave: i32 = 0;
let step: i32 = 0;

/** The points that led to it but for the first, and their differences; in two halves. */
let voltages: v128 = i32x4.splat(0);
let averages: v128 = i32x4.splat(0);
let voltageDifferences: v128 = i32x4.splat(0);
let averageDifferences: v128 = i32x4.splat(0);

/** The scale follows by 2^-scaleRate of what it is off, weights turn by so many 1/8192. */
let scaleRate: i32 = 0;
let pace: i32 = 0;

export function expectedVoltage(): i32 {
  return expected;
}

export function expectedOctave(): i32 {
  return octave;
}

export function expectedStep(): i32 {
  return step;
}

/** Takes the first voltage of a channel. */
export function startChannel(state: usize, voltage: i32): void {
  const points = i32x4.splat(voltage << FRACTION);
  v128.store(state, points, EARLIER);
  v128.store(state, points, LAST);
  store<i32>(state, voltage << FRACTION, SLOWEST);
  store<i32>(state, FIRST_SCALE, SCALE);
  v128.store(state, i16x8(0, 0, 0, 0, 6000, 7000, 8192, 7900), WEIGHTS);
}

/** Whole vectors alone are loaded, as they were stored: a load across two stores waits for both. */
function loadPoints(state: usize): void {
  const earlier = v128.load(state, EARLIER);
  const last = v128.load(state, LAST);
  voltages = v128.shuffle<i32>(earlier, last, 1, 2, 3, 4);
  averages = i32x4.replace_lane(v128.shuffle<i32>(last, last, 1, 2, 3, 3), 3, load<i32>(state, SLOWEST));
  voltageDifferences = i32x4.sub(earlier, voltages);
  averageDifferences = i32x4.sub(last, averages);
}

/** Sums of two of four products each. */
function productsOf(weights: v128, differences: v128): v128 {
  return i64x2.add(
    i64x2.extmul_low_i32x4_s(weights, differences),
    i64x2.extmul_high_i32x4_s(weights, differences),
  );
}

/** Of eight products: at most 47 bits, of a 10-bit converter's codes 39. */
function sumOf(products0: v128, products1: v128): i64 {
  const sums = i64x2.add(products0, products1);
  return i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1);
}

export function predict(state: usize): void {
  loadPoints(state);
  const weights = v128.load(state, WEIGHTS);
  const sum = sumOf(
    productsOf(i32x4.extend_low_i16x8_s(weights), voltageDifferences),
    productsOf(i32x4.extend_high_i16x8_s(weights), averageDifferences),
  );
  const voltage = (<i64>load<i32>(state, SLOWEST) + (sum >> WEIGHT_BITS) + HALF) >> FRACTION;
  expected = <i32>max(-LARGEST - 1, min(LARGEST, voltage));
  gauge(load<i32>(state, SCALE));
}

/**
 * Sigma on the grid of eighth octaves, at least one unit. 21/16 is a normal deviation's ratio to its mean magnitude,
 * 1.2533, and half a step of the grid, so that rounding down rounds to the nearest.
 */
function gauge(scale: i32): void {
  const deviation = <u32>max(1 << FRACTION, scale + (scale >> 2) + (scale >> 4));
  const zeros = clz(deviation);
  const mantissa = <i32>((deviation << zeros) >> 16);
  octave = 31 - FRACTION - <i32>zeros;
  // 2^(15 + k / 8)
  step =
    i32(mantissa >= 35734) +
    i32(mantissa >= 38968) +
    i32(mantissa >= 42495) +
    i32(mantissa >= 46341) +
    i32(mantissa >= 50535) +
    i32(mantissa >= 55109) +
    i32(mantissa >= 60097);
}

/** How fast all channels learn in a frame, from the second on. */
export function setPace(frame: i32): void {
  const zeros = <i32>clz(frame);
  scaleRate = max(2, min(8, 32 - zeros));
  pace = 1 << max(0, min(4, (zeros - 14) >> 1));
}

/** Takes the voltage that `predict` expected. */
export function learn(state: usize, voltage: i32): void {
  const error = voltage - expected;
  turn(state + WEIGHTS, (error >> 31) | i32(error > 0));
  const scale = load<i32>(state, SCALE);
  store<i32>(state, scale + (((abs(error) << FRACTION) - scale) >> scaleRate), SCALE);
  follow(state, i32x4.splat(voltage << FRACTION));
}

/** Takes a voltage among the points. */
function follow(state: usize, point: v128): void {
  const distances = i32x4.sub(point, averages);
  const fast = v128.shuffle<i32>(i32x4.shr_s(distances, 2), i32x4.shr_s(distances, 4), 0, 5, 2, 7);
  const slow = v128.shuffle<i32>(i32x4.shr_s(distances, 6), i32x4.shr_s(distances, 8), 0, 1, 2, 7);
  const followed = i32x4.add(averages, v128.shuffle<i32>(fast, slow, 0, 1, 6, 7));
  v128.store(state, voltages, EARLIER);
  v128.store(state, v128.shuffle<i32>(point, followed, 0, 4, 5, 6), LAST);
  store<i32>(state, i32x4.extract_lane(followed, 3), SLOWEST);
}

/** Moves weights by the signs of the error and of what they weighed. */
function turn(weights: usize, sign: i32): void {
  // narrowed, a difference keeps its sign
  const differences = i16x8.narrow_i32x4_s(voltageDifferences, averageDifferences);
  const zero = i16x8.splat(0);
  const signs = i16x8.sub(i16x8.lt_s(differences, zero), i16x8.gt_s(differences, zero));
  const turns = i16x8.mul(signs, i16x8.splat(<i16>(sign * pace)));
  v128.store(weights, i16x8.add_sat_s(v128.load(weights), turns));
}
