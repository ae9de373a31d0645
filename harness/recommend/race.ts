/**
 * Successive elimination: which chains need no further windows.
 *
 * Two chains are compared on the windows that both have coded, window by window, since what a window holds moves all
 * sizes alike: over 210 chains on recordings of the Neuralink challenge, the ratio of a recording varies by a tenth and
 * more, the excess of one chain over another by 3 % (median). That is the prior of the moderated t-test used here
 * (Smyth 2004): after one window it is all there is, after dozens the windows' own spread has taken over.
 */
import { studentQuantile } from './quantile.js';

/** What a race knows of a chain. */
export interface Entrant {
  readonly id: string;
  /** Encoded bytes by number of the window. */
  readonly bytes: ReadonlyMap<number, number>;
  /** To encode and decode together, the quickest window; rough. Infinite while unknown. */
  readonly nsPerSample: number;
}

/** Whether a chain can be picked where speed counts. */
export type Pace = 'fast' | 'slow' | 'unclear';

export interface Rules {
  /** Probability with which a comparison may be wrong. */
  readonly level: number;
  readonly paceOf: (entrant: Entrant) => Pace;
}

const PRIOR_SPREAD = 0.03;
const PRIOR_WINDOWS = 16;

/** How much larger a chain's streams are than a rival's, as a share of the rival's. */
export interface Excess {
  readonly mean: number;
  /** One-sided, at the level asked for. */
  readonly least: number;
  readonly windows: number;
}

/** @returns undefined if the two have no window in common */
export function excessOver(entrant: Entrant, rival: Entrant, level: number): Excess | undefined {
  const pairs = [...rival.bytes].flatMap(([window, bytes]) => {
    const own = entrant.bytes.get(window);
    return own === undefined ? [] : [{ own, rival: bytes }];
  });
  const windows = pairs.length;
  if (windows === 0) return undefined;
  const rivalMean = pairs.reduce((sum, pair) => sum + pair.rival, 0) / windows;
  const excesses = pairs.map(pair => (pair.own - pair.rival) / rivalMean);
  const mean = excesses.reduce((sum, excess) => sum + excess, 0) / windows;
  const squares = excesses.reduce((sum, excess) => sum + (excess - mean) ** 2, 0);
  const degrees = PRIOR_WINDOWS + windows - 1;
  const spread = Math.sqrt((PRIOR_WINDOWS * PRIOR_SPREAD ** 2 + squares) / degrees);
  const least = mean - (studentQuantile(level, degrees) * spread) / Math.sqrt(windows);
  return { mean, least, windows };
}

/**
 * The level of each comparison in a round, so that the best chain is lost in no round with a probability over `risk`:
 * shared among all rivals it has, and among rounds as 1/2, 1/6, 1/12 …, which add up to 1.
 */
export function levelOf(round: number, entrants: number, risk = 0.05): number {
  return risk / (Math.max(1, entrants - 1) * round * (round + 1));
}

/**
 * Entrants that may still be picked: none is left out but for a rival that is smaller by more than chance, and no
 * slower, or fast enough, or where the entrant is too slow for its speed to matter.
 */
export function surviving(entrants: readonly Entrant[], { level, paceOf }: Rules): Entrant[] {
  return entrants.filter(entrant => {
    const slow = paceOf(entrant) === 'slow';
    return !entrants.some(rival => {
      const quicker = slow || rival.nsPerSample <= entrant.nsPerSample || paceOf(rival) === 'fast';
      return rival !== entrant && quicker && (excessOver(entrant, rival, level)?.least ?? 0) > 0;
    });
  });
}

/**
 * Entrants with their size as a share of the first one's, smallest first. All are held against the smallest of those
 * that have coded the most windows; one with less than half as many is left out.
 */
export function ranked<E extends Entrant>(entrants: readonly E[]): { entrant: E; size: number }[] {
  const most = Math.max(0, ...entrants.map(({ bytes }) => bytes.size));
  const full = entrants.filter(({ bytes }) => bytes.size === most);
  const reference = full.reduce((best, one) => (sumOf(one) < sumOf(best) ? one : best), full[0]);
  const sized = entrants.flatMap(entrant => {
    const excess = excessOver(entrant, reference, 0.5);
    if (excess === undefined || excess.windows < most / 2) return [];
    return [{ entrant, size: 1 + excess.mean }];
  });
  const order = sized.toSorted((a, b) => a.size - b.size);
  return order.map(({ entrant, size }) => ({ entrant, size: size / order[0].size }));
}

function sumOf({ bytes }: Entrant): number {
  let sum = 0;
  for (const size of bytes.values()) sum += size;
  return sum;
}
