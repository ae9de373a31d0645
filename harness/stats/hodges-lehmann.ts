/**
 * How many times as long does b take as a? The estimates that belong to the rank tests (Hodges & Lehmann, Annals of
 * Mathematical Statistics 34, 1963), of logarithms, so that a ratio comes out. Half as long and twice as long weigh the
 * same, and one run that was disturbed moves them little.
 */
import { median } from '../../codecs/models/median.js';
import { differencePairs, type Pairs, walshPairs } from './pairs.js';

/**
 * Of unpaired values, beside the U test: exp of the median of ln b - ln a over all pairs.
 * @throws Error where a side is empty, or a value not positive and finite
 */
export function ratioEstimate(a: readonly number[], b: readonly number[]): number {
  return estimate(differencePairs(a, b));
}

/**
 * Of paired values, beside the signed-rank test: exp of the median of the Walsh averages of ln(b/a).
 * @throws Error where there are no pairs, the sides differ in length, or a value is not positive and finite
 */
export function pairedRatioEstimate(a: readonly number[], b: readonly number[]): number {
  return estimate(walshPairs(a, b));
}

function estimate({ values }: Pairs): number {
  return Math.exp(median(values));
}
