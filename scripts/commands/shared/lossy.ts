/** The table of chains that may lose something: never among those that do not. */

import { leavesSamples } from '../../../codecs/loss.js';
import { GRADE_CAVEAT } from '../../../harness/quality/grade.js';
import type { TotalRow } from '../../../harness/run/columns.js';
import { byRatio } from '../../../harness/run/pareto.js';
import {
  columnsShown,
  formatFigure,
  formatFixed,
  formatMarkdown,
  formatTable,
  type TextColumn,
} from './terminal.js';
import { wrap } from './wrap.js';

interface LossyColumn extends TextColumn<TotalRow> {
  /** Left out where no row is such. */
  readonly needs?: (row: TotalRow) => boolean;
}

const FAILED: LossyColumn = {
  title: 'failed',
  text: row => (row.failed === 0 ? '' : String(row.failed)),
  align: 'right',
  needs: row => row.failed > 0,
};

const COLUMNS: readonly LossyColumn[] = [
  { title: '', text: fronts, align: 'left', needs: row => fronts(row) !== '' },
  { title: 'alias', text: row => row.alias, align: 'left', needs: row => row.alias !== '' },
  { title: 'lossy chain', text: row => row.chain, align: 'left', identifies: true },
  { title: 'scope', text: row => row.scope, align: 'left', needs: row => row.scope !== 'recording' },
  { title: 'ratio', text: row => formatFixed(row.ratio, 3), align: 'right' },
  { title: 'bits', text: row => formatFixed(row.bits_per_sample, 3), align: 'right' },
  { title: 'grade', text: gradeText, align: 'left', needs: row => gradeText(row) !== '' },
  { title: 'loss', text: row => row.loss, align: 'left', drop: 3 },
  { title: 'max error', text: row => formatFigure(row.max_abs_error), align: 'right', drop: 4 },
  { title: 'band error', text: row => formatFixed(row.band_rmse_sigma, 3), align: 'right' },
  { title: 'found', text: row => formatFixed(row.strong_recall, 4), align: 'right' },
  { title: 'right', text: row => formatFixed(row.strong_precision, 4), align: 'right' },
  { title: 'r p5', text: row => formatFixed(row.waveform_r_p05, 3), align: 'right', drop: 5 },
  {
    title: 'sorting loss',
    text: row => formatFixed(row.sorting_loss, 4),
    align: 'right',
    needs: row => row.sorting_loss !== null,
  },
  speed('encode xRT', row => row.encode_xrt),
  speed('decode xRT', row => row.decode_xrt),
  FAILED,
];

/** Without a band of spikes there is nothing to judge. */
function gradeText({ grade, band_rmse_sigma: error }: TotalRow): string {
  return grade ?? (error === null ? '' : 'cannot be judged');
}

/** On which fronts of its own a chain stands. */
function fronts(row: TotalRow): string {
  return [
    row.on_pareto_front === true ? '*' : '',
    row.on_band_error_front === true ? 'b' : '',
    row.on_recall_front === true ? 's' : '',
  ].join('');
}

function speed(title: string, of: (row: TotalRow) => number | null): LossyColumn {
  return {
    title,
    text: row => formatFigure(of(row)),
    align: 'right',
    drop: 6,
    needs: row => of(row) !== null,
  };
}

/** What columns are, said where they are there. */
interface Legend {
  readonly of: string;
  readonly text: string;
}

const LEGEND: readonly (readonly Legend[])[] = [
  [
    {
      of: '',
      text: 'fronts of chains that may lose something: b of ratio and band error, s of ratio and spikes found, * of ratio, both speeds and band error',
    },
  ],
  [{ of: 'grade', text: `grade: what the figures are good for (results/README.md); ${GRADE_CAVEAT}` }],
  [
    { of: 'max error', text: 'max error in codes' },
    {
      of: 'band error',
      text: 'band error: root mean square from 300 to 6000 Hz, in standard deviations of the noise',
    },
  ],
  [
    {
      of: 'found',
      text: 'found, right: spikes of 6 sigma in the original found in what came back, and the other way round',
    },
    { of: 'r p5', text: 'r p5: correlation of waveforms, 5th percentile' },
  ],
  [
    {
      of: 'lossy chain',
      text: 'quality.csv has all figures of each recording, beside those of half a code of noise (the flicker floor)',
    },
  ],
  [
    {
      of: 'sorting loss',
      text: 'sorting loss: what a nearest-template sorter loses of its accuracy, where the times of spikes are known (units.csv)',
    },
  ],
];

/** Of what is no signal any more: no ratio, which would stand beside those of samples. */
const SUMMARY_COLUMNS: readonly LossyColumn[] = [
  ...COLUMNS.filter(({ title }) => title === 'alias'),
  { title: 'chain', text: row => row.chain, align: 'left', identifies: true },
  ...COLUMNS.filter(({ title }) => title === 'scope'),
  { title: 'comes back', text: row => row.loss, align: 'left' },
  { title: 'bit/s', text: row => formatFigure(row.bits_per_channel_second), align: 'right' },
  share('found', row => row.spike_recall),
  share('right', row => row.spike_precision),
  share('rates r', row => row.tcr_r),
  share('power r', row => row.sbp_r),
  ...COLUMNS.filter(({ title }) => ['grade', 'encode xRT', 'decode xRT', 'failed'].includes(title)),
];

function share(title: string, of: (row: TotalRow) => number | null): LossyColumn {
  return { title, text: row => formatFixed(of(row), 3), align: 'right', needs: row => of(row) !== null };
}

const SUMMARY_LEGEND: readonly (readonly Legend[])[] = [
  [
    { of: 'chain', text: 'events, counts, power: no samples come back, so that there is no ratio' },
    { of: 'bit/s', text: 'bit/s: of one channel' },
    { of: 'found', text: 'found, right: spikes of 5 sigma' },
    { of: 'rates r', text: 'rates r: of numbers of spikes in bins of 50 ms' },
    { of: 'power r', text: 'power r: of spike-band power in them' },
  ],
];

/**
 * Rows that may have lost something, best ratio first, then those of which no samples come back, the fewest bits first;
 * what the columns mean below. Empty without such rows.
 */
export function formatLossy(totals: readonly TotalRow[], markdown: boolean, width: number): string[] {
  const lossy = totals.filter(isLossy);
  const signals = lossy.filter(row => leavesSamples(row.loss));
  const summaries = lossy.filter(row => !leavesSamples(row.loss));
  const bitsOf = (row: TotalRow) => row.bits_per_channel_second ?? Number.POSITIVE_INFINITY;
  const parts = [
    formatPart(signals.toSorted(byRatio), COLUMNS, LEGEND, markdown, width),
    formatPart(
      summaries.toSorted((a, b) => bitsOf(a) - bitsOf(b)),
      SUMMARY_COLUMNS,
      SUMMARY_LEGEND,
      markdown,
      width,
    ),
  ].filter(lines => lines.length > 0);
  return parts.flatMap((lines, k) => (k === 0 ? lines : ['', ...lines]));
}

function formatPart(
  rows: readonly TotalRow[],
  all: readonly LossyColumn[],
  legend: readonly (readonly Legend[])[],
  markdown: boolean,
  width: number,
): string[] {
  if (rows.length === 0) return [];
  const columns = all.filter(({ needs = () => true }) => rows.some(needs));
  const table = markdown ? `${formatMarkdown(rows, columns)}\n` : formatTable(rows, columns, width);
  const shown = new Set((markdown ? columns : columnsShown(rows, columns, width)).map(({ title }) => title));
  const said = legend
    .map(line => line.filter(({ of }) => shown.has(of)).map(({ text }) => text))
    .filter(line => line.length > 0);
  return [table, ...said.map(line => wrap(line.join('; '), 2, width))];
}

export function isLossy({ loss }: TotalRow): boolean {
  return loss !== 'none';
}
