/**
 * The noise floor: how far apart identical codecs may come out here, and so the least difference in time that is worth a
 * verdict. It is a bound at 95 % over all copies of a chain, and larger than the a/a difference of one run
 * (run/aa-difference.ts), which is what two copies happened to differ by.
 */
import { greatest } from '../common/extremes.js';
import { SAME_AGAIN } from '../run/columns.js';
import { JUDGED, type JudgedCell } from '../run/judged.js';
import { keyOf } from '../run/key.js';
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
export function noiseFloor(
  runs: readonly (readonly JudgedCell[])[],
  paired: boolean,
  seed: number,
): NoiseFloor {
  const copies = runs.map(copiesOf);
  const within = copies.flat();
  const across = copies.length === 2 ? acrossRuns(copies[0], copies[1]) : [];
  const reach = (time: Time) =>
    Math.max(
      Math.log1p(LEAST_FLOOR),
      greatest(within, pair => farthest(pair, time, paired, seed)) ?? 0,
      greatest(across, pair => farthest(pair, time, false, seed)) ?? 0,
    );
  const [encode, decode] = TIMES.map(time => Math.expm1(reach(time)));
  return { encode, decode, pairs: within.length, acrossRuns: across.length };
}

type Copies = readonly [JudgedCell, JudgedCell];

/** The two copies of the A/A chain, for each recording. */
function copiesOf(cells: readonly JudgedCell[]): Copies[] {
  const again = cells.filter(row => row.alias === SAME_AGAIN && row.timing_runs > 0);
  const chains = new Set(again.map(({ chain }) => chain));
  const known = new Map<string, JudgedCell>();
  for (const row of cells) {
    if (row.alias === SAME_AGAIN || !chains.has(row.chain)) continue;
    const key = copyKey(row);
    // under its first alias
    if (!known.has(key)) known.set(key, row);
  }
  return again.flatMap((row): Copies[] => {
    const once = known.get(copyKey(row));
    return once === undefined ? [] : [[once, row]];
  });
}

function copyKey({ chain, scope, recording, recording_sha256 }: JudgedCell): string {
  return keyOf(chain, scope, recording, recording_sha256);
}

/** Both copies in one run against both in the other, as one row each. */
function acrossRuns(base: readonly Copies[], other: readonly Copies[]): Copies[] {
  const [bases, others] = [base, other].map(copies => copies.map(pooled));
  return matchRuns(bases, others)
    .pairs.filter(pair => pair.base.versions === pair.other.versions)
    .map((pair): Copies => [pair.base, pair.other]);
}

function pooled([once, again]: Copies): JudgedCell {
  return {
    ...fieldsOf(once),
    alias: '',
    encode_run_ns: [...once.encode_run_ns, ...again.encode_run_ns],
    decode_run_ns: [...once.decode_run_ns, ...again.decode_run_ns],
    run_quiet: [...once.run_quiet, ...again.run_quiet],
  };
}

/** A cell's fields as properties: a view of a table has none to copy. */
function fieldsOf(cell: JudgedCell): JudgedCell {
  return Object.fromEntries(JUDGED.map(name => [name, cell[name]])) as unknown as JudgedCell;
}

/** As |ln ratio|; 0 if the process runs are not known. */
function farthest([once, again]: Copies, time: Time, paired: boolean, seed: number): number {
  const runs = runsOf(once, again, time, paired);
  if (runs.base.length === 0 || runs.other.length === 0) return 0;
  const { low, high } = intervalOf(runs, paired, seed);
  return Math.max(Math.abs(Math.log(low)), Math.abs(Math.log(high)));
}
