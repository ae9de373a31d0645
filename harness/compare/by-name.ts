/** Results that share no more than names: of other tools, or totals. Figures side by side, without verdict on times. */
import type { Figure, ResultRow } from '../run/foreign/format.js';
import type { Results } from '../run/results.js';
import { type SizeVerdict, sizeChange } from './exact.js';

export type SharedFigure = Figure | 'encoded_bytes';

const FIGURES: readonly SharedFigure[] = [
  'encoded_bytes',
  'ratio',
  'encode_xrt',
  'decode_xrt',
  'encode_mb_per_s',
  'decode_mb_per_s',
];

/** A figure that both sides have. */
interface SharedValue {
  readonly figure: SharedFigure;
  readonly base: number;
  readonly other: number;
}

export interface NamedRow {
  readonly name: string;
  readonly values: readonly SharedValue[];
  /** Of encoded bytes; null unless both sides say that they are of equally many raw bytes. */
  readonly size: SizeVerdict | null;
}

export interface NamedComparison {
  readonly rows: readonly NamedRow[];
  /** Names that one side lacks. */
  readonly missingInBase: readonly string[];
  readonly missingInOther: readonly string[];
}

/** Compares totals by name; of a name that stands there several times the first counts. */
export function compareByName(base: Results, other: Results): NamedComparison {
  const [bases, others] = [base, other].map(({ totals }) => byName(totals));
  return {
    rows: [...bases.values()].flatMap(row => {
      const found = others.get(row.name);
      return found === undefined ? [] : [compareNamed(row, found)];
    }),
    missingInBase: [...others.keys()].filter(name => !bases.has(name)),
    missingInOther: [...bases.keys()].filter(name => !others.has(name)),
  };
}

function byName(rows: readonly ResultRow[]): Map<string, ResultRow> {
  const named = new Map<string, ResultRow>();
  for (const row of rows) if (!named.has(row.name)) named.set(row.name, row);
  return named;
}

function compareNamed(base: ResultRow, other: ResultRow): NamedRow {
  const values = FIGURES.flatMap((figure): SharedValue[] => {
    const [a, b] = [base[figure], other[figure]];
    return a === null || b === null ? [] : [{ figure, base: a, other: b }];
  });
  const bytes = values.find(({ figure }) => figure === 'encoded_bytes');
  const sameInput = base.raw_bytes !== null && base.raw_bytes === other.raw_bytes;
  const size = bytes !== undefined && sameInput ? sizeChange(bytes.base, bytes.other).verdict : null;
  return { name: base.name, values, size };
}
