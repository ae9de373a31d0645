// Samples around spikes, see ../../../spikes/coder.ts. A part of the kernel.
import { MODEL_BYTES, putSigned } from './numbers';

const ORDER: i32 = 5;
const SHIFT: i64 = 12;
const CONTEXTS: i32 = 8;

let before: i32 = 0;
let after: i32 = 0;
let error: i32 = 0;
let step: i32 = 1;
let residuals: usize = 0;
/** Of differences before a sample, the nearest first: i32 weights, and the differences. */
const weights: usize = memory.data(5 * 4, 16);
const differences: usize = memory.data((5 + 1) * 4, 16);

/** The stretch at hand, and the times behind it. */
let from: i32 = 0;
let to: i32 = 0;
let at: usize = 0;
let end: usize = 0;

/** @param frames_ that are kept before a spike, @param behind it, @param error_ that a sample may be off by */
export function setStretches(frames_: i32, behind: i32, error_: i32, model: usize): void {
  before = frames_;
  after = behind;
  error = error_;
  step = 2 * error_ + 1;
  residuals = model;
}

export function setWeight(k: i32, weight: i32): void {
  store<i32>(weights + 4 * <usize>k, weight);
}

function startStretches(times: usize, count: i32): void {
  at = times;
  end = times + 4 * <usize>count;
}

/** Stretches that touch or overlap are one. */
function nextStretch(frames: i32): bool {
  if (at >= end) return false;
  from = max(0, load<i32>(at) - before);
  to = min(frames, load<i32>(at) + after + 1);
  for (at += 4; at < end && load<i32>(at) - before <= to; at += 4) {
    to = min(frames, load<i32>(at) + after + 1);
  }
  return true;
}

function clearDifferences(): void {
  memory.fill(differences, 0, 4 * (ORDER + 1));
}

function push(difference: i32): void {
  for (let k: usize = 4 * ORDER; k > 0; k -= 4) store<i32>(differences + k, load<i32>(differences + k - 4));
  store<i32>(differences, difference);
}

/** What is expected beside the sample before. */
function predict(): i32 {
  let sum: i64 = 1 << (SHIFT - 1);
  for (let k: usize = 0; k < 4 * ORDER; k += 4) {
    sum += <i64>load<i32>(weights + k) * <i64>load<i32>(differences + k);
  }
  return <i32>(sum >> SHIFT);
}

/** In steps, to the nearest; that of 0 is none. */
function quantised(residual: i32): i32 {
  if (step === 1) return residual;
  const size = (abs(residual) + error) / step;
  return residual < 0 ? -size : size;
}

/** @returns the last sample as decode has it */
function putStretch(samples: usize, start: i32): i32 {
  clearDifferences();
  let last = start;
  let context = CONTEXTS - 1;
  for (let i = from; i < to; i++) {
    const predicted = last + predict();
    const coded = quantised(<i32>load<i16>(samples + 2 * <usize>i) - predicted);
    putSigned(residuals + MODEL_BYTES * <usize>context, coded);
    const value = max(-32768, min(32767, predicted + coded * step));
    push(i === from ? 0 : value - last);
    context = min(CONTEXTS - 1, 32 - clz(abs(coded)));
    last = value;
  }
  return last;
}

/** @param samples i16 of a channel, @param times u32 */
export function putStretches(samples: usize, frames: i32, times: usize, count: i32): void {
  startStretches(times, count);
  let last = 0;
  while (nextStretch(frames)) last = putStretch(samples, last);
}

/**
 * Adds products of differences with each other, for weights by least squares: those before a sample, the nearest first,
 * and its own last.
 * @param sums f64, a lower triangle of rows of 6
 */
export function addProducts(samples: usize, frames: i32, times: usize, count: i32, sums: usize): void {
  startStretches(times, count);
  while (nextStretch(frames)) {
    clearDifferences();
    for (let i = from + 1; i < to; i++) {
      const here = samples + 2 * <usize>i;
      // now the difference that is predicted stands first, and the one before it second
      push(<i32>load<i16>(here) - <i32>load<i16>(here - 2));
      addRow(sums);
    }
  }
}

function addRow(sums: usize): void {
  for (let a = 0; a <= ORDER; a++) {
    const left = <f64>load<i32>(differences + 4 * <usize>((a + 1) % (ORDER + 1)));
    for (let b = 0; b <= a; b++) {
      const right = <f64>load<i32>(differences + 4 * <usize>((b + 1) % (ORDER + 1)));
      const sum = sums + 8 * <usize>(a * (ORDER + 1) + b);
      store<f64>(sum, load<f64>(sum) + left * right);
    }
  }
}
