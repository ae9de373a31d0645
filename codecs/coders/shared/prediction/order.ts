/**
 * The order in which channels are coded, and which ones predict which: a maximum spanning tree of what the whitened
 * signals have in common (Prim, Shortest connection networks, 1957). Runs in encoders only.
 */
import { STRETCH, type Stretch, storeStretches, type Work } from './signals.js';

/** Channels in the order of a tree. */
export interface Arranged {
  /** Which channel is at each place. */
  readonly order: readonly number[];
  /** Places before one whose channels have most in common with it, the strongest first. */
  readonly nearest: (place: number) => number[];
  /** A guess at what others leave of a channel's energy. */
  readonly partLeft: (channel: number) => number;
}

/**
 * Arranges `count` channels, whose whitened signals are compared on a part of the frames, brought to one level stretch by
 * stretch.
 * @param most of the nearest
 * @param spare candidates for them beyond so many
 */
export function arrange(work: Work, count: number, most: number, spare: number): Arranged {
  const { kernel, views } = work.opened;
  const { levelled, levelledSamples: samples, pairs, order, nearest, out } = work;
  const stretches = spacedStretches(work.frames, samples);
  storeStretches(work, stretches, new Float64Array(stretches.length));
  kernel.level(work.whitened, work.room.stride, count, work.table, stretches.length, levelled);
  kernel.treeOrder(levelled, samples, count, pairs, nearest, order);
  return {
    order: Array.from(views().i32.subarray(order / 4, order / 4 + count)),
    nearest: place => {
      const found = kernel.strongest(levelled, samples, count, pairs, order, place, most, spare, out);
      return Array.from(views().i32.subarray(out / 4, out / 4 + found));
    },
    partLeft: channel => partLeft(views().i32.subarray(pairs / 4), count, channel),
  };
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

/** By the one that has most in common with it. @param products of all pairs, `count` a row */
function partLeft(products: Int32Array, count: number, channel: number): number {
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
