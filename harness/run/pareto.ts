/** Which chains no other chain beats at everything that counts: the fronts, and what pushes a chain off each. */
import { leavesSamples } from '../../codecs/loss.js';
import { groupBy } from '../common/group-by.js';
import { type CellRow, type QualityRow, SAME_AGAIN, type TotalRow } from './columns.js';
import { dominates, type FigureOf, leastAdvantage } from './dominance.js';
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
  return totals.map(row => ({ ...row, ...(places.get(row) ?? NO_PART) }));
}

function partition<T>(items: readonly T[], is: (item: T) => boolean): [T[], T[]] {
  return [items.filter(is), items.filter(item => !is(item))];
}

function placeLossless(rivals: readonly BareTotal[], places: Map<BareTotal, Places>): void {
  const [all, encode, decode] = [ALL, ENCODE, DECODE].map(figures =>
    frontOf(rivals.filter(hasAll(ALL)), figures),
  );
  for (const row of rivals) {
    const [ofAll, ofEncode, ofDecode] = [all, encode, decode].map(front => placeOn(front, row));
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
    frontOf(rivals.filter(hasAll(figures)), figures),
  );
  for (const row of rivals) {
    const ofAll = placeOn(all, row);
    places.set(row, {
      ...NO_PART,
      on_pareto_front: ofAll.isOn,
      dominated_by: ofAll.by,
      on_band_error_front: placeOn(band, row).isOn,
      on_recall_front: placeOn(found, row).isOn,
    });
  }
}

/** Totals of cells with their places. */
export function totalsOf(cells: readonly CellRow[], qualities?: readonly QualityRow[]): TotalRow[] {
  return withParetoFront(totalRows(cells, qualities));
}

interface Front {
  readonly figures: Figures;
  /** All that take part. */
  readonly rivals: ReadonlySet<BareTotal>;
  /** Those that none of them beats. */
  readonly members: readonly BareTotal[];
}

function frontOf(rivals: readonly BareTotal[], figures: Figures): Front {
  const members = rivals.filter(row => !rivals.some(rival => isBeaten(row, rival, figures)));
  return { figures, rivals: new Set(rivals), members };
}

/** Where a row stands; nowhere if it takes no part. */
function placeOn({ figures, rivals, members }: Front, row: BareTotal): { isOn: boolean | null; by: string } {
  if (!rivals.has(row)) return { isOn: null, by: '' };
  const dominator = dominatorOf(row, members, figures);
  return { isOn: dominator === undefined, by: dominator?.chain ?? '' };
}

function rivalsOf(totals: readonly BareTotal[]): BareTotal[] {
  const isLess = measuredLess(totals);
  return totals.filter(row => row.failed === 0 && row.alias !== SAME_AGAIN && !isLess(row));
}

/** Whether a row is of fewer recordings, or was timed on fewer, than some other of `totals`. */
export function measuredLess(totals: readonly BareTotal[]): (row: BareTotal) => boolean {
  const recordings = Math.max(...totals.map(row => row.ok));
  const timed = Math.max(...totals.map(row => row.timed_recordings));
  return row => row.ok < recordings || row.timed_recordings < timed;
}

function hasAll(figures: Figures): (row: BareTotal) => boolean {
  return row => figures.every(figureOf => figureOf(row) > Number.NEGATIVE_INFINITY);
}

function isBeaten(row: BareTotal, rival: BareTotal, figures: Figures): boolean {
  return rival.isolation === row.isolation && dominates(rival, row, figures);
}

/**
 * Of the chains of a front that dominate a row, the one that does so by the widest margin: whose least advantage over
 * the figures, as a factor, is the largest. The one of the largest ratio would do as well on paper, but may be ahead in
 * speed by less than timings scatter. Of equals the first.
 */
function dominatorOf(row: BareTotal, front: readonly BareTotal[], figures: Figures): BareTotal | undefined {
  return front
    .filter(rival => isBeaten(row, rival, figures))
    .toSorted((a, b) => leastAdvantage(b, row, figures) - leastAdvantage(a, row, figures))[0];
}

/** Largest ratio first. */
export function byRatio(a: BareTotal, b: BareTotal): number {
  return (b.ratio ?? 0) - (a.ratio ?? 0);
}
