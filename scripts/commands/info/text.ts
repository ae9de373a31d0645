/** Figures of recordings as text: a table of rows, then everything over all of them. */
import type { Info } from '../../../harness/recordings/description/describe.js';
import type { InfoRow, Measures } from '../../../harness/recordings/description/info-row.js';
import { formatFigure, formatFixed, formatTable, plural, type TextColumn } from '../shared/terminal.js';
import { wrap } from '../shared/wrap.js';

const MOST_ROWS = 40;
const EXTREMES = 5;

/**
 * @param everyRow whether to show rows beyond what fits a screen
 * @param of what there is a row of, or of each of its channels
 */
export function formatInfo(
  { rows, all, mean }: Info,
  everyRow: boolean,
  of: 'recording' | 'excerpt',
): string {
  if (all === null) return 'no recordings';
  const columns = columnsFor(all, rows);
  const few = everyRow || rows.length <= MOST_ROWS;
  const parts = few ? [formatTable(rows, columns)] : formatExtremes(rows, columns);
  return [...parts, formatAll(all, mean, rows, of)].join('\n\n');
}

/** Those that differences of codes take least and most for. */
function formatExtremes(rows: readonly InfoRow[], columns: readonly TextColumn<InfoRow>[]): string[] {
  const order = [...rows].sort((a, b) => hardness(a) - hardness(b));
  const shown = [...order.slice(0, EXTREMES), ...order.slice(-EXTREMES)];
  return [
    wrap(
      `The ${EXTREMES} easiest and the ${EXTREMES} hardest of ${rows.length} by differences of codes; --all shows the rest.`,
    ),
    formatTable(shown, columns),
  ];
}

function hardness({ code_difference_entropy_bits: bits }: InfoRow): number {
  return bits ?? 0;
}

/** What is the same for all is said once, below. */
function columnsFor(all: InfoRow, rows: readonly InfoRow[]): TextColumn<InfoRow>[] {
  const [name, start, channels, rate, ...others] = COLUMNS;
  return [
    name,
    ...(rows.some(row => row.start_s !== null) ? [start] : []),
    ...(all.channels === null ? [channels] : []),
    ...(all.sample_rate_hz === null ? [rate] : []),
    ...others,
  ];
}

const COLUMNS: readonly TextColumn<InfoRow>[] = [
  { title: 'name', text: nameOf, align: 'left' },
  { title: 'from s', text: ({ start_s }) => formatFixed(start_s, 3), align: 'right', drop: 4 },
  { title: 'ch', text: row => formatCount(row.channels), align: 'right', drop: 3 },
  { title: 'Hz', text: row => String(row.sample_rate_hz), align: 'right', drop: 3 },
  { title: 's', text: row => row.duration_s.toFixed(2), align: 'right', drop: 5 },
  { title: 'min', text: row => String(row.min), align: 'right', drop: 1 },
  { title: 'max', text: row => String(row.max), align: 'right', drop: 1 },
  { title: 'SD', text: row => formatFigure(row.standard_deviation), align: 'right', drop: 2 },
  { title: 'clipped', text: row => formatCount(row.clipped_samples), align: 'right', drop: 4 },
  { title: 'grid', text: row => formatStep(row), align: 'right', drop: 6 },
  { title: 'entropy', text: row => formatFixed(row.entropy_bits, 3), align: 'right' },
  { title: 'code diff.', text: row => formatFixed(row.code_difference_entropy_bits, 3), align: 'right' },
  { title: 'predicted', text: row => formatFixed(row.prediction_bits, 3), align: 'right' },
];

function nameOf({ recording, channel }: InfoRow): string {
  return channel === null ? recording : `${recording} [${channel}]`;
}

function formatCount(count: number | null): string {
  return count === null ? 'differ' : count.toLocaleString('en-US');
}

function formatStep({ grid, grid_step }: InfoRow): string {
  return grid === 'grid' ? formatFigure(grid_step) : grid;
}

/** A line of the second block. */
interface Bound {
  readonly title: string;
  readonly bits: (measures: Measures) => number | null;
  readonly ratio: (measures: Measures) => number | null;
}

const BOUNDS: readonly Bound[] = [
  { title: 'entropy of samples', bits: m => m.entropy_bits, ratio: m => m.entropy_ratio },
  { title: 'of differences', bits: m => m.difference_entropy_bits, ratio: m => m.difference_entropy_ratio },
  {
    title: 'of differences of codes',
    bits: m => m.code_difference_entropy_bits,
    ratio: m => m.code_difference_entropy_ratio,
  },
  { title: 'Gaussian prediction', bits: m => m.prediction_bits, ratio: m => m.prediction_ratio },
];

function formatAll(all: InfoRow, mean: Measures, rows: readonly InfoRow[], of: string): string {
  const bounds = formatTable(BOUNDS, [
    { title: 'bound, bits a sample', text: bound => bound.title, align: 'left' },
    { title: 'all', text: bound => formatFixed(bound.bits(all), 3), align: 'right' },
    { title: 'ratio', text: bound => formatFixed(bound.ratio(all), 4), align: 'right' },
    { title: 'each alone', text: bound => formatFixed(bound.bits(mean), 3), align: 'right' },
    { title: 'ratio', text: bound => formatFixed(bound.ratio(mean), 4), align: 'right' },
  ]);
  const spectral =
    `spectral entropy ${formatFixed(all.spectral_entropy, 4)} (${formatFixed(all.spectral_entropy_bits, 3)} bits), ` +
    `each alone ${formatFixed(mean.spectral_entropy, 4)} (${formatFixed(mean.spectral_entropy_bits, 3)} bits); 1 is white`;
  const unit = rows[0].channel === null ? of : 'channel';
  const title = `All samples of ${plural(rows.length, unit)} together`;
  const note = `each alone: mean over ${unit}s, weighted by samples; no code tables counted`;
  return [title, wrap(amplitudes(all), AMPLITUDES_INDENT), bounds, wrap(`${spectral}\n${note}`, 2)].join(
    '\n\n',
  );
}

const AMPLITUDES_INDENT = 20;

function amplitudes(all: InfoRow): string {
  const lines: readonly (readonly [string, string])[] = [
    ['samples', `${formatCount(all.samples)} in ${all.duration_s.toFixed(3)} s`],
    ['channels, rate', `${formatCount(all.channels)}, ${formatRate(all.sample_rate_hz)}`],
    ['a step', formatStepUv(all.step_uv)],
    ['min, max', `${all.min}, ${all.max}`],
    ...(all.units === null
      ? []
      : [['units, spikes', `${formatCount(all.units)}, ${formatCount(all.spikes)} of known times`] as const]),
    ['mean, median', `${all.mean.toFixed(4)}, ${all.median}`],
    ['standard deviation', all.standard_deviation.toFixed(4)],
    ['skewness', formatFixed(all.skewness, 4)],
    ['excess kurtosis', `${formatFixed(all.excess_kurtosis, 4)} (0 for a Gaussian)`],
    ['distinct values', formatCount(all.distinct_values)],
    ['grid', describeGrid(all)],
    ['clipped', `${plural(all.clipped_samples, 'sample')}`],
    [
      'longest run',
      `${plural(all.longest_extreme_run_samples, 'sample')} at the least or greatest value of a channel`,
    ],
  ];
  return lines.map(([title, text]) => `${title.padEnd(AMPLITUDES_INDENT)}${text}`).join('\n');
}

function formatRate(hz: number | null): string {
  return hz === null ? 'differ' : `${hz} Hz`;
}

function formatStepUv(step: number | null): string {
  return step === null
    ? 'not stated, or several'
    : `${formatFigure(Math.abs(step))} uV${step < 0 ? ', inverted' : ''}`;
}

function describeGrid({ grid, grid_step, grid_levels, off_grid_samples }: InfoRow): string {
  if (grid === 'none' || grid === 'several') return grid;
  if (grid === 'table') return `none, but a table of ${formatCount(grid_levels)} values`;
  const off = off_grid_samples === 0 ? '' : `, ${plural(off_grid_samples, 'sample')} off it`;
  return `step ${formatFixed(grid_step, 4)}, ${formatCount(grid_levels)} levels${off}`;
}
