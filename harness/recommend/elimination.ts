/**
 * Successive elimination: which chains need no further windows.
 *
 * Two chains are compared on the windows that both have coded, window by window, since what a window holds moves all
 * sizes alike. The excess of one over the other is held against its spread by two tests, each at half the level:
 *
 *   few windows    a moderated t (Smyth 2004): 16 windows of a spread of 3 % count as seen before. Over 210 chains on
 *                  8 recordings of the Neuralink challenge, that was the median spread of the excess over the best
 *   6 and more     the usual t, by which chains that are nearly one, such as two orders of lpc, come apart
 *
 * A chain that is smaller by no more than INDIFFERENCE is not worth waiting for: the quicker of the two stays. The
 * smallest so far always stays, so that the smallest in the end does not hang on how quick the others seemed.
 *
 * No chain is left out for its speed by a call that was the first of its process: cold code has been 30 times as slow.
 */
import { studentQuantile } from '../stats/tail-quantiles.js';

/** What rounds have shown of a chain's speed. */
export interface Pace {
  /** To encode and decode together, the quickest window; rough. Infinite while unknown. */
  readonly nsPerSample: number;
  /** Calls that were not the chain's first in their process. */
  readonly warmCalls: number;
}

/** What is known of a chain that takes part. */
export interface CandidateFacts {
  readonly id: string;
  /** Encoded bytes by number of the window. */
  readonly bytes: ReadonlyMap<number, number>;
  readonly pace: Pace;
}

/** How many of the speeds that count a chain reaches, for certain and at best; whoever reaches one reaches those below. */
export interface Reach {
  readonly surely: number;
  readonly perhaps: number;
}

export interface Rules {
  /** Probability with which a comparison may be wrong. */
  readonly level: number;
  readonly reachOf: (pace: Pace) => Reach;
}

const PRIOR_SPREAD = 0.03;
const PRIOR_WINDOWS = 16;
const LEAST_WINDOWS = 6;
/** A share of size that is given up for speed, or for an answer in time. */
const INDIFFERENCE = 0.0005;
/** So many times as quick in rounds, and a chain is the quicker one. */
const QUICKER = 1.5;

/** How much larger a chain's streams are than another's, as a share of the other's. */
export interface Excess {
  readonly mean: number;
  /** One-sided, at the level asked for. */
  readonly least: number;
  readonly windows: number;
}

/** @returns undefined if the two have no window in common */
export function excessOver(
  candidate: CandidateFacts,
  other: CandidateFacts,
  level: number,
): Excess | undefined {
  const pairs = [...other.bytes].flatMap(([window, bytes]) => {
    const own = candidate.bytes.get(window);
    return own === undefined ? [] : [{ own, other: bytes }];
  });
  const windows = pairs.length;
  if (windows === 0) return undefined;
  const otherMean = pairs.reduce((sum, pair) => sum + pair.other, 0) / windows;
  const mean = pairs.reduce((sum, pair) => sum + pair.own, 0) / (otherMean * windows) - 1;
  // of a ratio of sums: how far each window is from the common ratio, not from the mean size
  const squares = pairs.reduce(
    (sum, { own, other }) => sum + ((own - (1 + mean) * other) / otherMean) ** 2,
    0,
  );
  const marginOf = (variance: number, degrees: number) =>
    studentQuantile(level / 2, degrees) * Math.sqrt(variance / windows);
  const priorDegrees = PRIOR_WINDOWS + windows - 1;
  const priorMargin = marginOf((PRIOR_WINDOWS * PRIOR_SPREAD ** 2 + squares) / priorDegrees, priorDegrees);
  if (windows < LEAST_WINDOWS) return { mean, least: mean - priorMargin, windows };
  const ownMargin = marginOf(squares / (windows - 1), windows - 1);
  return { mean, least: mean - Math.min(priorMargin, ownMargin), windows };
}

/**
 * The level of each comparison in a round, so that the best chain is lost in no round with a probability over `risk`:
 * shared among all comparisons of it, and among rounds as 1/2, 1/6, 1/12 …, which add up to 1.
 */
export function levelOf(round: number, candidates: number, risk = 0.05): number {
  return risk / (Math.max(1, candidates - 1) * round * (round + 1));
}

/**
 * Candidates that may still be picked: the smallest so far, and each that is smaller than every other one that stays,
 * but for chance and indifference, or may reach a speed that this other one may not, or is the quicker. The largest are
 * looked at first, so that of two that would do, the smaller stays.
 */
export function remaining<C extends CandidateFacts>(candidates: readonly C[], rules: Rules): C[] {
  const left = new Set(candidates);
  const smallest = ranked(candidates)[0]?.candidate;
  for (const candidate of bySize(candidates).toReversed()) {
    if (candidate === smallest) continue;
    const isEliminated = [...left].some(other => other !== candidate && eliminates(other, candidate, rules));
    if (isEliminated) left.delete(candidate);
  }
  return candidates.filter(candidate => left.has(candidate));
}

function eliminates(other: CandidateFacts, candidate: CandidateFacts, { level, reachOf }: Rules): boolean {
  const reachesAll = reachOf(other.pace).surely >= reachOf(candidate.pace).perhaps;
  if (!reachesAll && candidate.pace.warmCalls === 0) return false;
  const excess = excessOver(candidate, other, level);
  if (excess === undefined || excess.least <= -INDIFFERENCE) return false;
  const margin = excess.mean <= INDIFFERENCE ? 1 : QUICKER;
  return reachesAll || margin * other.pace.nsPerSample <= candidate.pace.nsPerSample;
}

/** Smallest mean first; those without windows last. */
function bySize<C extends CandidateFacts>(candidates: readonly C[]): C[] {
  const sizeOf = sizesAmong(candidates);
  return candidates.toSorted((a, b) => sizeOf(a) - sizeOf(b));
}

/** The size of each as a share of the smallest one's; a number beyond all where too few windows are known. */
export function sizesAmong<C extends CandidateFacts>(candidates: readonly C[]): (candidate: C) => number {
  const known = new Map(ranked(candidates).map(({ candidate, size }) => [candidate, size]));
  return candidate => known.get(candidate) ?? Number.MAX_VALUE;
}

/**
 * Candidates with their size as a share of the first one's, smallest first. All are held against the smallest of those
 * that have coded the most windows; one with less than half as many counts only where it is plainly smaller, as a slow
 * one may be that the others have outrun.
 */
export function ranked<C extends CandidateFacts>(candidates: readonly C[]): { candidate: C; size: number }[] {
  const most = Math.max(0, ...candidates.map(({ bytes }) => bytes.size));
  const full = candidates.filter(({ bytes }) => bytes.size === most);
  const reference = full.reduce((best, one) => (sumOf(one) < sumOf(best) ? one : best), full[0]);
  const sized = candidates.flatMap(candidate => {
    const excess = excessOver(candidate, reference, 0.5);
    if (excess === undefined) return [];
    if (excess.windows < most / 2 && !isPlainlySmaller(candidate, reference)) return [];
    return [{ candidate, size: 1 + excess.mean }];
  });
  const order = sized.toSorted((a, b) => a.size - b.size);
  return order.map(({ candidate, size }) => ({ candidate, size: size / order[0].size }));
}

/** Probability with which it may be wrong that a candidate of few windows is the smaller one. */
const PLAINLY_LEVEL = 0.2;

/** Of two windows or more: a single one may be like no other. */
function isPlainlySmaller(candidate: CandidateFacts, other: CandidateFacts): boolean {
  const excess = excessOver(other, candidate, PLAINLY_LEVEL);
  return excess !== undefined && excess.windows > 1 && excess.least > 0;
}

function sumOf({ bytes }: CandidateFacts): number {
  let sum = 0;
  for (const size of bytes.values()) sum += size;
  return sum;
}
