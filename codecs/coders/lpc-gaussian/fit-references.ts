/** Fits weights of references together with a channel's own, and decides how many references and taps pay. */
import { AVERAGES, BITS_PER_ENERGY, energyLeft, type Fit, type Products, quantise, solve } from './fit.js';
import { TAPS, TAPS_BACK } from './model.js';

/** Taps of one of the channels that were given. */
interface Taps {
  readonly place: number;
  readonly back: number;
  readonly ahead: number;
  readonly weights: readonly number[];
}

interface ReferencesFit extends Fit {
  readonly references: readonly Taps[];
}

/** How far a reference is used back and ahead. */
const WINDOWS = [
  [0, 0],
  [1, 1],
  [2, 2],
  [4, 4],
  [11, 4],
] as const;

/** A choice of features: the first `count` references, each with one window. */
interface Choice {
  readonly count: number;
  readonly back: number;
  readonly ahead: number;
}

/** Places of the features of a choice: own lags and averages, taps, the constant. */
function placesOf(own: number, { count, back, ahead }: Choice, constant: number): number[] {
  const places = Array.from({ length: own }, (_, k) => k);
  for (let reference = 0; reference < count; reference++) {
    const middle = own + reference * TAPS + TAPS_BACK;
    for (let tap = -back; tap <= ahead; tap++) places.push(middle + tap);
  }
  return [...places, constant];
}

function subset({ sums, stride, features }: Products, places: readonly number[]): Products {
  const all = [...places, features];
  const narrow = (all.length + 1) & ~1;
  const chosen = new Float64Array(narrow * narrow);
  for (let i = 0; i < all.length; i++) {
    for (let j = i; j < all.length; j++) chosen[i * narrow + j] = sums[all[i] * stride + all[j]];
  }
  return { sums: chosen, triangle: 'upper', stride: narrow, features: places.length };
}

/**
 * @param products of `order` lags, averages, the taps of `references`, and 1
 * @param count codes that are to be predicted
 * @param largest magnitude of any history
 * @returns undefined if nothing is in range
 */
export function fitReferences(
  products: Products,
  order: number,
  references: number,
  count: number,
  largest: number,
): ReferencesFit | undefined {
  const own = order + AVERAGES;
  const floor = energyLeft(products, solve(products));
  let best: ReferencesFit | undefined;
  let leastBits = Number.POSITIVE_INFINITY;
  for (const choice of choicesOf(references)) {
    const part = subset(products, placesOf(own, choice, products.features - 1));
    const fit = quantise(part, solve(part), count, largest);
    if (fit === undefined) continue;
    const bits = (fit.energy / floor) * count * BITS_PER_ENERGY + WEIGHT_BITS * part.features;
    if (bits >= leastBits) continue;
    leastBits = bits;
    best = { ...fit, weights: fit.weights.slice(0, own), references: tapsOf(fit, own, choice) };
  }
  return best;
}

/** What a weight takes, and what fitting it to noise pretends to save. */
const WEIGHT_BITS = 13;

function choicesOf(references: number): Choice[] {
  const counts = [1, 2, 4].filter(count => count < references);
  return [...counts, references].flatMap(count => WINDOWS.map(([back, ahead]) => ({ count, back, ahead })));
}

function tapsOf({ weights }: Fit, own: number, { count, back, ahead }: Choice): Taps[] {
  const taps = back + 1 + ahead;
  return Array.from({ length: count }, (_, place) => {
    const start = own + place * taps;
    return { place, back, ahead, weights: weights.slice(start, start + taps) };
  });
}
