/** A comparison for programs: a row for each chain, recording and metric, as CSV, and everything as JSON. */

import { csvStringify } from '../../../harness/common/lazy-packages.js';
import { quotient } from '../../../harness/common/quotient.js';
import type { ChainComparison, Comparison, MeanRatio } from '../../../harness/compare/compare.js';
import { encodedChange, isOk } from '../../../harness/compare/exact.js';
import type { Missing, Pair } from '../../../harness/compare/match.js';
import { TIMES, type TimingRow } from '../../../harness/compare/timing.js';
import type { JudgedCell } from '../../../harness/run/judged.js';
import { guarded } from '../../../harness/run/spreadsheet.js';
import type { AnyCompared, ComparedByName, NamedSides } from './compared.js';

/** Columns of `--csv`, in order; nothing for what does not apply. */
interface MetricRow {
  readonly base_name: string;
  readonly other_name: string;
  readonly chain: string;
  readonly alias: string;
  readonly scope: string;
  /** `(all)`: sums over common recordings; `(geomean)`: geometric mean of the ratios. */
  readonly recording: string;
  readonly recording_sha256: string;
  readonly metric: string;
  readonly base: string | number | null;
  readonly other: string | number | null;
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number | null;
  readonly p_adjusted: number | null;
  readonly verdict: string;
  readonly base_rounds: number | null;
  readonly other_rounds: number | null;
  readonly rounds_needed: number | null;
  /** What the chain may lose; empty where only names are shared. */
  readonly loss: string;
}

const NOTHING: MetricRow = {
  base_name: '',
  other_name: '',
  chain: '',
  alias: '',
  scope: '',
  recording: '',
  recording_sha256: '',
  metric: '',
  base: null,
  other: null,
  ratio: null,
  low: null,
  high: null,
  p: null,
  p_adjusted: null,
  verdict: '',
  base_rounds: null,
  other_rounds: null,
  rounds_needed: null,
  loss: '',
};

const COLUMNS = Object.keys(NOTHING);

const PIECE_ROWS = 10_000;

/** Rows in pieces: of a million cells they are more than a text holds. */
function* piecesOf(compared: AnyCompared): Generator<MetricRow[]> {
  let piece: MetricRow[] = [];
  for (const row of metricRows(compared)) {
    piece.push(row);
    if (piece.length < PIECE_ROWS) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

/** The comparisons as CSV, in pieces. */
export function* csvPieces(compared: readonly AnyCompared[]): Generator<string> {
  const { stringify } = csvStringify();
  yield stringify([], { header: true, columns: COLUMNS });
  for (const each of compared) {
    for (const piece of piecesOf(each))
      yield stringify(piece, { columns: COLUMNS, cast: { string: guarded } });
  }
}

/** Comparisons in a list, and rows in a comparison. */
const ROW_INDENT = '   ';

/** The comparisons as a list in JSON, in pieces. */
export function* jsonPieces(compared: readonly AnyCompared[]): Generator<string> {
  if (compared.length === 0) return yield '[]';
  for (const [index, each] of compared.entries()) {
    yield index === 0 ? '[\n' : ',\n';
    const [facts] = JSON.stringify([forJson(each)], null, 1)
      .slice('[\n'.length)
      .split(/\n \}\n\]$/);
    yield `${facts},\n  "rows": [`;
    let isFirst = true;
    for (const piece of piecesOf(each)) {
      const rows = piece.map(row => `\n${JSON.stringify(row, null, 1).replaceAll(/^/gm, ROW_INDENT)}`);
      yield `${isFirst ? '' : ','}${rows.join(',')}`;
      isFirst = false;
    }
    yield `${isFirst ? '' : '\n  '}]\n }`;
  }
  yield '\n]';
}

/** All but its rows, which come last. */
function forJson(compared: AnyCompared) {
  const { baseName: base, otherName: other } = compared;
  if ('named' in compared) {
    const { reason, remarks, named } = compared;
    const missing = { in_base: named.missingInBase, in_other: named.missingInOther };
    return { base, other, by_name: reason, remarks, missing };
  }
  const { comparison } = compared;
  const { machine, leftOut, paired, environment, otherMachine, forced, floor, tooFewRounds, chains } =
    comparison;
  return {
    base,
    other,
    paired,
    environment,
    machine,
    left_out_machines: leftOut,
    other_machine: otherMachine,
    forced,
    noise_floor: {
      encode: floor.encode,
      decode: floor.decode,
      pairs: floor.pairs,
      across_runs: floor.acrossRuns,
    },
    too_few_rounds: tooFewRounds,
    versions: chains.flatMap(({ chain, alias, versions }) =>
      versions === null ? [] : [{ chain, alias, ...versions }],
    ),
    missing: { in_base: namesOf(comparison.missingInBase), in_other: namesOf(comparison.missingInOther) },
  };
}

function namesOf({ chains, recordings, rows }: Missing) {
  return { chains, recordings, cells: rows.length };
}

function* metricRows(compared: AnyCompared): Generator<MetricRow> {
  const { baseName: base_name, otherName: other_name }: NamedSides = compared;
  const rows = 'named' in compared ? namedRows(compared) : comparisonRows(compared.comparison);
  for (const row of rows) yield { ...row, base_name, other_name };
}

function namedRows({ named: { rows } }: ComparedByName): MetricRow[] {
  return rows.flatMap(({ name, values, size }) =>
    values.map(({ figure, base, other }) => ({
      ...NOTHING,
      chain: name,
      recording: '(all)',
      metric: figure,
      base,
      other,
      ratio: quotient(other, base),
      verdict: figure === 'encoded_bytes' ? (size ?? '') : '',
    })),
  );
}

function* comparisonRows({ chains, missingInBase, missingInOther }: Comparison): Generator<MetricRow> {
  for (const chain of chains) yield* chainRows(chain);
  for (const row of missingInBase.rows) yield missingRow(row, 'missing in base');
  for (const row of missingInOther.rows) yield missingRow(row, 'missing in other');
}

function missingRow(row: JudgedCell, verdict: 'missing in base' | 'missing in other'): MetricRow {
  const side = verdict === 'missing in base' ? { other: row.status } : { base: row.status };
  return { ...NOTHING, ...cellOf(row), metric: 'status', verdict, ...side };
}

function cellOf({ chain, alias, scope, recording, recording_sha256, loss }: JudgedCell) {
  return { chain, alias, scope, recording, recording_sha256, loss };
}

function chainRows(compared: ChainComparison): MetricRow[] {
  const { chain, alias, scope, loss, exact, bytes, times, pairs } = compared;
  const all = { ...NOTHING, chain, alias, scope, recording: '(all)' };
  const size = (metric: string, change: typeof exact.encodedBytes) =>
    change === null ? [] : [{ ...all, metric, ...change, ratio: quotient(change.other, change.base) }];
  const rows = [
    ...size('encoded_bytes', exact.encodedBytes),
    ...meanRows(all, 'encoded_bytes', bytes),
    ...size('model_bytes', exact.modelBytes),
    ...TIMES.flatMap(time => {
      const { rows, ratio, verdict } = times[time];
      if (rows.length === 0) return [];
      const [base, other] = [sum(rows.map(row => row.baseNs)), sum(rows.map(row => row.otherNs))];
      const metric = `${time}_ns`;
      const total = { ...all, metric, base, other, ratio: other / base, verdict: verdict ?? '' };
      return [total, ...meanRows(all, metric, ratio)];
    }),
    ...pairs.flatMap(pairRows),
    ...TIMES.flatMap(time => times[time].rows.map(timeRow)),
  ];
  return rows.map(row => ({ ...row, loss }));
}

function meanRows(all: MetricRow, metric: string, mean: MeanRatio | null): MetricRow[] {
  if (mean === null) return [];
  return [{ ...all, recording: '(geomean)', metric, ratio: mean.mean, low: mean.low, high: mean.high }];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The recording is called as in the other side. */
function pairOf({ chain, alias, scope, other }: Pair): MetricRow {
  const { recording, recording_sha256 } = other;
  return { ...NOTHING, chain, alias, scope, recording, recording_sha256 };
}

function pairRows(pair: Pair): MetricRow[] {
  const { status: base } = pair.base;
  const { status: other } = pair.other;
  const status = { ...pairOf(pair), metric: 'status', base, other, verdict: statusVerdict(pair) };
  if (!isOk(pair)) return [status];
  const change = encodedChange(pair);
  const ratio = quotient(change.other, change.base);
  return [status, { ...pairOf(pair), metric: 'encoded_bytes', ...change, ratio }];
}

function statusVerdict({ base, other }: Pair): string {
  if (base.status === 'ok') return other.status === 'ok' ? 'same' : 'newly failed';
  return other.status === 'ok' ? 'newly ok' : 'still failed';
}

function timeRow(row: TimingRow): MetricRow {
  return {
    ...pairOf(row.pair),
    metric: `${row.time}_ns`,
    base: row.baseNs,
    other: row.otherNs,
    ratio: row.ratio,
    low: row.interval?.low ?? null,
    high: row.interval?.high ?? null,
    p: row.pValue,
    p_adjusted: row.adjustedPValue,
    verdict: row.verdict,
    base_rounds: row.baseRounds,
    other_rounds: row.otherRounds,
    rounds_needed: row.roundsNeeded,
  };
}
