/** What a loss costs and saves, and what 200x means, as tables in Markdown. */
import { leavesSamples } from '../../../codecs/loss.js';
import { FLICKER_FLOOR } from '../../../harness/run/columns.js';
import type { Environment } from '../../../harness/run/environment.js';
import {
  formatCount,
  formatFigure,
  formatFixed,
  formatMarkdown,
  type TextColumn,
} from '../../commands/shared/terminal.js';
import type { GuidePart } from '../shared/guide-part.js';
import { formatMachine } from '../shared/machine-text.js';
import { CURVE_FILE, CURVE_FOLDER, type CurveRow, LIMIT } from './rows.js';

export const CURVE_PART: GuidePart = { name: 'curve', file: 'results/README.md' };
export const MEANING_PART: GuidePart = { name: 'meaning', file: 'results/README.md' };

/** Of what is committed. */
export interface Curve {
  readonly rows: readonly CurveRow[];
  readonly environment: Partial<Environment>;
}

type Column = TextColumn<CurveRow>;

/** Bits of codes behind the 16 that they are scaled to. */
const CODE_BITS = 10;

function fixed(title: string, of: (row: CurveRow) => number | null, digits: number): Column {
  return { title, text: row => formatFixed(of(row), digits), align: 'right' };
}

function figure(title: string, of: (row: CurveRow) => number | null): Column {
  return { title, text: row => formatFigure(of(row)), align: 'right' };
}

const CHAIN: Column = { title: 'chain', text: ({ chain }) => `\`${chain}\``, align: 'left' };
const GRADES: Column = {
  title: 'recordings by grade',
  text: ({ transparent, sorting_safe, decoding_safe, lossy, not_judged }) =>
    [transparent, sorting_safe, decoding_safe, lossy, not_judged].map(count => count ?? '-').join(' '),
  align: 'right',
};
const SPEEDS: readonly Column[] = [
  figure('encode xRT', row => row.encode_xrt),
  figure('decode xRT', row => row.decode_xrt),
];

const SIGNAL_COLUMNS: readonly Column[] = [
  CHAIN,
  fixed('bits', row => row.bits_per_sample, 3),
  fixed('ratio', row => over(16, row.bits_per_sample), 2),
  fixed('of 10 bits', row => over(CODE_BITS, row.bits_per_sample), 2),
  figure('max error', row => row.max_abs_error),
  fixed('rmse', row => row.rmse, 2),
  fixed('R(D)', row => row.rd_bits, 3),
  fixed('band error', row => row.band_rmse_sigma, 3),
  fixed('R(D) of the band', row => row.rd_band_bits, 3),
  fixed('found', row => row.strong_recall, 4),
  fixed('right', row => row.strong_precision, 4),
  fixed('r p5', row => row.waveform_r_p05, 3),
  GRADES,
  ...SPEEDS,
];

const SPIKE_COLUMNS: readonly Column[] = [
  CHAIN,
  { title: 'keeps', text: ({ loss }) => loss, align: 'left' },
  figure('bit/s', row => row.bits_per_channel_second),
  fixed('found', row => row.spike_recall, 3),
  fixed('right', row => row.spike_precision, 3),
  fixed('r p5', row => row.waveform_r_p05, 3),
  fixed('rates r', row => row.tcr_r, 3),
  fixed('power r', row => row.sbp_r, 3),
  ...SPEEDS,
];

function over(bits: number, taken: number | null): number | null {
  return taken === null ? null : bits / taken;
}

/** The part of results/README.md about the curve. */
export function formatCurve({ rows, environment }: Curve): string {
  const measured = rows
    .filter(({ encoded_bytes: bytes }) => bytes !== null)
    .toSorted((a, b) => (b.bits_per_sample ?? 0) - (a.bits_per_sample ?? 0));
  const lossless = measured.filter(({ loss }) => loss === 'none');
  const signals = measured.filter(({ loss }) => loss !== 'none' && leavesSamples(loss));
  const spikes = measured.filter(({ loss }) => !leavesSamples(loss));
  const floor = rows.filter(({ chain }) => chain === FLICKER_FLOOR);
  const [first] = measured;
  return [
    formatMarkdown([...lossless, ...floor, ...signals], SIGNAL_COLUMNS),
    'max error and rmse in codes; R(D): bits that a stationary Gaussian signal of these spectra takes for the same rmse, or for the same band error if no other error counts; found, right: spikes of 6 sigma; recordings by grade: transparent, sorting-safe, decoding-safe, lossy, and not judged.',
    'What is kept of spikes, in bits of a channel in a second; found, right: spikes of 5 sigma:',
    formatMarkdown(spikes, SPIKE_COLUMNS),
    [
      `Over the ${formatCount(first?.recordings ?? 0)} recordings of the challenge that trained nothing, ${formatCount(first?.raw_bytes ?? 0)} bytes;`,
      'figures pooled as in `totals.csv`. Speeds of one core, over one of them.',
      `${formatMachine({ path: CURVE_FOLDER, environment })}. By \`npm run curve\`; its figures: \`${CURVE_FILE}\`.`,
    ].join(' '),
  ].join('\n\n');
}

/** The ways to 200x, from the most that is kept to the least. */
const WAYS: readonly (readonly [chain: string, kept: string])[] = [
  ['levels+lpc-gaussian', 'every sample'],
  ['levels+mdct:step=7', 'the signal, within what sorting needs'],
  ['levels+mdct:step=33', 'the signal, coarsely'],
  ['levels+spikes', 'samples around spikes'],
  ['levels+spikes:error=2', 'the same, each within 2 codes'],
  ['events:templates=3', 'times of spikes, and which of three shapes each has'],
  ['events', 'times of spikes'],
  ['power', 'power of the band from 300 to 1000 Hz in 50 ms'],
  ['counts:ms=50', 'numbers of spikes in 50 ms'],
];

interface Way {
  readonly kept: string;
  readonly row: CurveRow;
}

/** The part about what 200x means. */
export function formatMeaning({ rows }: Curve): string {
  const ways = WAYS.flatMap(([chain, kept]) =>
    rows.filter(row => row.chain === chain).map((row): Way => ({ kept, row })),
  );
  const [tight, wide] = rows.filter(({ chain }) => chain === LIMIT);
  const decibels = (value: number | null | undefined) => `${formatFixed(value ?? null, 1)} dB`;
  return [
    `Of codes of 10 bits 200x leaves 0.05 bits a sample, of samples of 16 bits 0.08. No code for Gaussian signals of these spectra keeps more at 0.05 bits than ${decibels(tight?.snr_db)} of the signal, or ${decibels(tight?.band_snr_db)} of the band of spikes if nothing else is kept; at 0.08 bits ${decibels(wide?.snr_db)} or ${decibels(wide?.band_snr_db)} (medians over recordings). So 200x of a waveform is mostly its noise thrown away and, of its spikes, nearly all. What is reached otherwise is no waveform:`,
    formatMarkdown(ways, [
      { title: 'what is kept', text: ({ kept }) => kept, align: 'left' },
      { title: 'chain', text: ({ row }) => `\`${row.chain}\``, align: 'left' },
      { title: 'bit/s', text: ({ row }) => formatFigure(row.bits_per_channel_second), align: 'right' },
      {
        title: 'of 16 bits',
        text: ({ row }) => formatFigure(over(16, row.bits_per_sample)),
        align: 'right',
      },
      {
        title: 'of 10 bits',
        text: ({ row }) => formatFigure(over(CODE_BITS, row.bits_per_sample)),
        align: 'right',
      },
      { title: 'spikes found', text: ({ row }) => keptOf(row, row.spike_recall), align: 'right' },
      { title: 'r p5', text: ({ row }) => keptOf(row, row.waveform_r_p05), align: 'right' },
      { title: 'rates r', text: ({ row }) => keptOf(row, row.tcr_r), align: 'right' },
      { title: 'power r', text: ({ row }) => keptOf(row, row.sbp_r), align: 'right' },
    ]),
  ].join('\n\n');
}

function keptOf({ loss }: CurveRow, value: number | null): string {
  return loss === 'none' ? '1' : formatFixed(value, 3);
}
