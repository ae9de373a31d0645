/**
 * The noise floor: how far apart identical codecs may come out here, and so the least difference in time that is worth a
 * verdict. It is a bound at 95 % over all copies of a chain, and larger than the a/a difference of one run
 * (run/aa-difference.ts), which is what two copies happened to differ by.
 */
import { type CellRow, SAME_AGAIN } from '../run/columns.js';
import { matchRuns } from './match.js';
import { intervalOf, runsOf, TIMES, type Time } from './timing.js';

/** Below that, where code and results come to lie in memory moves times by more than codecs do. */
export const LEAST_FLOOR = 0.03;

export interface NoiseFloor extends Readonly<Record<Time, number>> {
  /** Recordings of A/A pairs within the runs, both runs together; 0 leaves the least floor, 3 %. */
  readonly pairs: number;
  /** Recordings of an identical codec in both runs, which show drift between sessions. */
  readonly acrossRuns: number;
}

/**
 * The farthest that the 95 % interval of any A/A pair reaches from 1: within each run and, where an A/A chain has the
 * same versions in both, between the copies of one run and those of the other.
 * @param runs one, or two to be compared
 * @param paired whether times are compared by round
 */
export function noiseFloor(runs: readonly (readonly CellRow[])[], paired: boolean, seed: number): NoiseFloor {
  const copies = runs.map(copiesOf);
  const within = copies.flat();
  const across = copies.length === 2 ? acrossRuns(copies[0], copies[1]) : [];
  const reach = (time: Time) =>
    Math.max(
      Math.log1p(LEAST_FLOOR),
      ...within.map(pair => farthest(pair, time, paired, seed)),
      ...across.map(pair => farthest(pair, time, false, seed)),
    );
  const [encode, decode] = TIMES.map(time => Math.expm1(reach(time)));
  return { encode, decode, pairs: within.length, acrossRuns: across.length };
}

type Copies = readonly [CellRow, CellRow];

/** The two copies of the A/A chain, for each recording. */
function copiesOf(cells: readonly CellRow[]): Copies[] {
  const again = cells.filter(row => row.alias === SAME_AGAIN && row.timing_runs > 0);
  return again.flatMap((row): Copies[] => {
    const once = cells.find(
      ({ chain, scope, recording, alias, recording_sha256 }) =>
        alias !== SAME_AGAIN &&
        chain === row.chain &&
        scope === row.scope &&
        recording === row.recording &&
        recording_sha256 === row.recording_sha256,
    );
    return once === undefined ? [] : [[once, row]];
  });
}

/** Both copies in one run against both in the other, as one row each. */
function acrossRuns(base: readonly Copies[], other: readonly Copies[]): Copies[] {
  const [bases, others] = [base, other].map(copies => copies.map(pooled));
  return matchRuns(bases, others)
    .pairs.filter(pair => pair.base.versions === pair.other.versions)
    .map((pair): Copies => [pair.base, pair.other]);
}

function pooled([once, again]: Copies): CellRow {
  return {
    ...once,
    alias: '',
    encode_run_ns: [...once.encode_run_ns, ...again.encode_run_ns],
    decode_run_ns: [...once.decode_run_ns, ...again.decode_run_ns],
    run_quiet: [...once.run_quiet, ...again.run_quiet],
  };
}

/** As |ln ratio|; 0 if the process runs are not known. */
function farthest([once, again]: Copies, time: Time, paired: boolean, seed: number): number {
  const runs = runsOf(once, again, time, paired);
  if (runs.base.length === 0 || runs.other.length === 0) return 0;
  const { low, high } = intervalOf(runs, paired, seed);
  return Math.max(Math.abs(Math.log(low)), Math.abs(Math.log(high)));
}
