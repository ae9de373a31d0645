/** The mixture of normal distributions over a channel's codes: a part of the twin. */

import type { CodedChannel } from '../../../shared/prediction/head.js';
import { clamp, deviationOf, dot } from '../../../shared/prediction/twin/past.js';
import { magnitudeOf } from '../../../shared/prediction/weights.js';
import { type Pair, plain } from '../../twin/model.js';
import { COMPONENTS, MOST_NEIGHBOURS, RATES } from '../channel.js';
import { countsOf, LARGEST_COUNT } from '../memory.js';

const BITS = 24;
const HALF_WINDOW = 2048;
export const ESCAPE: Pair = { first: 2 ** BITS - 256, count: 256 };
const HALF_CELLS = 768;
const WIDEST_OCTAVE = 9;
const NARROWEST_OCTAVE = 7;
const GREATEST_INDEX = 8 * 19 + 7;
/** log2(sqrt(pi / 2)), in 2^-23. */
const LOG_OF_MAGNITUDE = 2732573;
const FIRST_PACE = 4;
const LAST_PACE = 7;

const counts = Array.from({ length: 8 }, (_, step) => countsOf(step, LARGEST_COUNT));

/** Weights of components, of 2^24, as one channel leaves them to the next; none yet: all the same. */
export interface Weights {
  current: number[];
}

export interface Mixture {
  readonly expect: (frame: number, prediction: number) => void;
  /** What errors are cut at before weights of a predictor adapt. */
  readonly usualError: () => number;
  /** The pairs of a code, in the order in which they are popped. */
  readonly pairsOf: (code: number) => Pair[];
  /** The code in whose counts a slot lies, but for low bits; undefined: it escapes. */
  readonly symbolAt: (slot: number) => number | undefined;
  readonly pairOfSymbol: (symbol: number) => Pair;
  readonly lowBits: () => number;
  readonly learn: (frame: number, code: number, error: number) => void;
}

/** @param loudness of all coded channels, by place and frame; that of the channel is written */
export function makeMixture(
  coded: CodedChannel,
  thresholds: ArrayLike<number>,
  loudness: readonly Int16Array[],
  place: number,
  weights: Weights,
): Mixture {
  if (weights.current.length === 0)
    weights.current = new Array<number>(COMPONENTS).fill(Math.floor(2 ** 24 / 6));
  const spreads = RATES.map(rate => Math.min(2 ** 30, (magnitudeOf(coded.level) * 2 ** rate) / 8));
  const neighbours = coded.references.slice(0, MOST_NEIGHBOURS).map(reference => loudness[reference.place]);
  let indices: number[] = [];
  let mu = 0;
  let dropped = 0;
  let low = 0;
  let learned = 0;
  let pace = FIRST_PACE;

  /** The slow spread times an eighth and seven eighths of how loud neighbours are. */
  function nearSpread(frame: number, reach: number, share: number): number {
    if (neighbours.length === 0) return Math.max(1, spreads[3]);
    let sum = 0;
    for (const signal of neighbours) for (let k = -reach; k <= reach; k++) sum += signal[frame + k] ?? 0;
    const factor = 8192 + ((sum * Math.floor(share / neighbours.length)) >> 6);
    return clamp(Number((BigInt(spreads[3]) * BigInt(factor)) >> 16n), 1, 2 ** 30);
  }

  function countsBelow(symbol: number): number[] {
    const distance = thresholds[symbol * 2 ** dropped + 32768] - mu;
    return indices.map(index => {
      const cell = clamp(Math.floor((distance * 64) / 2 ** (index >> 3)), -HALF_CELLS, HALF_CELLS);
      return counts[index & 7][cell + HALF_CELLS];
    });
  }

  function lower(symbol: number): number {
    const slim = weights.current.map(weight => weight >> 9);
    return Math.floor((dot(slim, countsBelow(symbol)) + LARGEST_COUNT * 2 ** 15) / 2 ** 7) + symbol - low;
  }

  function pairOfSymbol(symbol: number): Pair {
    const first = lower(symbol);
    return { first, count: lower(symbol + 1) - first };
  }

  function learnWeights(symbol: number): void {
    const [below, above] = [countsBelow(symbol), countsBelow(symbol + 1)];
    const products = weights.current.map((weight, k) => (weight >> 9) * (above[k] - below[k] + 1));
    const total = products.reduce((sum, product) => sum + product, 0);
    const shift = Math.max(0, 16 - Math.clz32(total));
    const inverse = Math.floor(2 ** 30 / Math.floor(total / 2 ** shift));
    weights.current = weights.current.map((weight, k) => {
      const part = Math.floor((Math.floor(products[k] / 2 ** shift) * inverse) / 2 ** 14);
      const aim = Math.floor((part * 32384) / 2 ** 7) + 2 ** 15;
      return weight + ((aim - weight) >> pace);
    });
    learned++;
    if (pace < LAST_PACE && learned >> (pace + 1) > 0) pace++;
  }

  const isInside = (symbol: number) => symbol >= low && symbol < low + 2 * HALF_WINDOW;

  return {
    expect(frame, prediction) {
      mu = prediction;
      const unitOf = (rate: number) => LOG_OF_MAGNITUDE - rate * 2 ** 23;
      const own = spreads.map((spread, k) =>
        deviationOf(Math.max(1, spread), unitOf(RATES[k]), GREATEST_INDEX),
      );
      const near = [nearSpread(frame, 1, 19114), nearSpread(frame, 3, 8192)].map(spread =>
        deviationOf(spread, unitOf(10), GREATEST_INDEX),
      );
      indices = [...own, ...near];
      const octaves = indices.map(index => index >> 3);
      const tooWide = Math.max(...octaves) - WIDEST_OCTAVE;
      dropped = Math.max(0, Math.min(tooWide, Math.min(...octaves) - NARROWEST_OCTAVE));
      low = (((mu + 8) >> 4) >> dropped) - HALF_WINDOW;
    },
    usualError: () => (spreads[1] >> 4) + 1,
    pairsOf(code) {
      const symbol = code >> dropped;
      if (!isInside(symbol)) return [ESCAPE, plain(code + 32768, 16)];
      const pair = pairOfSymbol(symbol);
      return dropped === 0 ? [pair] : [pair, plain(code & (2 ** dropped - 1), dropped)];
    },
    symbolAt(slot) {
      if (slot >= ESCAPE.first) return undefined;
      let below = Math.max(low, -32768 >> dropped);
      let above = Math.min(low + 2 * HALF_WINDOW, (32767 >> dropped) + 1);
      while (above - below > 1) {
        const middle = (below + above) >> 1;
        if (slot < lower(middle)) above = middle;
        else below = middle;
      }
      return below;
    },
    pairOfSymbol,
    lowBits: () => dropped,
    learn(frame, code, error) {
      if (isInside(code >> dropped)) learnWeights(code >> dropped);
      const magnitude = Math.abs(error);
      const shift = Math.max(0, 16 - Math.clz32(magnitude));
      const usual = Math.max(1, (spreads[3] + 512) >> shift);
      loudness[place][frame] = Math.min(2047, Math.floor(((magnitude >> shift) * 2 ** 16) / usual));
      RATES.forEach((rate, k) => {
        spreads[k] += magnitude - (spreads[k] >> rate);
      });
    },
  };
}
