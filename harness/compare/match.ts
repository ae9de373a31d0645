/** Which row of one side stands against which of the other. */
import { groupBy } from '../common/group-by.js';
import { SAME_AGAIN } from '../run/columns.js';
import type { JudgedCell } from '../run/judged.js';
import { keyOf, namedChainKeys } from '../run/key.js';

/** A chain on a recording, as either side has it. */
export interface Pair {
  /** Between chains of one run, that of the other side. */
  readonly chain: string;
  readonly alias: string;
  readonly scope: JudgedCell['scope'];
  readonly base: JudgedCell;
  readonly other: JudgedCell;
}

/** What one side lacks. */
export interface Missing {
  /** Alias or chain, of which nothing is there. */
  readonly chains: readonly string[];
  /** Recordings of which nothing is there, under any name. */
  readonly recordings: readonly string[];
  /** What the side that has them says; those of such chains and recordings included. */
  readonly rows: readonly JudgedCell[];
}

export interface Matched {
  readonly pairs: readonly Pair[];
  readonly missingInBase: Missing;
  readonly missingInOther: Missing;
}

/** Matches two runs by chain, alias, scope and the recording's checksum; its name does not matter. */
export function matchRuns(base: readonly JudgedCell[], other: readonly JudgedCell[]): Matched {
  const [baseRows, otherRows] = [base, other].map(rows => rows.filter(row => row.alias !== SAME_AGAIN));
  return match(baseRows, otherRows, namedChainKeys(), ({ chain, alias }) => ({ chain, alias }));
}

/**
 * Matches two chains of one run, each named by its id or by an alias.
 * @throws Error if the run does not have one of them
 */
export function matchChains(cells: readonly JudgedCell[], base: string, other: string): Matched {
  const [baseRows, otherRows] = [base, other].map(name => rowsOf(cells, name));
  return match(
    baseRows,
    otherRows,
    row => row.scope,
    () => ({ chain: other, alias: '' }),
  );
}

/** A chain of several aliases has a row for each, of the same figures: one of them is enough. */
function rowsOf(cells: readonly JudgedCell[], name: string): JudgedCell[] {
  const named = cells.filter(row => row.alias !== SAME_AGAIN && (row.chain === name || row.alias === name));
  if (named.length > 0) {
    const [{ alias }] = named;
    return named.filter(row => row.alias === alias);
  }
  const known = [...new Set(cells.map(row => row.chain))];
  throw new Error(`--chains ${name}: not in this run; it has ${known.join(', ')}`);
}

/** Keys of recordings, each made once. The same bytes read with another count of channels are another recording. */
function recordingKeys(): (row: JudgedCell) => string {
  const known = new Map<string, Map<number, string>>();
  return ({ recording_sha256: sha256, channels }) => {
    const ofBytes = known.get(sha256) ?? new Map<number, string>();
    known.set(sha256, ofBytes);
    const key = ofBytes.get(channels) ?? keyOf(sha256, channels);
    ofBytes.set(channels, key);
    return key;
  };
}

/** Chain by chain, so that of a million rows those of one chain alone are in maps. */
function match(
  base: readonly JudgedCell[],
  other: readonly JudgedCell[],
  chainOf: (row: JudgedCell) => string,
  name: (row: JudgedCell) => Pick<Pair, 'chain' | 'alias'>,
): Matched {
  const recordingKey = recordingKeys();
  const bases = groupBy(base, chainOf);
  const others = groupBy(other, chainOf);
  const pairs: Pair[] = [];
  const onlyInBase: JudgedCell[] = [];
  const onlyInOther: JudgedCell[] = [];
  const absent = (rows: readonly JudgedCell[], found: ReadonlyMap<string, unknown>, among: JudgedCell[]) => {
    for (const row of rows) if (!found.has(recordingKey(row))) among.push(row);
  };
  for (const [chain, rows] of bases) {
    const partners = others.get(chain) ?? [];
    const [ofBase, ofOther] = [rows, partners].map(own => groupBy(own, recordingKey));
    for (const [recording, group] of ofBase) {
      for (const [a, b] of pairUp(group, ofOther.get(recording) ?? []))
        pairs.push({ ...name(b), scope: b.scope, base: a, other: b });
    }
    absent(rows, ofOther, onlyInBase);
    absent(partners, ofBase, onlyInOther);
  }
  for (const [chain, rows] of others) if (!bases.has(chain)) absent(rows, new Map(), onlyInOther);
  return {
    pairs,
    missingInBase: missing(onlyInOther, base, recordingKey),
    missingInOther: missing(onlyInBase, other, recordingKey),
  };
}

/**
 * Rows of one chain and recording; several if the recording is there under several names. Equal names go together,
 * then the rest in order. A row left over is dropped: its recording is in another pair.
 */
function pairUp(base: readonly JudgedCell[], other: readonly JudgedCell[]): [JudgedCell, JudgedCell][] {
  if (base.length === 1 && other.length === 1) return [[base[0], other[0]]];
  const named = base.flatMap((a): [JudgedCell, JudgedCell][] => {
    const b = other.find(row => row.recording === a.recording);
    return b === undefined ? [] : [[a, b]];
  });
  const [bases, others] = [base, other].map(rows =>
    rows.filter(row => !named.some(pair => pair.includes(row))),
  );
  const rest = bases.slice(0, others.length).map((a, index): [JudgedCell, JudgedCell] => [a, others[index]]);
  return [...named, ...rest];
}

/** @param absent rows that have no partner in `among` */
function missing(
  absent: readonly JudgedCell[],
  among: readonly JudgedCell[],
  recordingKey: (row: JudgedCell) => string,
): Missing {
  if (absent.length === 0) return { chains: [], recordings: [], rows: [] };
  const chainKey = namedChainKeys();
  const chains = new Set(among.map(chainKey));
  const recordings = new Set(among.map(recordingKey));
  const ofChains = absent.filter(row => !chains.has(chainKey(row)));
  const ofRecordings = absent.filter(row => !recordings.has(recordingKey(row)));
  return {
    chains: [...new Set(ofChains.map(row => row.alias || row.chain))],
    recordings: [...new Set(ofRecordings.map(row => row.recording))],
    rows: absent,
  };
}
