/** Where the chains that hold what the user gave stand among all that were tried. */
import { dominates, type FigureOf, leastAdvantage } from '../run/dominance.js';
import type { RatioEstimate } from '../windows/ratio.js';
import type { Candidate } from './candidate.js';
import { chainRatio } from './chain-ratio.js';
import { excessOver } from './elimination.js';
import { firstOfEach, type Given } from './given.js';
import type { PhaseResult } from './phases.js';
import { MOST_GAIN } from './ranking.js';
import { slower, type Throughput, throughputOf } from './speeds.js';

/** A chain among all that have coded a window. */
export interface Placed {
  readonly candidate: Candidate;
  /** Its size over that of the archive pick, less 1; by short windows where it has coded no others. */
  readonly excess: number;
  readonly throughput: Throughput;
}

/** Chains that have not failed and of which it is known how much larger than the archive pick they are; smallest first. */
export function placeAll(screened: readonly Candidate[], sizes: PhaseResult): Placed[] {
  const whole = new Map(sizes.candidates.map(candidate => [candidate.id, candidate]));
  const short = screened.find(({ id }) => id === sizes.archive?.id);
  return screened
    .flatMap(screening => {
      const inWhole = whole.get(screening.id);
      if (screening.failed || inWhole?.failed) return [];
      const place = placeBeside(inWhole, sizes.archive) ?? placeBeside(screening, short);
      const throughput = throughputOf(sizes.speeds.get(screening.id), screening.pace.nsPerSample);
      return place === undefined ? [] : [{ ...place, throughput }];
    })
    .toSorted((a, b) => a.excess - b.excess);
}

function placeBeside(candidate: Candidate | undefined, archive: Candidate | undefined) {
  const excess = candidate && archive && excessOver(candidate, archive, 0.5)?.mean;
  return candidate === undefined || excess === undefined ? undefined : { candidate, excess };
}

/** Of everything that the user gave the smallest chain that holds it. */
export function favourites(placed: readonly Placed[]): Placed[] {
  const chosen = new Set(firstOfEach(placed.map(({ candidate }) => candidate)));
  return placed.filter(({ candidate }) => chosen.has(candidate));
}

const FIGURES: readonly FigureOf<Placed>[] = [
  ({ excess }) => 1 / (1 + excess),
  ({ throughput }) => throughput.encodeMbPerS,
  ({ throughput }) => throughput.decodeMbPerS,
];

/** The chain that is smaller and quicker by the widest margin, if a chain was timed; others are at least as quick as known. */
export function dominatorOf(one: Placed, placed: readonly Placed[]): Placed | undefined {
  if (one.throughput.runs === 0) return undefined;
  return placed
    .filter(other => dominates(other, one, FIGURES))
    .toSorted((a, b) => leastAdvantage(b, one, FIGURES) - leastAdvantage(a, one, FIGURES))[0];
}

/** A smaller chain that is likely to be quicker too, once it is timed. */
export function suspectOf(one: Placed, placed: readonly Placed[]): Placed | undefined {
  return placed
    .filter(({ excess, throughput: { runs } }) => runs === 0 && excess <= one.excess)
    .filter(({ throughput }) => slower(throughput) * MOST_GAIN >= slower(one.throughput))
    .toSorted((a, b) => slower(b.throughput) - slower(a.throughput))[0];
}

/** A chain of the user's, and what became of it. */
export interface Yours {
  readonly chain: string;
  readonly plugins: readonly string[];
  readonly given: readonly Given[];
  /** By size, from 1, among `of` chains; null while nothing is known of it. */
  readonly rank: number | null;
  readonly of: number;
  /** Its size over that of the smallest, less 1. */
  readonly excess: number | null;
  readonly ratio: RatioEstimate | null;
  /** Whole windows that say so; with 0, but a rank, it is the short ones of the first look. */
  readonly windows: number;
  readonly throughput: Throughput;
  /** The chain that is smaller, and no slower in either direction. */
  readonly dominatedBy: string | null;
  readonly fate: Fate;
  /** What its failure said; empty if it has not failed. */
  readonly error: string;
}

type Fate = 'coded' | 'failed' | 'too slow' | 'not tried';

/** All chains of the user's: by size, then those of which none is known. */
export function placeYours(screened: readonly Candidate[], sizes: PhaseResult, seed: number): Yours[] {
  const placed = placeAll(screened, sizes);
  const rankOf = new Map(placed.map(({ candidate }, k) => [candidate.id, k]));
  const whole = new Map(sizes.candidates.map(candidate => [candidate.id, candidate]));
  return screened
    .filter(({ given }) => given.length > 0)
    .map(screening => {
      const { id, plugins, given, pace } = screening;
      const place = rankOf.get(id);
      const own = place === undefined ? undefined : placed[place];
      return {
        ...{ chain: id, plugins, given, of: placed.length },
        rank: place === undefined ? null : place + 1,
        excess: own?.excess ?? null,
        ratio: (own && ratioOf(own, sizes, seed)) ?? null,
        windows: whole.get(id)?.bytes.size ?? 0,
        throughput: throughputOf(sizes.speeds.get(id), pace.nsPerSample),
        dominatedBy: (own && dominatorOf(own, placed)?.candidate.id) ?? null,
        ...fateOf(screening, whole.get(id)),
      };
    })
    .toSorted((a, b) => (a.rank ?? Number.MAX_VALUE) - (b.rank ?? Number.MAX_VALUE));
}

/** Without an interval where only short windows were coded. */
function ratioOf({ candidate, excess }: Placed, sizes: PhaseResult, seed: number): RatioEstimate | undefined {
  if (sizes.candidates.includes(candidate)) return chainRatio(candidate, sizes, sizes, seed);
  if (sizes.archive === undefined) return undefined;
  const archive = chainRatio(sizes.archive, sizes, sizes, seed);
  return archive && { ratio: archive.ratio / (1 + excess), low: null, high: null };
}

function fateOf(screening: Candidate, whole: Candidate | undefined): Pick<Yours, 'fate' | 'error'> {
  const failed = [screening, whole].find(candidate => candidate?.failed);
  if (failed !== undefined) return { fate: 'failed', error: failed.out };
  if ([screening, whole].some(candidate => candidate && candidate.bytes.size > 0))
    return { fate: 'coded', error: '' };
  return { fate: screening.out === '' ? 'not tried' : 'too slow', error: '' };
}
