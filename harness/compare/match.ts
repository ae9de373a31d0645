/** Which row of one side stands against which of the other. */
import { groupBy } from '../common/group-by.js';
import { type CellRow, SAME_AGAIN } from '../run/columns.js';
import { keyOf, namedChainKey } from '../run/key.js';

/** A chain on a recording, as either side has it. */
export interface Pair {
  /** Between chains of one run, that of the other side. */
  readonly chain: string;
  readonly alias: string;
  readonly scope: CellRow['scope'];
  readonly base: CellRow;
  readonly other: CellRow;
}

/** What one side lacks. */
export interface Missing {
  /** Alias or chain, of which nothing is there. */
  readonly chains: readonly string[];
  /** Recordings of which nothing is there, under any name. */
  readonly recordings: readonly string[];
  /** What the side that has them says; those of such chains and recordings included. */
  readonly rows: readonly CellRow[];
}

export interface Matched {
  readonly pairs: readonly Pair[];
  readonly missingInBase: Missing;
  readonly missingInOther: Missing;
}

/** Matches two runs by chain, alias, scope and the recording's checksum; its name does not matter. */
export function matchRuns(base: readonly CellRow[], other: readonly CellRow[]): Matched {
  const [baseRows, otherRows] = [base, other].map(rows => rows.filter(row => row.alias !== SAME_AGAIN));
  const key = (row: CellRow) => keyOf(namedChainKey(row), recordingKey(row));
  return match(baseRows, otherRows, key, ({ chain, alias }) => ({ chain, alias }));
}

/**
 * Matches two chains of one run, each named by its id or by an alias.
 * @throws Error if the run does not have one of them
 */
export function matchChains(cells: readonly CellRow[], base: string, other: string): Matched {
  const key = (row: CellRow) => keyOf(row.scope, recordingKey(row));
  return match(rowsOf(cells, base), rowsOf(cells, other), key, () => ({ chain: other, alias: '' }));
}

/** A chain of several aliases has a row for each, of the same figures: one of them is enough. */
function rowsOf(cells: readonly CellRow[], name: string): CellRow[] {
  const named = cells.filter(row => row.alias !== SAME_AGAIN && (row.chain === name || row.alias === name));
  if (named.length > 0) return named.filter(row => row.alias === named[0].alias);
  const known = [...new Set(cells.map(row => row.chain))];
  throw new Error(`--chains ${name}: not in this run; it has ${known.join(', ')}`);
}

/** The same bytes read with another count of channels are another recording. */
function recordingKey({ recording_sha256, channels }: CellRow): string {
  return keyOf(recording_sha256, channels);
}

function match(
  base: readonly CellRow[],
  other: readonly CellRow[],
  key: (row: CellRow) => string,
  name: (row: CellRow) => Pick<Pair, 'chain' | 'alias'>,
): Matched {
  const bases = groupBy(base, key);
  const others = groupBy(other, key);
  const pairs = [...bases].flatMap(([cell, rows]) =>
    pairUp(rows, others.get(cell) ?? []).map(([a, b]) => ({ ...name(b), scope: b.scope, base: a, other: b })),
  );
  return {
    pairs,
    missingInBase: missing(other, base, row => bases.has(key(row))),
    missingInOther: missing(base, other, row => others.has(key(row))),
  };
}

/**
 * Rows of one chain and recording; several if the recording is there under several names. Equal names go together,
 * then the rest in order. A row left over is dropped: its recording is in another pair.
 */
function pairUp(base: readonly CellRow[], other: readonly CellRow[]): [CellRow, CellRow][] {
  const named = base.flatMap((a): [CellRow, CellRow][] => {
    const b = other.find(row => row.recording === a.recording);
    return b === undefined ? [] : [[a, b]];
  });
  const [bases, others] = [base, other].map(rows =>
    rows.filter(row => !named.some(pair => pair.includes(row))),
  );
  const rest = bases.slice(0, others.length).map((a, index): [CellRow, CellRow] => [a, others[index]]);
  return [...named, ...rest];
}

/** @param isThere whether a row of `rows` has a partner in `among` */
function missing(
  rows: readonly CellRow[],
  among: readonly CellRow[],
  isThere: (row: CellRow) => boolean,
): Missing {
  const absent = rows.filter(row => !isThere(row));
  const chains = new Set(among.map(namedChainKey));
  const recordings = new Set(among.map(recordingKey));
  const ofChains = absent.filter(row => !chains.has(namedChainKey(row)));
  const ofRecordings = absent.filter(row => !recordings.has(recordingKey(row)));
  return {
    chains: [...new Set(ofChains.map(row => row.alias || row.chain))],
    recordings: [...new Set(ofRecordings.map(row => row.recording))],
    rows: absent,
  };
}
