// What the live coder knows of one channel: prediction and scale, see codecs/coders/lms-range.ts. A part of kernels.

/*
 * A channel's state:
 *
 *    0  i32      averages of voltages, rates 1/8, 1/64, 1/256; in 1/256 units
 *   12  i32      last voltage and the one before, units
 *   20  i32      average magnitude of errors, in 1/256 units
 *   24  i16 x 4  weights, in 1/8192
 */
const FAST: usize = 0;
const MIDDLE: usize = 4;
const SLOW: usize = 8;
const LAST: usize = 12;
const BEFORE: usize = 16;
const SCALE: usize = 20;
const WEIGHTS: usize = 24;
export const STATE_BYTES: usize = 32;

const FRACTION: i32 = 8;
const HALF: i32 = 128;
const WEIGHT_BITS: i64 = 13;
const LARGEST: i32 = (1 << 19) - 1;
/** Half a thousand units, 32 steps: too wide costs little, too narrow much. */
const FIRST_SCALE: i32 = 512 << FRACTION;

/** What was predicted last: the voltage in units, and sigma = 2^(octave + step / 8) units. */
let expected: i32 = 0;
let octave: i32 = 0;
let step: i32 = 0;

let difference0: i32 = 0;
let difference1: i32 = 0;
let difference2: i32 = 0;
let difference3: i32 = 0;

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
  const average = voltage << FRACTION;
  store<i32>(state, average, FAST);
  store<i32>(state, average, MIDDLE);
  store<i32>(state, average, SLOW);
  store<i32>(state, voltage, LAST);
  store<i32>(state, voltage, BEFORE);
  store<i32>(state, FIRST_SCALE, SCALE);
  store<i16>(state, 6000, WEIGHTS);
  store<i16>(state, 7900, WEIGHTS + 2);
  store<i16>(state, 7900, WEIGHTS + 4);
  store<i16>(state, 0, WEIGHTS + 6);
}

/** The sum has 45 bits at most, and of a 10-bit converter's codes 32. */
export function predict(state: usize): void {
  const fast = load<i32>(state, FAST);
  const middle = load<i32>(state, MIDDLE);
  const slow = load<i32>(state, SLOW);
  const last = load<i32>(state, LAST);
  difference0 = (last << FRACTION) - fast;
  difference1 = fast - middle;
  difference2 = middle - slow;
  difference3 = (last - load<i32>(state, BEFORE)) << FRACTION;
  const sum =
    <i64>load<i16>(state, WEIGHTS) * <i64>difference0 +
    <i64>load<i16>(state, WEIGHTS + 2) * <i64>difference1 +
    <i64>load<i16>(state, WEIGHTS + 4) * <i64>difference2 +
    <i64>load<i16>(state, WEIGHTS + 6) * <i64>difference3;
  const voltage = <i32>((<i64>(slow + HALF) + (sum >> WEIGHT_BITS)) >> <i64>FRACTION);
  expected = max(-LARGEST - 1, min(LARGEST, voltage));
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

function signOf(x: i32): i32 {
  return (x >> 31) | i32(x > 0);
}

function turn(weight: usize, turns: i32): void {
  store<i16>(weight, max(-32768, min(32767, <i32>load<i16>(weight) + turns)));
}

/**
 * Takes the voltage that `predict` expected.
 * @param frame its number, from 1 on
 */
export function learn(state: usize, voltage: i32, frame: i32): void {
  const error = voltage - expected;
  const sign = signOf(error);
  turn(state + WEIGHTS, sign * signOf(difference0));
  turn(state + WEIGHTS + 2, sign * signOf(difference1));
  turn(state + WEIGHTS + 4, sign * signOf(difference2));
  turn(state + WEIGHTS + 6, sign * signOf(difference3));
  const rate = max(2, min(8, 32 - <i32>clz(frame)));
  const scale = load<i32>(state, SCALE);
  store<i32>(state, scale + (((abs(error) << FRACTION) - scale) >> rate), SCALE);
  follow(state + FAST, voltage, 3);
  follow(state + MIDDLE, voltage, 6);
  follow(state + SLOW, voltage, 8);
  store<i32>(state, load<i32>(state, LAST), BEFORE);
  store<i32>(state, voltage, LAST);
}

function follow(average: usize, voltage: i32, rate: i32): void {
  const before = load<i32>(average);
  store<i32>(average, before + (((voltage << FRACTION) - before) >> rate));
}
