/** What is made of the reference run's cells.csv and env.json: totals.csv, pictures, and a part of results/README.md. */
import { basename, join } from 'node:path';
import { writeFileBeside } from '../../../harness/common/files.js';
import { reportRun } from '../../../harness/report/data.js';
import { drawTradeoffPicture } from '../../../harness/report/picture.js';
import { SAME_AGAIN, type TotalRow } from '../../../harness/run/columns.js';
import { writeTotals } from '../../../harness/run/csv.js';
import type { Run } from '../../../harness/run/load.js';
import { byRatio } from '../../../harness/run/pareto.js';
import { formatAaDifference } from '../../commands/shared/ranking.js';
import { formatModelBytes } from '../../commands/shared/ranking-columns.js';
import {
  formatCount,
  formatFigure,
  formatFixed,
  formatMarkdown,
  plural,
  type TextColumn,
} from '../../commands/shared/terminal.js';
import type { GuidePart } from '../shared/guide-part.js';
import { factOf, formatMachine } from '../shared/machine-text.js';
import type { Publication } from '../shared/publish.js';

/** Name of the part of results/README.md. */
export const REFERENCE_PART: GuidePart = { name: 'reference', file: 'results/README.md' };

/** Where the reference run is committed, from the root of the repository. */
export const REFERENCE_FOLDER = 'results/reference';

interface Picture {
  /** Of the file beside the run's. */
  readonly name: string;
  /** For who does not see it. */
  readonly alternative: string;
  readonly draw: (run: Run) => Promise<string>;
}

/** Drawn from the run, in README's order. */
export const PICTURES: readonly Picture[] = [
  {
    name: 'front.svg',
    alternative: 'Compression ratio of each chain against its encode speed, with the front of the best',
    draw: run => drawTradeoffPicture(reportRun(run), 'encode'),
  },
];

/** Writes what stands beside cells.csv and env.json and is made of them. */
export async function writeDerivedFiles(run: Run, folder: string): Promise<void> {
  writeTotals(join(folder, 'totals.csv'), run.totals);
  for (const { name, draw } of PICTURES) writeFileBeside(join(folder, name), await draw(run));
}

/** In its command line, FOLDER stands for the path of the recordings. */
export const PUBLICATION: Publication = {
  commandLine: run => run.replace(/(?<=^ncb sweep ).*(?= --preset )/, 'FOLDER'),
  mayLack: false,
  writeDerivedFiles,
};

const FRONTS: Readonly<Record<string, (row: TotalRow) => boolean | null>> = {
  all: row => row.on_pareto_front,
  encode: row => row.on_encode_front,
  decode: row => row.on_decode_front,
};

/** Of tables that ship with a codec; the column is left out where none has any. */
const MODEL_BYTES = 'model bytes';

const COLUMNS: readonly TextColumn<TotalRow>[] = [
  { title: 'chain', text: ({ chain }) => `\`${chain}\``, align: 'left' },
  { title: 'ratio', text: ({ ratio }) => formatFixed(ratio, 4), align: 'right' },
  { title: 'bits/sample', text: ({ bits_per_sample }) => formatFixed(bits_per_sample, 3), align: 'right' },
  { title: MODEL_BYTES, text: ({ model_bytes }) => formatModelBytes(model_bytes), align: 'right' },
  { title: 'encode xRT', text: ({ encode_xrt }) => formatFigure(encode_xrt), align: 'right' },
  { title: 'decode xRT', text: ({ decode_xrt }) => formatFigure(decode_xrt), align: 'right' },
  { title: 'encode MB/s', text: ({ encode_mb_per_s }) => formatFigure(encode_mb_per_s), align: 'right' },
  { title: 'decode MB/s', text: ({ decode_mb_per_s }) => formatFigure(decode_mb_per_s), align: 'right' },
  { title: 'front', text: frontsOf, align: 'left' },
];

function columnsFor(totals: readonly TotalRow[]): readonly TextColumn<TotalRow>[] {
  const hasModels = totals.some(({ model_bytes }) => model_bytes > 0);
  return COLUMNS.filter(({ title }) => title !== MODEL_BYTES || hasModels);
}

function frontsOf(row: TotalRow): string {
  return Object.keys(FRONTS)
    .filter(name => FRONTS[name](row) === true)
    .join(', ');
}

/**
 * README's part, in Markdown.
 * @throws Error if env.json is not there or lacks what it is to say of the machine
 */
export function formatReference(run: Run): string {
  const ranked = run.totals.filter(row => row.alias !== SAME_AGAIN).toSorted(byRatio);
  const pictures = PICTURES.map(
    ({ name, alternative }) => `![${alternative}](${basename(REFERENCE_FOLDER)}/${name})`,
  );
  return [
    formatMarkdown(ranked, columnsFor(ranked)),
    ...pictures,
    describeFigures(run, ranked),
    describeMachine(run),
  ].join('\n\n');
}

function describeFigures({ cells, totals }: Run, [first]: readonly TotalRow[]): string {
  const rounds = Math.max(...cells.map(cell => cell.timing_runs));
  const difference = formatAaDifference(totals);
  return [
    `Ratio and bits: exact, over all ${plural(first.recordings, 'recording')}, ` +
      `${formatCount(Math.round(first.duration_s))} s, ${formatCount(first.raw_bytes)} bytes of PCM.`,
    `Speed: of one core, over ${first.timed_recordings} of them drawn by the seed, ` +
      `median of ${plural(rounds, 'process run')} each; MB are 10^6 bytes of PCM.`,
    `${difference.charAt(0).toUpperCase()}${difference.slice(1)}.`,
    'Front `all`: no chain here is better at ratio, encode and decode xRT at once; ' +
      '`encode`: at ratio and encode xRT; `decode`: at ratio and decode xRT.',
  ].join(' ');
}

function describeMachine(run: Run): string {
  return [
    `${formatMachine(run)}.`,
    `By \`npm run reference -- FOLDER\`, which is \`${factOf(run, 'command_line')}\`;`,
    `its files: \`${REFERENCE_FOLDER}\`.`,
  ].join(' ');
}
