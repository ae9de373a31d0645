/**
 * What the bootstrap's resamples draw, and how often each pair of values is in one. The same seed draws the same of as
 * many values, so what is drawn once is kept: thousands of chains are over as many recordings, and rounds.
 */
import { makeWords } from '../common/random.js';
import { differenceLayout, MOST_PACKED, type PairLayout, walshLayout } from './pairs.js';

export const RESAMPLES = 2000;

/** Of each resample a part of one array. */
export interface Parts<T> {
  readonly parts: T;
  /** Where that of a resample begins. To be asked of each in its turn. */
  readonly startOf: (resample: number) => number;
}

/** Places of values that resamples of n values draw. */
export function resampledPlaces(seed: number, n: number): Parts<Uint32Array> {
  const next = drawer(seed, [n]);
  if (n * RESAMPLES > MOST_PLACES) return inTurn(new Uint32Array(n), parts => next(parts, 0));
  const parts = places.get(`${seed} ${n}`, () => {
    const all = new Uint32Array(n * RESAMPLES);
    for (let k = 0; k < RESAMPLES; k++) next(all, k * n);
    return all;
  });
  return { parts, startOf: resample => resample * n };
}

/** How often pairs of `differenceLayout` are in resamples of both sides. */
export function differenceWeights(seed: number, a: number, b: number): ResampledWeights {
  return resampledWeights(seed, [a, b], a * b, () => differenceLayout(a, b));
}

/** How often pairs of `walshLayout` are in resamples of n values. */
export function walshWeights(seed: number, n: number): ResampledWeights {
  return resampledWeights(
    seed,
    [n],
    (n * (n + 1)) / 2,
    () => walshLayout(n),
    counts => {
      for (let i = 0; i < n; i++) counts[n + i] = (counts[i] + 1) / 2;
    },
  );
}

type Weights = Uint16Array | Float64Array;

/** Of few pairs, weights of four resamples in the bytes of a word: as many words for each four as there are pairs. */
export type ResampledWeights = Parts<Weights> | { readonly packed: Int32Array };

/** Of 8000 values 64 MB are kept, and of the pairs of 20 rounds and 20 a tenth of these. */
const MOST_PLACES = 2 ** 24;
const MOST_WEIGHTS = 2 ** 20;
const places = makeStore<Uint32Array>(MOST_PLACES);
const weights = makeStore<Uint16Array>(16 * MOST_WEIGHTS);
const packedWeights = makeStore<Int32Array>(4 * MOST_WEIGHTS);

/** @param complete makes the counts that are no value's own of those that are */
function resampledWeights(
  seed: number,
  sides: readonly number[],
  pairs: number,
  layoutOf: () => PairLayout,
  complete: (counts: Float64Array) => void = () => undefined,
): ResampledWeights {
  const key = `${seed} ${sides.join(' ')}`;
  const weigh = (): ((parts: Weights, start: number) => void) => {
    const next = drawer(seed, sides);
    const drawn = new Uint32Array(sides.reduce((sum, side) => sum + side, 0));
    const { left, right, counts: size } = layoutOf();
    const counts = new Float64Array(size);
    return (parts, start) => {
      next(drawn, 0);
      counts.fill(0);
      for (const place of drawn) counts[place]++;
      complete(counts);
      for (let k = 0; k < pairs; k++) parts[start + k] = counts[left[k]] * counts[right[k]];
    };
  };
  if (pairs <= MOST_PACKED) return { packed: packedWeights.get(key, () => packed(weigh(), pairs)) };
  if (pairs * RESAMPLES > MOST_WEIGHTS) {
    const next = weigh();
    return inTurn(new Float64Array(pairs), parts => next(parts, 0));
  }
  const parts = weights.get(key, () => {
    const next = weigh();
    const all = new Uint16Array(pairs * RESAMPLES);
    for (let k = 0; k < RESAMPLES; k++) next(all, k * pairs);
    return all;
  });
  return { parts, startOf: resample => resample * pairs };
}

function packed(next: (parts: Weights, start: number) => void, pairs: number): Int32Array {
  const words = new Int32Array((RESAMPLES / 4) * pairs);
  const one = new Uint16Array(pairs);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    next(one, 0);
    const start = (resample >> 2) * pairs;
    for (let k = 0; k < pairs; k++) words[start + k] |= one[k] << (8 * (resample & 3));
  }
  return words;
}

function inTurn<T>(parts: T, next: (parts: T) => void): Parts<T> {
  return {
    parts,
    startOf: () => {
      next(parts);
      return 0;
    },
  };
}

/** Draws the next resample: as many places of each side as it has values, those of the first side first. */
function drawer(seed: number, sides: readonly number[]): (places: Uint32Array, start: number) => void {
  const words = makeWords(seed, 0, 0);
  return (places, start) => {
    let [at, first] = [start, 0];
    for (const side of sides) {
      for (let k = 0; k < side; k++) places[at++] = first + Math.floor((words() / 2 ** 32) * side);
      first += side;
    }
  };
}

/** Arrays by a name, all let go of where there would be more than `most` items. */
function makeStore<T extends { readonly length: number }>(most: number) {
  const known = new Map<string, T>();
  let items = 0;
  return {
    get: (key: string, make: () => T): T => {
      const found = known.get(key);
      if (found !== undefined) return found;
      const made = make();
      if (items + made.length > most) {
        known.clear();
        items = 0;
      }
      known.set(key, made);
      items += made.length;
      return made;
    },
  };
}
