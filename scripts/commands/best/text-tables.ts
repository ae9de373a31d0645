/** The tables below the answer of `ncb best`: what comes next, what is smaller but too slow, and the user's own. */
import type { Candidate, Check } from '../../../harness/run/best.js';
import { FRONT_LEGEND, GIVEN_LEGEND, marksOf, PROGRAM_LEGEND } from '../shared/marks.js';
import { formatFigure, formatFixed, formatTable, plural, type TextColumn } from '../shared/terminal.js';
import { isYours } from './yours.js';

/** A chain beside the one that answers. */
interface Compared {
  readonly candidate: Candidate;
  /** Its size / the size of the answer. */
  readonly size: number;
}

const FIGURES: readonly TextColumn<Compared>[] = [
  { title: '', text: ({ candidate }) => marksOf(candidate.row, isYours(candidate)), align: 'left' },
  { title: 'alias', text: ({ candidate }) => candidate.row.alias, align: 'left' },
  { title: 'chain', text: ({ candidate }) => candidate.row.chain, align: 'left', identifies: true },
  { title: 'ratio', text: ({ candidate }) => formatFixed(candidate.row.ratio, 4), align: 'right' },
  { title: 'size', text: ({ size }) => formatDifference(size), align: 'right' },
  {
    title: 'encode xRT',
    text: ({ candidate }) => formatFigure(candidate.row.encode_xrt),
    align: 'right',
    drop: 1,
  },
  {
    title: 'decode xRT',
    text: ({ candidate }) => formatFigure(candidate.row.decode_xrt),
    align: 'right',
    drop: 1,
  },
];

function formatDifference(quotient: number): string {
  return `${quotient < 1 ? '' : '+'}${(100 * (quotient - 1)).toFixed(2)} %`;
}

/** By the tightest of the demands on the answer. */
export function reachedColumn({ checks }: Candidate): TextColumn<Compared> {
  const text = ({ candidate }: Compared) => {
    const unsure = candidate.checks.some(({ within_noise }) => within_noise);
    return checks.length === 0 ? '' : `${formatFigure(candidate.reached)}${unsure ? '?' : ''}`;
  };
  return { title: 'times asked', text, align: 'right' };
}

/** By the demand that is missed most. */
export const SHORT_COLUMN: TextColumn<Compared> = {
  title: 'too slow',
  text: ({ candidate }) => formatShort(candidate.checks.filter(({ reached }) => reached < 1)),
  align: 'left',
};

function formatShort(missed: readonly Check[]): string {
  if (missed.length === 0) return '';
  const worst = missed.reduce((a, b) => (b.reached < a.reached ? b : a));
  const cores = worst.demand.unit === 'channels' ? ` (${coresMissing(worst)})` : '';
  const unsure = missed.every(({ within_noise }) => within_noise) ? '?' : '';
  return `${worst.demand.direction} ${formatFigure(1 / worst.reached)} times${cores}${unsure}`;
}

/** What a table is made beside. */
export interface View {
  readonly answer: Candidate;
  /** Which run a chain is of; empty where that says nothing. */
  readonly label: (candidate: Candidate) => string;
}

/** A title and a table of what the columns say of the candidates; nothing where there are none. */
export function section(
  title: string,
  candidates: readonly Candidate[],
  more: readonly TextColumn<Compared>[],
  { answer, label }: View,
): string[] {
  if (candidates.length === 0) return [];
  const rows = candidates.map(candidate => ({
    candidate,
    size: (answer.row.ratio ?? 0) / (candidate.row.ratio ?? 1),
  }));
  const run: TextColumn<Compared> = {
    title: 'run',
    text: ({ candidate }) => label(candidate),
    align: 'left',
  };
  const filled = [...FIGURES, ...more, run].filter(({ text }) =>
    rows.some(row => !['', '-'].includes(text(row))),
  );
  return [title, formatTable(rows, filled)];
}

export function legendOf(shown: readonly Candidate[]): string[] {
  return [
    ...(shown.some(isYours) ? [GIVEN_LEGEND] : []),
    ...(shown.some(({ row }) => row.on_pareto_front !== null) ? FRONT_LEGEND : []),
    ...(shown.some(({ row }) => row.isolation === 'process') ? [PROGRAM_LEGEND] : []),
    ...(shown.some(({ checks }) => checks.some(check => check.within_noise))
      ? ['? met or missed by no more than the a/a pair lies apart']
      : []),
  ];
}

/** How many cores would do. */
export function coresMissing({ demand, reached }: Check): string {
  return plural(Math.ceil(demand.cores / reached), 'core');
}
