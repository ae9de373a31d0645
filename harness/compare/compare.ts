/** Two runs, or chains of one run, against each other: facts in, verdicts out. Nothing is read or printed here. */
import { greatest } from '../common/extremes.js';
import { groupBy } from '../common/group-by.js';
import { quotient } from '../common/quotient.js';
import type { JudgedCell } from '../run/judged.js';
import { namedChainKeys } from '../run/key.js';
import type { JudgedRun } from '../run/load.js';
import { geometricMeanInterval } from '../stats/bootstrap.js';
import { type EnvironmentDifference, environmentDifferences, packagesDiffer } from './environment.js';
import { type ExactChange, exactChange, isOk } from './exact.js';
import { alike, type LeftOut } from './machines.js';
import { type Matched, type Missing, matchChains, matchRuns, type Pair } from './match.js';
import { type NoiseFloor, noiseFloor } from './noise-floor.js';
import { ALPHA, leastPValue, leastRounds } from './rounds.js';
import { type OnTimingProgress, type Time, type TimingRow, timingRows } from './timing.js';

/** Geometric mean over recordings of other / base, with its 95 % interval. */
export interface MeanRatio {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface ChainComparison {
  readonly chain: string;
  readonly alias: string;
  readonly scope: JudgedCell['scope'];
  /** What the chain may lose, on one of the sides at least. */
  readonly loss: JudgedCell['loss'];
  readonly pairs: readonly Pair[];
  readonly exact: ExactChange;
  /** null where no recording is ok on both sides. */
  readonly bytes: MeanRatio | null;
  readonly times: Readonly<Record<Time, ChainTimes>>;
  /** What is behind the chain on either side; null if the same, or another chain. */
  readonly versions: { readonly base: string; readonly other: string } | null;
}

/** Encode or decode of a chain over the recordings that were timed on both sides. */
export interface ChainTimes {
  readonly rows: readonly TimingRow[];
  /** null if there are none; over one recording the row's own ratio and interval. */
  readonly ratio: MeanRatio | null;
  /**
   * Of its rows: `slower` or `faster` if any is and none the other way, `same` if all are, else `unclear`; null if there
   * are none.
   */
  readonly verdict: TimingRow['verdict'] | null;
}

/** That no row can come out faster or slower, however much it is. */
interface TooFewRounds {
  readonly rows: number;
  /** The most that a row has on its smaller side. */
  readonly rounds: number;
  readonly least: number;
}

export interface Comparison {
  /** Both sides in one session: compared round by round. */
  readonly paired: boolean;
  readonly environment: readonly EnvironmentDifference[];
  /** Whether the machines forbid to compare times. */
  readonly otherMachine: boolean;
  /** Compared all the same. */
  readonly forced: boolean;
  readonly floor: NoiseFloor;
  readonly tooFewRounds: TooFewRounds | null;
  readonly chains: readonly ChainComparison[];
  readonly missingInBase: Missing;
  readonly missingInOther: Missing;
  /** The kind of machine whose times are compared; empty where a run is of one alone. */
  readonly machine: string;
  /** Of runs that were timed on several: the others. */
  readonly leftOut: LeftOut;
}

export interface CompareSettings {
  /** Compare times of different machines and packages too. */
  readonly force: boolean;
  readonly seed: number;
  /** Of runs that were timed on several kinds of machine; unless given, one that both were timed on. */
  readonly machine?: string | undefined;
  readonly onProgress?: OnTimingProgress | undefined;
}

/**
 * Compares two runs, of two sessions.
 * @throws Error if one was not timed on the machine that is asked for
 */
export function compareRuns(
  baseRun: JudgedRun,
  otherRun: JudgedRun,
  { force, seed, machine: asked, onProgress }: CompareSettings,
): Comparison {
  const { base, other, machine, leftOut } = alike(baseRun, otherRun, asked);
  const environment = environmentDifferences(base.environment, other.environment);
  const otherMachine = environment.some(({ withholds }) => withholds);
  const floor = noiseFloor([base.cells, other.cells], false, seed);
  const matched = matchRuns(base.cells, other.cells);
  const withheld = (pair: Pair) => !force && (otherMachine || packagesDiffer(pair));
  const settings = { paired: false, seed, floor, withheld, onProgress };
  const forced = force && (otherMachine || matched.pairs.some(packagesDiffer));
  const verdicts = assemble(matched, machine, settings);
  return { ...verdicts, environment, otherMachine, forced, floor, machine, leftOut };
}

/**
 * Compares chains of one run with the first, round by round.
 * @throws Error if the run does not have one of them
 */
export function compareChains(
  whole: JudgedRun,
  base: string,
  others: readonly string[],
  { seed, machine: asked, onProgress }: Omit<CompareSettings, 'force'>,
): Comparison {
  const { base: run, machine, leftOut } = alike(whole, whole, asked);
  const floor = noiseFloor([run.cells], true, seed);
  const each = others.map(other => matchChains(run.cells, base, other));
  const matched = {
    pairs: each.flatMap(({ pairs }) => pairs),
    missingInBase: together(each.map(({ missingInBase }) => missingInBase)),
    missingInOther: together(each.map(({ missingInOther }) => missingInOther)),
  };
  const settings = { paired: true, seed, floor, withheld: () => false, onProgress };
  const verdicts = assemble(matched, machine, settings);
  return { ...verdicts, environment: [], otherMachine: false, forced: false, floor, machine, leftOut };
}

function together(missing: readonly Missing[]): Missing {
  return {
    chains: [],
    recordings: [...new Set(missing.flatMap(({ recordings }) => recordings))],
    rows: missing.flatMap(({ rows }) => rows),
  };
}

/** @param machine on which both sides have to be timed; empty: any */
function assemble(matched: Matched, machine: string, settings: Parameters<typeof timingRows>[1]) {
  const isThere = ({ base, other }: Pair) => base.machine === machine && other.machine === machine;
  const timedOnBoth = matched.pairs.filter(pair => isOk(pair) && (machine === '' || isThere(pair)));
  const rows = timingRows(timedOnBoth, settings);
  const chainOf = namedChainKeys();
  const timed = groupBy(rows, row => chainOf(row.pair));
  const chains = [...groupBy(matched.pairs, chainOf)].map(([key, pairs]) =>
    compareChain(pairs, timed.get(key) ?? [], settings.seed),
  );
  const { missingInBase, missingInOther } = matched;
  const { paired } = settings;
  return { paired, tooFewRounds: tooFewRounds(rows, paired), chains, missingInBase, missingInOther };
}

function compareChain(pairs: readonly Pair[], rows: readonly TimingRow[], seed: number): ChainComparison {
  const { chain, alias, scope, base, other } = pairs[0];
  const sizes = pairs
    .filter(isOk)
    .flatMap(({ base, other }) => quotient(other.encoded_bytes, base.encoded_bytes) || []);
  const changed = pairs.find(pair => pair.base.versions !== pair.other.versions) ?? pairs[0];
  const isOtherVersion = base.chain === other.chain && changed.base.versions !== changed.other.versions;
  return {
    chain,
    alias,
    scope,
    loss: other.loss === 'none' ? base.loss : other.loss,
    pairs,
    exact: exactChange(pairs),
    bytes: sizes.length === 0 ? null : geometricMeanInterval(sizes, seed),
    times: { encode: chainTimes(rows, 'encode', seed), decode: chainTimes(rows, 'decode', seed) },
    versions: isOtherVersion ? { base: changed.base.versions, other: changed.other.versions } : null,
  };
}

function chainTimes(ofChain: readonly TimingRow[], time: Time, seed: number): ChainTimes {
  const rows = ofChain.filter(row => row.time === time);
  return { rows, ratio: meanRatio(rows, seed), verdict: chainVerdict(rows) };
}

function meanRatio(rows: readonly TimingRow[], seed: number): MeanRatio | null {
  if (rows.length === 0) return null;
  const [{ ratio, interval }] = rows;
  if (rows.length === 1) return { mean: ratio, low: interval?.low ?? ratio, high: interval?.high ?? ratio };
  return geometricMeanInterval(
    rows.map(row => row.ratio),
    seed,
  );
}

function chainVerdict(rows: readonly TimingRow[]): TimingRow['verdict'] | null {
  const verdicts = new Set(rows.map(row => row.verdict));
  const [first] = verdicts;
  if (verdicts.size <= 1) return first ?? null;
  const differ = (['faster', 'slower'] as const).filter(verdict => verdicts.has(verdict));
  return differ.length === 1 ? differ[0] : 'unclear';
}

function tooFewRounds(rows: readonly TimingRow[], paired: boolean): TooFewRounds | null {
  const tested = rows.filter(({ pValue }) => pValue !== null);
  if (tested.length === 0) return null;
  const reaches = ({ baseRounds, otherRounds }: TimingRow) =>
    leastPValue(baseRounds, otherRounds, paired) * tested.length < ALPHA;
  if (tested.some(reaches)) return null;
  const rounds = greatest(tested, ({ baseRounds, otherRounds }) => Math.min(baseRounds, otherRounds)) ?? 0;
  return { rows: tested.length, rounds, least: leastRounds(tested.length, paired) };
}
