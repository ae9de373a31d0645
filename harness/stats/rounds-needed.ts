/** How many rounds would show a difference? */

import { median } from '../../codecs/models/median.js';
import { makeWords, NORMAL, NORMAL_SHIFT, uniform } from '../common/random.js';
import { mannWhitney } from './mann-whitney.js';
import { logRatios, logs } from './pairs.js';
import { signedRank } from './signed-rank.js';

/** Rounds a side that are tried. */
const ROUNDS: readonly number[] = [8, 12, 20, 30, 50, 100, 200];
const TRIALS = 100;
/** Of the trials, so many may miss the difference: power of 80 %, as is usual. */
const MAY_MISS = 20;

type Words = () => number;
type Trial = (words: Words, rounds: number) => number;

/**
 * The least number of rounds a side, of 8, 12, 20, 30, 50, 100 and 200 and more than there were, with which a
 * difference like the one seen would come out below `alpha` in at least 80 of 100 simulated runs; null if none would.
 * A simulated run draws from the values seen (or from the differences of pairs) by the smoothed bootstrap, and takes
 * the test that the true run would take: 10 ms or so where no number of rounds is enough, less otherwise.
 * @param alpha what one test has to reach; where a table of m rows is corrected, .05 / m
 * @throws Error as `ratioEstimate` and `pairedRatioEstimate` do
 */
export function roundsNeeded(
  a: readonly number[],
  b: readonly number[],
  alpha: number,
  paired: boolean,
  seed: number,
): number | null {
  const trial = paired ? pairedTrial(logRatios(a, b)) : unpairedTrial(logs(a), logs(b));
  const words = makeWords(seed, 0, 0);
  const done = Math.min(a.length, b.length);
  return ROUNDS.find(rounds => rounds > done && suffices(trial, words, rounds, alpha)) ?? null;
}

function suffices(trial: Trial, words: Words, rounds: number, alpha: number): boolean {
  let missed = 0;
  for (let k = 0; k < TRIALS && missed <= MAY_MISS; k++) if (trial(words, rounds) >= alpha) missed++;
  return missed <= MAY_MISS;
}

function unpairedTrial(a: readonly number[], b: readonly number[]): Trial {
  const [drawA, drawB] = [smoothed(a), smoothed(b)];
  return (words, rounds) => mannWhitney(drawA(words, rounds), drawB(words, rounds)).pValue;
}

function pairedTrial(differences: readonly number[]): Trial {
  const draw = smoothed(differences);
  return (words, rounds) => signedRank(draw(words, rounds)).pValue;
}

/**
 * Draws with replacement, each draw moved by a normal deviate: few values are no sign that there are no others between
 * and beyond them, and new times would not be ties. Its size is Silverman's rule (Density Estimation, 1986, 3.4.1), with
 * the median absolute deviation for a spread that an outlier does not change.
 */
function smoothed(values: readonly number[]) {
  const middle = median(values);
  const sigma = 1.4826 * median(values.map(value => Math.abs(value - middle)));
  const width = 0.9 * sigma * values.length ** -0.2;
  const one = (words: Words) =>
    values[Math.floor(uniform(words) * values.length)] + width * NORMAL[words() >>> NORMAL_SHIFT];
  return (words: Words, rounds: number) => Array.from({ length: rounds }, () => one(words));
}
