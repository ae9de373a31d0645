/** Which chains no other chain beats at everything that counts: three fronts, and what pushes a chain off each. */
import type { Scope } from '../recordings/recording.js';
import { type CellRow, type QualityRow, SAME_AGAIN, type TotalRow } from './columns.js';
import { dominates, type FigureOf, leastAdvantage } from './dominance.js';
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

const NO_PART: Places = {
  on_pareto_front: null,
  dominated_by: '',
  on_encode_front: null,
  encode_dominated_by: '',
  on_decode_front: null,
  decode_dominated_by: '',
};

/**
 * Marks the fronts over ratio, encode xRT and decode xRT, over ratio and encode xRT, and over ratio and decode xRT, of
 * each scope. A chain that failed on some recording, was measured or timed on fewer than others, or is the a/a copy
 * takes no part: its places stay empty. Nor does one that may lose something: it is no rival of those that do not. Chains that start a program have fronts of their own, since their times
 * include its start.
 */
export function withParetoFront(totals: readonly BareTotal[]): TotalRow[] {
  const scopes = new Set(totals.map(row => row.scope));
  const fronts = new Map([...scopes].map(scope => [scope, frontsOf(totals, scope)]));
  return totals.map(row => {
    const ofScope = fronts.get(row.scope);
    return { ...row, ...(ofScope === undefined ? NO_PART : placesOf(row, ofScope)) };
  });
}

/** Totals of cells with their places. */
export function totalsOf(cells: readonly CellRow[], qualities?: readonly QualityRow[]): TotalRow[] {
  return withParetoFront(totalRows(cells, qualities));
}

interface Fronts {
  readonly rivals: ReadonlySet<BareTotal>;
  readonly all: readonly BareTotal[];
  readonly encode: readonly BareTotal[];
  readonly decode: readonly BareTotal[];
}

function frontsOf(totals: readonly BareTotal[], scope: Scope): Fronts {
  const rivals = rivalsOf(totals, scope);
  const front = (figures: Figures) =>
    rivals.filter(row => !rivals.some(rival => isBeaten(row, rival, figures)));
  return { rivals: new Set(rivals), all: front(ALL), encode: front(ENCODE), decode: front(DECODE) };
}

function placesOf(row: BareTotal, fronts: Fronts): Places {
  if (!fronts.rivals.has(row)) return NO_PART;
  const all = dominatorOf(row, fronts.all, ALL);
  const encode = dominatorOf(row, fronts.encode, ENCODE);
  const decode = dominatorOf(row, fronts.decode, DECODE);
  return {
    on_pareto_front: all === undefined,
    dominated_by: all?.chain ?? '',
    on_encode_front: encode === undefined,
    encode_dominated_by: encode?.chain ?? '',
    on_decode_front: decode === undefined,
    decode_dominated_by: decode?.chain ?? '',
  };
}

function rivalsOf(all: readonly BareTotal[], scope: Scope): BareTotal[] {
  const totals = all.filter(row => row.scope === scope);
  const isLess = measuredLess(totals);
  return totals.filter(row => isMeasured(row) && row.loss === 'none' && !isLess(row));
}

/** Whether a row is of fewer recordings, or was timed on fewer, than some other of `totals`. */
export function measuredLess(totals: readonly BareTotal[]): (row: BareTotal) => boolean {
  const recordings = Math.max(...totals.map(row => row.ok));
  const timed = Math.max(...totals.map(row => row.timed_recordings));
  return row => row.ok < recordings || row.timed_recordings < timed;
}

function isMeasured(row: BareTotal): boolean {
  return (
    row.failed === 0 &&
    row.alias !== SAME_AGAIN &&
    ALL.every(figureOf => figureOf(row) > Number.NEGATIVE_INFINITY)
  );
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
