/**
 * Spikes of a channel as an implant finds them: each sample is looked at once, on arrival. A part of the kernel; what is
 * a spike stands in ../detect.ts.
 */
import { bandDelay, bandLength, CHUNK, FRACTION, nextBands, startBand } from './band';
import { depthOf, energyOf, followMean, followMedian, startNoise } from './noise';

/** Thresholds are told anew after so many samples. */
const EVERY: i32 = 64;

let usesEnergy: bool = false;
let factor: i32 = 0;
let search: i32 = 0;
let dead: i32 = 0;

/** Both lists grow: u32 frames, i32 depths in 1/64 steps. */
let times: usize = 0;
let depths: usize = 0;
let found: i32 = 0;

/** 0 if there is none. */
let threshold: i32 = 0;
/** Samples of a search that are left, and its least so far. */
let left: i32 = 0;
let least: i32 = 0;
let leastAt: i32 = 0;
/** Frames from which on a spike may be. */
let next: i32 = 0;
/** Of the band, in whole steps within 16 bits: the two before. */
let second: i32 = 0;
let first: i32 = 0;
/** Of the band. */
let last: i32 = 0;

/**
 * @param energy whether spikes are told by nonlinear energy
 * @param multiple that is the threshold: of the median in 1/2048, below 2^16, or of the mean energy
 * @param frames in which the least of a spike is looked for, @param apart between spikes, both at least 1
 */
export function setDetector(energy: bool, multiple: i32, frames: i32, apart: i32): void {
  usesEnergy = energy;
  factor = multiple;
  search = frames;
  dead = apart;
}

function begin(at: i32, value: i32): void {
  left = search;
  least = value;
  leastAt = at;
}

function end(): void {
  store<u32>(times + 4 * <usize>found, leastAt);
  store<i32>(depths + 4 * <usize>found, -least);
  found++;
  next = leastAt + dead;
}

/** @returns whether it was looked at by a search */
function searched(at: i32, value: i32): bool {
  if (left === 0) return false;
  if (value < least) {
    least = value;
    leastAt = at;
  }
  if (--left === 0) end();
  return true;
}

function watchDepth(at: i32, value: i32, isNoise: bool): void {
  if (!searched(at, value) && threshold > 0 && value <= -threshold && at >= next) begin(at, value);
  if (!isNoise) return;
  followMedian(value);
  if ((at & (EVERY - 1)) === 0) threshold = depthOf(factor);
}

/** The energy of a sample is known with the one behind it. */
function watchEnergy(at: i32, value: i32, isNoise: bool): void {
  const whole = max(-32767, min(32767, (value + (1 << (FRACTION - 1))) >> FRACTION));
  const energy = first * first - second * whole;
  if (!searched(at, value) && threshold > 0 && energy >= threshold && at > next) {
    begin(at - 1, last);
    searched(at, value);
  }
  second = first;
  first = whole;
  last = value;
  if (!isNoise) return;
  followMean(energy);
  if ((at & (EVERY - 1)) === 0) threshold = energyOf(factor);
}

function start(): void {
  startNoise();
  found = 0;
  threshold = 0;
  left = 0;
  next = 0;
  second = 0;
  first = 0;
  last = 0;
}

/**
 * @param samples i16, @param frames at least 1
 * @param toTimes room for u32, @param toDepths for i32, as many as there may be
 * @returns how many spikes there are
 */
export function findSpikes(samples: usize, frames: i32, toTimes: usize, toDepths: usize): i32 {
  times = toTimes;
  depths = toDepths;
  start();
  startBand(samples, frames);
  const length = bandLength();
  for (let from = -bandDelay(); from < frames; from += CHUNK) {
    const to = min(frames, from + CHUNK);
    const band = nextBands(to - from);
    for (let at = max(0, from); at < to; at++) {
      const value = load<i32>(band + 4 * <usize>(at - from));
      if (usesEnergy) watchEnergy(at, value, at >= length);
      else watchDepth(at, value, at >= length);
    }
  }
  if (left > 0) end();
  return found;
}

/**
 * The same of channels one behind the other.
 * @param counts room for u32, how many spikes each channel has
 * @param toTimes room for those of all, as is `toDepths`
 */
export function findAllSpikes(
  samples: usize,
  channels: i32,
  frames: i32,
  counts: usize,
  toTimes: usize,
  toDepths: usize,
): void {
  for (let channel = 0; channel < channels; channel++) {
    const count = findSpikes(samples, frames, toTimes, toDepths);
    store<u32>(counts, count);
    counts += 4;
    samples += 2 * <usize>frames;
    toTimes += 4 * <usize>count;
    toDepths += 4 * <usize>count;
  }
}

/** The band of all frames, i32 in 1/64 steps. */
export function filter(samples: usize, frames: i32, to: usize): void {
  startBand(samples, frames);
  for (let from = -bandDelay(); from < frames; from += CHUNK) {
    const end = min(frames, from + CHUNK);
    const band = nextBands(end - from);
    for (let at = max(0, from); at < end; at++, to += 4) {
      store<i32>(to, load<i32>(band + 4 * <usize>(at - from)));
    }
  }
}

/**
 * Sums of the size of the band in bins.
 * @param starts u32 of each bin and behind the last, which is `frames`
 * @param sums i64 in 1/64 steps, one a bin
 */
export function sumSizes(samples: usize, frames: i32, starts: usize, sums: usize): void {
  startBand(samples, frames);
  let sum: i64 = 0;
  let endOfBin = load<i32>(starts, 4);
  for (let from = -bandDelay(); from < frames; from += CHUNK) {
    const to = min(frames, from + CHUNK);
    const band = nextBands(to - from);
    for (let at = max(0, from); at < to; at++) {
      sum += <i64>abs(load<i32>(band + 4 * <usize>(at - from)));
      if (at + 1 < endOfBin) continue;
      store<i64>(sums, sum);
      sums += 8;
      sum = 0;
      starts += 4;
      endOfBin = load<i32>(starts, 4);
    }
  }
}
