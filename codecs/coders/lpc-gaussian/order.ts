/**
 * The order in which channels are coded, and which ones predict which: a maximum spanning tree of what the whitened
 * signals have in common (Prim, Shortest connection networks, 1957). Runs in encoders only.
 */
import { STRETCH, type Stretch, storeStretches, vectorsFor, type Work } from './signals.js';

/** Largest magnitude of a levelled sample. */
const LARGEST = 160;
const LEVEL = 32;
const LAGS_BACK = 3;

/** Brings whitened signals of `count` channels to one level, stretch by stretch, on a part of the frames. */
export function levelSignals(work: Work, count: number): void {
  const { kernel } = work.opened;
  const { frames, levelledSamples } = work;
  const stretches = spacedStretches(frames, levelledSamples);
  for (let k = 0; k < count; k++) {
    const signal = work.whitened + k * work.room.stride;
    storeStretches(work, stretches, new Float64Array(stretches.length));
    kernel.energies(signal, work.table, stretches.length, work.out);
    const { f64 } = work.opened.views();
    const gains = stretches.map(
      (stretch, i) => LEVEL / Math.sqrt(f64[work.out / 8 + i] / stretch.frames + 1),
    );
    storeStretches(work, stretches, gains);
    kernel.level(signal, work.table, stretches.length, work.levelled + k * 2 * levelledSamples);
  }
}

function spacedStretches(frames: number, samples: number): Stretch[] {
  if (samples + 7 >= frames) return [{ from: 0, frames: samples }];
  const count = Math.max(1, Math.floor(samples / STRETCH));
  const length = samples / count;
  return Array.from({ length: count }, (_, k) => ({
    from: count === 1 ? 0 : Math.floor((k * (frames - length)) / (count - 1)),
    frames: length,
  }));
}

/** Products of all pairs, i32, `count` a row. */
export function productsOfPairs(work: Work, count: number): Int32Array {
  const { kernel } = work.opened;
  kernel.pairProducts(work.levelled, 2 * work.levelledSamples, count, work.levelledSamples, work.pairs);
  return work.opened.views().i32.slice(work.pairs / 4, work.pairs / 4 + count * count);
}

/** Channels in the order in which a spanning tree takes them in: that with most in common with all others first. */
export function treeOrder(products: Int32Array, count: number): number[] {
  const nearest = new Float64Array(count).fill(-1);
  const isIn = new Uint8Array(count);
  const order: number[] = [];
  let next = mostCentral(products, count);
  while (order.length < count) {
    order.push(next);
    isIn[next] = 1;
    let best = -1;
    for (let k = 0; k < count; k++) {
      if (isIn[k] === 1) continue;
      nearest[k] = Math.max(nearest[k], Math.abs(products[next * count + k]));
      if (best < 0 || nearest[k] > nearest[best]) best = k;
    }
    next = best;
  }
  return order;
}

function mostCentral(products: Int32Array, count: number): number {
  let best = 0;
  let most = -1;
  for (let a = 0; a < count; a++) {
    let sum = 0;
    for (let b = 0; b < count; b++) sum += Math.abs(products[a * count + b]);
    if (sum > most) {
      most = sum;
      best = a;
    }
  }
  return best;
}

/**
 * The channels before one in the order that have most in common with it: of those that have at the same time, by what
 * they have up to three samples apart.
 * @param spare candidates beyond `most`
 * @returns places in the order, the strongest first
 */
export function strongest(
  work: Work,
  products: Int32Array,
  order: readonly number[],
  place: number,
  most: number,
  spare: number,
): number[] {
  const candidates = nearestAtOnce(products, order, place, most + spare);
  const scores = candidates.map(k => scoreOf(work, order[place], order[k]));
  return candidates
    .map((k, i) => ({ k, score: scores[i] }))
    .sort((a, b) => b.score - a.score || b.k - a.k)
    .slice(0, most)
    .map(({ k }) => k);
}

/** Places before one whose channels have most in common with it at the same time, the most first. */
function nearestAtOnce(
  products: Int32Array,
  order: readonly number[],
  place: number,
  most: number,
): number[] {
  const row = order[place] * order.length;
  const places = new Int32Array(most);
  const strengths = new Int32Array(most);
  let count = 0;
  for (let k = place - 1; k >= 0; k--) {
    const strength = Math.abs(products[row + order[k]]);
    if (count === most && strength <= strengths[most - 1]) continue;
    let at = count < most ? count++ : most - 1;
    for (; at > 0 && strengths[at - 1] < strength; at--) {
      strengths[at] = strengths[at - 1];
      places[at] = places[at - 1];
    }
    strengths[at] = strength;
    places[at] = k;
  }
  return Array.from(places.subarray(0, count));
}

function scoreOf(work: Work, a: number, b: number): number {
  const { levelled, levelledSamples, out } = work;
  const { kernel } = work.opened;
  const frames = levelledSamples - 8;
  if (frames <= 0) return 0;
  storeStretches(work, [{ from: 0, frames }], [1]);
  const x = levelled + 2 * (a * levelledSamples + LAGS_BACK);
  const y = levelled + 2 * b * levelledSamples;
  kernel.correlate(x, y, work.table, 1, vectorsFor(LARGEST, LARGEST), out);
  const { f64 } = work.opened.views();
  let sum = 0;
  for (let k = 0; k < 7; k++) sum += f64[out / 8 + k] ** 2;
  return sum;
}

/** A guess at what other channels leave of a channel's energy, by the one that has most in common with it. */
export function partLeft(products: Int32Array, count: number, channel: number): number {
  const own = products[channel * count + channel];
  let most = 0;
  for (let other = 0; other < count; other++) {
    const product = products[channel * count + other];
    const energies = own * products[other * count + other];
    if (other !== channel && energies > 0) most = Math.max(most, (product * product) / energies);
  }
  return Math.max(0.02, USUAL_GAIN * (1 - most));
}

/** What several references leave of what the best of them does, roughly. */
const USUAL_GAIN = 0.5;
