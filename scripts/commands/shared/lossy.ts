/** The table of chains that may lose something: never among those that do not. */

import { leavesSamples } from '../../../codecs/loss.js';
import { GRADE_CAVEAT } from '../../../harness/quality/grade.js';
import type { TotalRow } from '../../../harness/run/columns.js';
import { byRatio } from '../../../harness/run/pareto.js';
import { formatFigure, formatFixed, formatMarkdown, formatTable, type TextColumn } from './terminal.js';
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

const LEGEND: readonly string[] = [
  'fronts of chains that may lose something: b of ratio and band error, s of ratio and spikes found, * of ratio, both speeds and band error',
  `grade: what the figures are good for (results/README.md); ${GRADE_CAVEAT}`,
  'max error in codes; band error: root mean square from 300 to 6000 Hz, in standard deviations of the noise',
  'found, right: spikes of 6 sigma in the original found in what came back, and the other way round; r p5: correlation of waveforms, 5th percentile',
  'quality.csv has all figures of each recording, beside those of half a code of noise (the flicker floor)',
];

const SORTING_LEGEND =
  'sorting loss: what a nearest-template sorter loses of its accuracy, where the times of spikes are known (units.csv)';

/** Of what leaves no samples. */
const SUMMARY_COLUMNS: readonly LossyColumn[] = [
  { title: 'alias', text: row => row.alias, align: 'left', needs: row => row.alias !== '' },
  { title: 'what is kept of spikes', text: row => row.chain, align: 'left', identifies: true },
  { title: 'scope', text: row => row.scope, align: 'left', needs: row => row.scope !== 'recording' },
  { title: 'keeps', text: row => row.loss, align: 'left' },
  { title: 'bit/s', text: row => formatFigure(row.bits_per_channel_second), align: 'right' },
  { title: 'grade', text: row => row.grade ?? '', align: 'left', needs: row => row.grade !== null },
  { title: 'found', text: row => formatFixed(row.strong_recall, 4), align: 'right' },
  { title: 'right', text: row => formatFixed(row.strong_precision, 4), align: 'right' },
  { title: 'r p5', text: row => formatFixed(row.waveform_r_p05, 3), align: 'right', drop: 5 },
  { title: 'rates r', text: row => formatFixed(row.tcr_r, 3), align: 'right' },
  { title: 'power r', text: row => formatFixed(row.sbp_r, 3), align: 'right' },
  speed('encode xRT', row => row.encode_xrt),
  speed('decode xRT', row => row.decode_xrt),
  FAILED,
];

const SUMMARY_LEGEND: readonly string[] = [
  'bit/s: encoded bits of a channel in a second; these chains keep no signal, so that no ratio is comparable with those above',
  'rates r, power r: correlation of spikes in bins of 50 ms, and of the size of the band from 300 to 1000 Hz',
];

/**
 * Rows that may have lost something, best ratio first; what the columns mean below. Those that leave no samples have a table
 * of their own behind it, by bits a second and channel. Empty without such rows.
 */
export function formatLossy(totals: readonly TotalRow[], markdown: boolean, width: number): string[] {
  const rows = totals.filter(isLossy).toSorted(byRatio);
  const samples = rows.filter(row => leavesSamples(row.loss));
  const others = rows.filter(row => !leavesSamples(row.loss)).toReversed();
  const legend = samples.some(row => row.sorting_loss !== null) ? [...LEGEND, SORTING_LEGEND] : LEGEND;
  const first = formatPart(samples, COLUMNS, legend, markdown, width);
  const second = formatPart(others, SUMMARY_COLUMNS, SUMMARY_LEGEND, markdown, width);
  return first.length > 0 && second.length > 0 ? [...first, '', ...second] : [...first, ...second];
}

function formatPart(
  rows: readonly TotalRow[],
  all: readonly LossyColumn[],
  legend: readonly string[],
  markdown: boolean,
  width: number,
): string[] {
  if (rows.length === 0) return [];
  const columns = all.filter(({ needs = () => true }) => rows.some(needs));
  const table = markdown ? `${formatMarkdown(rows, columns)}\n` : formatTable(rows, columns, width);
  return [table, ...legend.map(line => wrap(line, 2, width))];
}

export function isLossy({ loss }: TotalRow): boolean {
  return loss !== 'none';
}
