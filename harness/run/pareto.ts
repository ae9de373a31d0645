/** Which chains no other chain beats at everything that counts: the fronts, and what pushes a chain off each. */
import { leavesSamples } from '../../codecs/loss.js';
import { greatest } from '../common/extremes.js';
import { groupBy } from '../common/group-by.js';
import { type QualityRow, SAME_AGAIN, TOTAL_COLUMNS, type TotalRow } from './columns.js';
import type { FigureOf } from './dominance.js';
import { type Dominated, frontOf } from './front.js';
import type { SummedCell } from './judged.js';
import { keyOf } from './key.js';
import { type BareTotal, totalRows } from './totals.js';

type Figures = readonly FigureOf<BareTotal>[];

const ratio = figure('ratio');
const encodeXrt = figure('encode_xrt');
const decodeXrt = figure('decode_xrt');

/** Of each front the figures that count. */
const ALL: Figures = [ratio, encodeXrt, decodeXrt];
const ENCODE: Figures = [ratio, encodeXrt];
const DECODE: Figures = [ratio, decodeXrt];

function figure(name: 'ratio' | 'encode_xrt' | 'decode_xrt'): FigureOf<BareTotal> {
  return row => row[name] ?? Number.NEGATIVE_INFINITY;
}

type Places = Omit<TotalRow, keyof BareTotal>;

const LEAST_ERROR = 1e-9;

/** Figures of chains that may lose something: among those, the error counts as ratio and speed do. */
const bandFidelity: FigureOf<BareTotal> = ({ band_rmse_sigma: error }) =>
  error === null ? Number.NEGATIVE_INFINITY : 1 / Math.max(error, LEAST_ERROR);
const recall: FigureOf<BareTotal> = row => row.strong_recall ?? Number.NEGATIVE_INFINITY;
const LOSSY: Figures = [ratio, encodeXrt, decodeXrt, bandFidelity];
const BAND: Figures = [ratio, bandFidelity];
const RECALL: Figures = [ratio, recall];

const NO_PART: Places = {
  on_pareto_front: null,
  dominated_by: '',
  on_encode_front: null,
  encode_dominated_by: '',
  on_decode_front: null,
  decode_dominated_by: '',
  on_band_error_front: null,
  on_recall_front: null,
};

/**
 * Marks the fronts over ratio, encode xRT and decode xRT, over ratio and encode xRT, and over ratio and decode xRT, of
 * each scope and machine. A chain that failed on some recording, was measured or timed on fewer than others, or is the a/a copy
 * takes no part: its places stay empty. Chains that may lose something are no rivals of those that do not: their own
 * fronts are over ratio, both speeds and the error in the band of spikes, over ratio and that error, and over ratio and
 * the share of strong spikes that are found; what leaves no samples has no place. Chains that start a program have fronts of their own, since their times
 * include its start.
 */
export function withParetoFront(totals: readonly BareTotal[]): TotalRow[] {
  const places = new Map<BareTotal, Places>();
  for (const rows of groupBy(totals, ({ scope, machine }) => keyOf(scope, machine)).values()) {
    const [lossy, lossless] = partition(rows, row => row.loss !== 'none');
    placeLossless(rivalsOf(lossless), places);
    placeLossy(rivalsOf(lossy.filter(row => leavesSamples(row.loss))), places);
  }
  return totals.map(row => placed(row, places.get(row) ?? NO_PART));
}

const TOTAL_NAMES = Object.keys(TOTAL_COLUMNS) as (keyof TotalRow)[];

/** Field by field, in the order of columns: to add some to a copy of 40 takes an engine ten times as long. */
function placed(row: BareTotal, places: Places): TotalRow {
  const known: Partial<TotalRow> = row;
  const all: Partial<Record<keyof TotalRow, unknown>> = {};
  for (const name of TOTAL_NAMES) all[name] = name in places ? places[name as keyof Places] : known[name];
  // a field for each column
  return all as TotalRow;
}

function partition<T>(items: readonly T[], is: (item: T) => boolean): [T[], T[]] {
  return [items.filter(is), items.filter(item => !is(item))];
}

function placeLossless(rivals: readonly BareTotal[], places: Map<BareTotal, Places>): void {
  const timed = rivals.filter(hasAll(ALL));
  const [all, encode, decode] = [ALL, ENCODE, DECODE].map(figures => placesOn(timed, figures));
  for (const row of rivals) {
    const [ofAll, ofEncode, ofDecode] = [all, encode, decode].map(place => place(row));
    places.set(row, {
      ...NO_PART,
      on_pareto_front: ofAll.isOn,
      dominated_by: ofAll.by,
      on_encode_front: ofEncode.isOn,
      encode_dominated_by: ofEncode.by,
      on_decode_front: ofDecode.isOn,
      decode_dominated_by: ofDecode.by,
    });
  }
}

function placeLossy(rivals: readonly BareTotal[], places: Map<BareTotal, Places>): void {
  const [all, band, found] = [LOSSY, BAND, RECALL].map(figures =>
    placesOn(rivals.filter(hasAll(figures)), figures),
  );
  for (const row of rivals) {
    const ofAll = all(row);
    places.set(row, {
      ...NO_PART,
      on_pareto_front: ofAll.isOn,
      dominated_by: ofAll.by,
      on_band_error_front: band(row).isOn,
      on_recall_front: found(row).isOn,
    });
  }
}

/** Totals of cells with their places. */
export function totalsOf(cells: readonly SummedCell[], qualities?: readonly QualityRow[]): TotalRow[] {
  return withParetoFront(totalRows(cells, qualities));
}

interface Place {
  /** Null of what takes no part. */
  readonly isOn: boolean | null;
  readonly by: string;
}

/**
 * Where rows stand on the front of some, each isolation for itself. Of the chains of a front that dominate a row, the one
 * counts that does so by the widest margin (front.ts). The one of the largest ratio would do as well on paper, but may be
 * ahead in speed by less than timings scatter.
 */
function placesOn(rivals: readonly BareTotal[], figures: Figures): (row: BareTotal) => Place {
  const places = new Map<BareTotal, Place>();
  for (const alike of groupBy(rivals, row => row.isolation).values()) {
    for (const [k, by] of frontOf(alike, figures).entries()) places.set(alike[k], placeOf(by));
  }
  return row => places.get(row) ?? { isOn: null, by: '' };
}

function placeOf(by: Dominated<BareTotal>): Place {
  return { isOn: by === null, by: by?.chain ?? '' };
}

function rivalsOf(totals: readonly BareTotal[]): BareTotal[] {
  const isLess = measuredLess(totals);
  return totals.filter(row => row.failed === 0 && row.alias !== SAME_AGAIN && !isLess(row));
}

/** Whether a row is of fewer recordings, or was timed on fewer, than some other of `totals`. */
export function measuredLess(totals: readonly BareTotal[]): (row: BareTotal) => boolean {
  const recordings = greatest(totals, row => row.ok) ?? 0;
  const timed = greatest(totals, row => row.timed_recordings) ?? 0;
  return row => row.ok < recordings || row.timed_recordings < timed;
}

function hasAll(figures: Figures): (row: BareTotal) => boolean {
  return row => figures.every(figureOf => figureOf(row) > Number.NEGATIVE_INFINITY);
}

/** Largest ratio first. */
export function byRatio(a: BareTotal, b: BareTotal): number {
  return (b.ratio ?? 0) - (a.ratio ?? 0);
}
