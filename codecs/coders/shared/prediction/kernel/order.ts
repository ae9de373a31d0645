// The order in which channels are coded, and which ones may predict which. Shared by kernels, of encoders alone.

import { productsAtLags, vectorsFor } from './fit';
import { energyOf } from './signals';
import { sumOfLanes } from './vectors';

/** Deviation and largest magnitude of a levelled signal. */
const LEVEL: f64 = 32;
const LARGEST_LEVELLED: f64 = 160;
/** Channels are compared up to so many samples apart. */
const LAGS_BACK: usize = 3;
/**
 * Gathers stretches of signals, each brought to one level.
 * @param signals `channels` of them, `stride` bytes from one to the next
 * @param stretches as of `tapSums`; weights are not read
 * @param out i16, one stretch behind the other, one channel behind the other, no more than LARGEST_LEVELLED
 */
export function level(
  signals: usize,
  stride: usize,
  channels: usize,
  stretches: usize,
  count: usize,
  out: usize,
): void {
  const end = stretches + 16 * count;
  for (let channel: usize = 0; channel < channels; channel++) {
    for (let at = stretches; at < end; at += 16) {
      const from = signals + channel * stride + ((<usize>load<u32>(at)) << 1);
      const frames = <usize>load<u32>(at, 4);
      const gain = LEVEL / Math.sqrt(<f64>energyOf(from, frames) / <f64>frames + 1);
      levelStretch(from, frames, gain, out);
      out += 2 * frames;
    }
  }
}

function levelStretch(from: usize, frames: usize, gain: f64, out: usize): void {
  const gains = f64x2.splat(gain);
  const wholeEnd = from + ((frames & ~(<usize>3)) << 1);
  const end = from + 2 * frames;
  const most = i16x8.splat(<i16>LARGEST_LEVELLED);
  for (; from < wholeEnd; from += 8, out += 8) {
    const some = v128.load_ext<i16>(from);
    const low = f64x2.mul(f64x2.convert_low_i32x4_s(some), gains);
    const high = f64x2.mul(f64x2.convert_low_i32x4_s(v128.shuffle<i32>(some, some, 2, 3, 2, 3)), gains);
    const both = v128.shuffle<i64>(
      i32x4.trunc_sat_f64x2_s_zero(low),
      i32x4.trunc_sat_f64x2_s_zero(high),
      0,
      2,
    );
    const small = i16x8.max_s(i16x8.min_s(i16x8.narrow_i32x4_s(both, both), most), i16x8.neg(most));
    v128.store64_lane(out, small, 0);
  }
  for (; from < end; from += 2, out += 2) {
    const value = <f64>load<i16>(from) * gain;
    store<i16>(out, <i16>max(-LARGEST_LEVELLED, min(LARGEST_LEVELLED, value)));
  }
}

/**
 * Products of all pairs of levelled signals at the same time, i32: `out[a * channels + b]`, both ways.
 * @param count samples of each, a multiple of 8
 */
function pairProducts(signals: usize, channels: usize, count: usize, out: usize): void {
  const bytes = count << 1;
  for (let a: usize = 0; a < channels; a++) {
    const x = signals + a * bytes;
    let b: usize = 0;
    // four at once, so that what is loaded of one serves all
    for (; b + 3 <= a; b += 4) {
      const y = signals + b * bytes;
      let s0 = i32x4.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      const y1 = y + bytes;
      const y2 = y1 + bytes;
      const y3 = y2 + bytes;
      for (let at: usize = 0; at < bytes; at += 16) {
        const value = v128.load(x + at);
        s0 = i32x4.add(s0, i32x4.dot_i16x8_s(value, v128.load(y + at)));
        s1 = i32x4.add(s1, i32x4.dot_i16x8_s(value, v128.load(y1 + at)));
        s2 = i32x4.add(s2, i32x4.dot_i16x8_s(value, v128.load(y2 + at)));
        s3 = i32x4.add(s3, i32x4.dot_i16x8_s(value, v128.load(y3 + at)));
      }
      storePair(out, channels, a, b, <i32>sumOfLanes(s0));
      storePair(out, channels, a, b + 1, <i32>sumOfLanes(s1));
      storePair(out, channels, a, b + 2, <i32>sumOfLanes(s2));
      storePair(out, channels, a, b + 3, <i32>sumOfLanes(s3));
    }
    for (; b <= a; b++) {
      const y = signals + b * bytes;
      let sums = i32x4.splat(0);
      for (let at: usize = 0; at < bytes; at += 16) {
        sums = i32x4.add(sums, i32x4.dot_i16x8_s(v128.load(x + at), v128.load(y + at)));
      }
      storePair(out, channels, a, b, <i32>sumOfLanes(sums));
    }
  }
}

// inlined
function storePair(out: usize, channels: usize, a: usize, b: usize, sum: i32): void {
  store<i32>(out + 4 * (a * channels + b), sum);
  store<i32>(out + 4 * (b * channels + a), sum);
}

/**
 * Channels in the order in which a maximum spanning tree of what they have in common takes them in: the one that has most
 * with all others first.
 * @param signals levelled ones, as `level` leaves them, of `count` samples, a multiple of 8
 * @param products of all pairs, i32, written
 * @param nearest room for an i32 for each channel
 * @param order i32, written
 */
export function treeOrder(
  signals: usize,
  count: usize,
  channels: usize,
  products: usize,
  nearest: usize,
  order: usize,
): void {
  pairProducts(signals, channels, count, products);
  for (let k: usize = 0; k < channels; k++) store<i32>(nearest + 4 * k, -1);
  let next = mostCentral(products, channels);
  for (let place: usize = 0; place < channels; place++) {
    store<i32>(order + 4 * place, <i32>next);
    store<i32>(nearest + 4 * next, TAKEN);
    const row = products + 4 * next * channels;
    let most: i32 = TAKEN;
    for (let k: usize = 0; k < channels; k++) {
      const before = load<i32>(nearest + 4 * k);
      if (before === TAKEN) continue;
      const strength = max(before, abs(load<i32>(row + 4 * k)));
      store<i32>(nearest + 4 * k, strength);
      if (strength <= most) continue;
      most = strength;
      next = k;
    }
  }
}

const TAKEN: i32 = -2;

function mostCentral(products: usize, channels: usize): usize {
  let best: usize = 0;
  let most: i64 = -1;
  for (let a: usize = 0; a < channels; a++) {
    let sum: i64 = 0;
    const row = products + 4 * a * channels;
    for (let b: usize = 0; b < channels; b++) sum += <i64>abs(load<i32>(row + 4 * b));
    if (sum <= most) continue;
    most = sum;
    best = a;
  }
  return best;
}

/** Places and strengths of up to 64 candidates, i32 each, and their scores, f64. */
const candidates = memory.data(4 * 64, 16);
const strengths = memory.data(4 * 64, 16);
const scores = memory.data(8 * 64, 16);

/** Places before one whose channels have most in common with it at the same time, the most first. @returns how many */
function nearestAtOnce(products: usize, order: usize, channels: usize, place: usize, most: usize): usize {
  const row = products + 4 * channels * <usize>load<u32>(order + 4 * place);
  const last = strengths + ((most - 1) << 2);
  let count: usize = 0;
  for (let k = place; k-- > 0; ) {
    const strength = abs(load<i32>(row + 4 * <usize>load<u32>(order + 4 * k)));
    if (count === most && strength <= load<i32>(last)) continue;
    let at = (count < most ? count++ : most - 1) << 2;
    for (; at > 0 && load<i32>(strengths + at - 4) < strength; at -= 4) {
      store<i32>(strengths + at, load<i32>(strengths + at - 4));
      store<i32>(candidates + at, load<i32>(candidates + at - 4));
    }
    store<i32>(strengths + at, strength);
    store<i32>(candidates + at, <i32>k);
  }
  return count;
}

/** What two levelled signals have in common up to LAGS_BACK samples apart. */
function scoreOf(x: usize, y: usize, count: usize): f64 {
  const totals = productsAtLags(x + 2 * LAGS_BACK, y, count - 8, vectorsFor(160, 160));
  let sum: f64 = 0;
  for (let k: usize = 0; k < 7; k++) {
    const total = load<f64>(totals + 8 * k);
    sum += total * total;
  }
  return sum;
}

/**
 * The channels before one in the order that have most in common with it: of those that have at the same time, by what
 * they have up to three samples apart.
 * @param signals and the following, as of `treeOrder`, which has filled them
 * @param spare candidates beyond `most`, both together no more than 64
 * @param places i32, written: places in the order, the strongest first
 * @returns how many, no more than `most`
 */
export function strongest(
  signals: usize,
  count: usize,
  channels: usize,
  products: usize,
  order: usize,
  place: usize,
  most: usize,
  spare: usize,
  places: usize,
): usize {
  const found = nearestAtOnce(products, order, channels, place, most + spare);
  const x = signals + 2 * count * <usize>load<u32>(order + 4 * place);
  for (let k: usize = 0; k < found; k++) {
    const candidate = load<i32>(candidates + 4 * k);
    const y = signals + 2 * count * <usize>load<u32>(order + 4 * candidate);
    const score = count > 8 ? scoreOf(x, y, count) : 0;
    let at = k;
    for (; at > 0 && isBefore(score, candidate, at - 1); at--) {
      store<f64>(scores + 8 * at, load<f64>(scores + 8 * (at - 1)));
      store<i32>(strengths + 4 * at, load<i32>(strengths + 4 * (at - 1)));
    }
    store<f64>(scores + 8 * at, score);
    store<i32>(strengths + 4 * at, candidate);
  }
  const taken = min(most, found);
  memory.copy(places, strengths, 4 * taken);
  return taken;
}

/** Whether a candidate comes before the one that is sorted in already; of equal ones the later in the order does. */
// inlined
function isBefore(score: f64, candidate: i32, at: usize): bool {
  const other = load<f64>(scores + 8 * at);
  return score > other || (score === other && candidate > load<i32>(strengths + 4 * at));
}
