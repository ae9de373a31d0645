/** What a chain came to over all recordings: rows of results/curve/curve.csv. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { LossKind } from '../../../codecs/codec.js';
import { groupBy } from '../../../harness/common/group-by.js';
import type { Quality } from '../../../harness/quality/figures.js';
import type { Grade } from '../../../harness/quality/grade.js';
import { middle } from '../../../harness/quality/statistics.js';
import { pooledQuality } from '../../../harness/quality/total.js';
import { bitsAt } from '../../../harness/report/shortfall-axis.js';
import {
  FLICKER_FLOOR,
  type LimitRow,
  type QualityRow,
  SAME_AGAIN,
  type TotalRow,
} from '../../../harness/run/columns.js';
import { formatCsv } from '../../../harness/run/csv.js';
import { type PooledLimit, pooledLimits } from '../../../harness/run/limits.js';
import type { Run } from '../../../harness/run/load.js';

/** From the root of the repository. */
export const CURVE_FOLDER = 'results/curve';
export const CURVE_FILE = `${CURVE_FOLDER}/curve.csv`;

/** What R(D) leaves of a signal at so many bits a sample, as a row: medians over recordings. */
export const LIMIT = '(R(D))';
/** 200 times less than codes of 10 bits, and than samples of 16. */
const LIMIT_BITS = [10 / 200, 16 / 200];

const FIGURES = [
  ...(['max_abs_error', 'rmse', 'snr_db', 'band_rmse_sigma', 'band_snr_db', 'lfp_snr_db'] as const),
  ...(['spike_recall', 'spike_precision', 'strong_recall', 'strong_precision'] as const),
  ...(['peak_error_p95', 'waveform_r_p05', 'tcr_r', 'sbp_r'] as const),
] as const satisfies (keyof Quality)[];

const NUMBERS = [
  ...(['recordings', 'raw_bytes', 'encoded_bytes', 'bits_per_sample', 'bits_per_channel_second'] as const),
  ...FIGURES,
  ...(['rd_bits', 'rd_band_bits', 'encode_xrt', 'decode_xrt'] as const),
  ...(['transparent', 'sorting_safe', 'decoding_safe', 'lossy', 'not_judged'] as const),
] as const;

const TEXTS = ['chain', 'loss', 'grade'] as const;

/**
 * Figures are pooled as totals.csv has them; `rd_bits` and `rd_band_bits`: what R(D) says for its `rmse`, and for its
 * `band_rmse_sigma` if no other error counts; then recordings by their own grade.
 */
export type CurveRow = Readonly<
  Record<(typeof NUMBERS)[number], number | null> & {
    chain: string;
    loss: LossKind;
    grade: Grade | '';
  }
>;

const NO_NUMBERS = Object.fromEntries(NUMBERS.map(name => [name, null])) as Record<
  (typeof NUMBERS)[number],
  null
>;

export function curveRows({ totals, quality, limits }: Run): CurveRow[] {
  const ofChains = groupBy(quality, row => row.chain);
  const all = pooledLimits(limits, 'all');
  const band = pooledLimits(limits, 'band');
  const rows = totals
    .filter(({ alias, chain }) => alias !== SAME_AGAIN && chain !== 'raw')
    .map(total => rowOf(total, ofChains.get(total.chain) ?? [], all, band));
  const floors = ofChains.get(FLICKER_FLOOR) ?? [];
  return [...rows, floorRow(floors), ...limitRows(limits, floors)];
}

function rowOf(
  total: TotalRow,
  rows: readonly QualityRow[],
  all: readonly PooledLimit[],
  band: readonly PooledLimit[],
): CurveRow {
  const figures = rows.length === 0 ? {} : figuresOf(rows);
  return {
    ...NO_NUMBERS,
    ...{ chain: total.chain, loss: total.loss, grade: total.grade ?? '' },
    ...{ recordings: total.ok, raw_bytes: total.raw_bytes, encoded_bytes: total.encoded_bytes },
    bits_per_sample: total.bits_per_sample,
    bits_per_channel_second: total.bits_per_channel_second,
    ...figures,
    rd_bits: bitsOf(all, 'rmse', figures.rmse),
    rd_band_bits: bitsOf(band, 'band_rmse_sigma', figures.band_rmse_sigma),
    ...{ encode_xrt: total.encode_xrt, decode_xrt: total.decode_xrt },
    ...gradesOf(rows),
  };
}

function figuresOf(rows: readonly QualityRow[]): Partial<Quality> {
  const pooled = pooledQuality(rows);
  return Object.fromEntries(FIGURES.map(name => [name, pooled[name]]));
}

function bitsOf(
  points: readonly PooledLimit[],
  name: 'rmse' | 'band_rmse_sigma',
  error: number | null | undefined,
): number | null {
  if (error === null || error === undefined) return null;
  const curve = points.flatMap(({ bits_per_sample: bits, [name]: own }) =>
    own === null ? [] : [{ bits, error: own }],
  );
  return bitsAt(curve, error);
}

function gradesOf(rows: readonly QualityRow[]) {
  const count = (grade: Grade | null) => rows.filter(row => row.grade === grade).length;
  if (rows.length === 0) return {};
  return {
    ...{ transparent: count('transparent'), sorting_safe: count('sorting-safe') },
    ...{ decoding_safe: count('decoding-safe'), lossy: count('lossy'), not_judged: count(null) },
  };
}

function floorRow(rows: readonly QualityRow[]): CurveRow {
  const recordings = rows.length;
  return { ...NO_NUMBERS, chain: FLICKER_FLOOR, loss: 'free', grade: '', recordings, ...figuresOf(rows) };
}

/** @param floors of the same recordings: what their errors are of their signals tells how large these are */
function limitRows(limits: readonly LimitRow[], floors: readonly QualityRow[]): CurveRow[] {
  const curves = groupBy(limits, row => row.recording);
  const decibels = (counted: LimitRow['counted'], bits: number) =>
    middle(
      floors.map(floor => {
        const rows = (curves.get(floor.recording) ?? []).filter(row => row.counted === counted);
        return counted === 'all'
          ? decibelsAt(rows, 'rmse', bits, floor.rmse, floor.snr_db)
          : decibelsAt(rows, 'band_rmse_sigma', bits, floor.band_rmse_sigma, floor.band_snr_db);
      }),
    );
  return LIMIT_BITS.map(bits => ({
    ...NO_NUMBERS,
    ...{ chain: LIMIT, loss: 'free', grade: '', recordings: curves.size, bits_per_sample: bits },
    snr_db: decibels('all', bits),
    band_snr_db: decibels('band', bits),
  }));
}

/** Signal over the error that R(D) says for so many bits. */
function decibelsAt(
  rows: readonly LimitRow[],
  name: 'rmse' | 'band_rmse_sigma',
  bits: number,
  knownError: number | null,
  knownDb: number | null,
): number | null {
  const at = rows.findIndex(row => row.bits_per_sample <= bits);
  if (at < 1 || knownError === null || knownDb === null) return null;
  const [above, below] = [rows[at - 1], rows[at]];
  const [least, most] = [above[name] ?? 0, below[name] ?? 0];
  const share = (above.bits_per_sample - bits) / (above.bits_per_sample - below.bits_per_sample);
  return knownDb + 20 * Math.log10(knownError / (least * (most / least) ** share));
}

const DIGITS = 6;

export function formatCurveCsv(rows: readonly CurveRow[]): string {
  return formatCsv(
    [...TEXTS, ...NUMBERS],
    rows.map(row => ({
      ...row,
      ...Object.fromEntries(
        NUMBERS.map(name => {
          const value = row[name];
          return [name, value === null ? null : Number(value.toPrecision(DIGITS + 3))];
        }),
      ),
    })),
  );
}

export function readCurve(path: string): CurveRow[] {
  const rows: Record<string, string>[] = parse(readFileSync(path), { columns: true });
  return rows.map(row => ({
    ...{ chain: row.chain, loss: row.loss as LossKind, grade: row.grade as Grade | '' },
    ...(Object.fromEntries(
      NUMBERS.map(name => [name, row[name] === '' ? null : Number(row[name])]),
    ) as Record<(typeof NUMBERS)[number], number | null>),
  }));
}
