/** The table that puts n1-codec's published bytes beside ours, as Markdown. */
import type { NamedChain } from '../../../harness/grid/grid.js';
import { MTSCOMP, PRIOR_ART } from '../../../harness/grid/prior-art.js';
import type { TotalRow } from '../../../harness/run/columns.js';
import {
  formatCount,
  formatFigure,
  formatFixed,
  formatMarkdown,
  type TextColumn,
} from '../../commands/shared/terminal.js';
import { PUBLISHED_FILES, PUBLISHED_RAW_BYTES, type PublishedMode, publishedModes } from './n1-published.js';
import { NOT_RUN, type NotRun } from './not-run.js';
import { publishedElsewhere } from './published-elsewhere.js';

const WAV_HEADER_BYTES = 44;
const N1_HEADER_BYTES = 10;
/** How far a ratio may lie from the published one: ours are over some of its 743 files. */
const WITHIN_PERCENT = 1.5;

/** Why a mode lies further off, or what else there is to say of it; undefined if nothing. */
export type NoteOf = (mode: string) => string | undefined;

interface Line {
  readonly published: PublishedMode;
  /** undefined: the run has no such row. */
  readonly ours: TotalRow | undefined;
  readonly bytes: number | null;
  readonly ratio: number | null;
  readonly differencePercent: number | null;
  readonly verdict: string;
}

/** The table and its legend. */
export function formatPriorArt(totals: readonly TotalRow[], noteOf: NoteOf): string {
  const lines = publishedModes.map(mode => lineOf(mode, totals, noteOf));
  const timed = lines.some(({ ours }) => ours !== undefined && ours.timed_recordings > 0);
  return [
    formatMarkdown(lines, timed ? [...COLUMNS, ...SPEEDS] : COLUMNS),
    '',
    ...legend(totals, timed),
    ...formatOthers(totals, timed),
    ...formatNotRun(totals),
  ].join('\n');
}

function lineOf(published: PublishedMode, totals: readonly TotalRow[], noteOf: NoteOf): Line {
  const ours = totals.find(row => row.alias === published.mode);
  const measured = ours !== undefined && ours.ok > 0;
  const { bytes, ratio } = measured ? onN1Basis(ours) : { bytes: null, ratio: null };
  const differencePercent = ratio === null ? null : 100 * (ratio / correctedRatio(published) - 1);
  const verdict = verdictOf(ours, differencePercent, noteOf(published.mode));
  return { published, ours, bytes, ratio, differencePercent, verdict };
}

/** Bytes and ratio as n1-codec counts them: WAV headers on one side, its own headers on the other. */
export function onN1Basis({ raw_bytes, encoded_bytes, ok }: TotalRow): { bytes: number; ratio: number } {
  const bytes = encoded_bytes + N1_HEADER_BYTES * ok;
  return { bytes, ratio: (raw_bytes + WAV_HEADER_BYTES * ok) / bytes };
}

/** With the code tables that the published count left out. */
function correctedRatio({ bytes, tableBytes }: PublishedMode): number {
  return PUBLISHED_RAW_BYTES / (bytes + tableBytes);
}

function verdictOf(
  ours: TotalRow | undefined,
  differencePercent: number | null,
  note: string | undefined,
): string {
  if (ours === undefined) return joined('not in this run', note);
  if (ours.failed > 0 || differencePercent === null) {
    return joined(`${ours.failed} of ${ours.recordings} recordings failed`, note);
  }
  if (Math.abs(differencePercent) <= WITHIN_PERCENT) return joined(`within ${WITHIN_PERCENT} %`, note);
  return note ?? 'further off, not explained';
}

function joined(verdict: string, note: string | undefined): string {
  return note === undefined ? verdict : `${verdict}; ${note}`;
}

const COLUMNS: readonly TextColumn<Line>[] = [
  { title: 'mode', text: ({ published }) => `\`${published.mode}\``, align: 'left' },
  { title: 'published bytes', text: ({ published }) => publishedBytes(published), align: 'right' },
  { title: 'ratio', text: ({ published }) => publishedRatio(published), align: 'right' },
  { title: 'chain', text: ({ ours }) => (ours === undefined ? '-' : `\`${ours.chain}\``), align: 'left' },
  { title: 'our bytes', text: ({ bytes }) => formatCount(bytes), align: 'right' },
  { title: 'ratio', text: ({ ratio }) => formatFixed(ratio, 3), align: 'right' },
  { title: 'difference', text: ({ differencePercent }) => percent(differencePercent), align: 'right' },
  { title: 'verdict', text: ({ verdict }) => verdict, align: 'left' },
];

const SPEEDS: readonly TextColumn<Line>[] = [
  { title: 'encode xRT', text: ({ ours }) => formatSpeed(ours, ours?.encode_xrt ?? null), align: 'right' },
  { title: 'decode xRT', text: ({ ours }) => formatSpeed(ours, ours?.decode_xrt ?? null), align: 'right' },
];

/** † for a program that is started for each call. */
function formatSpeed(ours: TotalRow | undefined, xrt: number | null): string {
  return xrt !== null && ours?.isolation === 'process' ? `${formatFigure(xrt)} †` : formatFigure(xrt);
}

function publishedBytes({ bytes, tableBytes }: PublishedMode): string {
  return tableBytes === 0 ? formatCount(bytes) : `${formatCount(bytes)} + ${formatCount(tableBytes)}`;
}

function publishedRatio(mode: PublishedMode): string {
  const { ratio, tableBytes } = mode;
  return tableBytes === 0 ? ratio : `${ratio}, right: ${correctedRatio(mode).toFixed(2)}`;
}

function percent(value: number | null): string {
  return value === null ? '-' : `${value < 0 ? '' : '+'}${value.toFixed(2)} %`;
}

function legend(totals: readonly TotalRow[], timed: boolean): string[] {
  const files = Math.max(0, ...totals.map(row => row.recordings));
  const lines = [
    `Published: n1-codec's grid over ${PUBLISHED_FILES} files, ${formatCount(PUBLISHED_RAW_BYTES)} bytes of WAV, ` +
      'each coded file 10 bytes of header and a payload. ' +
      'Where it left its code tables out of the count, they are added, and the difference is from the ratio with them.',
    `Ours: ${formatCount(files)} files, on the same basis: (samples + ${WAV_HEADER_BYTES} bytes of WAV header a file) / ` +
      `(our stream + ${N1_HEADER_BYTES} bytes a file), as if it stood behind n1-codec's header.`,
  ];
  if (timed) {
    const recordings = Math.max(...totals.map(row => row.timed_recordings));
    lines.push(
      `xRT: recorded seconds / processing seconds on one core, higher is faster, over ${formatCount(recordings)} timed ` +
        'recording(s). n1-codec has it the other way up. † a program was started for each call, and that is in its time.',
    );
  }
  // a blank line between, so that each is a paragraph
  return lines.flatMap((line, index) => (index === 0 ? [line] : ['', line]));
}

/** The rows of the preset that are not n1-codec's modes. */
function formatOthers(totals: readonly TotalRow[], timed: boolean): string[] {
  const others = PRIOR_ART.filter(({ alias }) => publishedModes.every(({ mode }) => mode !== alias)).flatMap(
    named => rowsOf(named, totals),
  );
  const lossless = others.filter(({ loss }) => loss === 'none');
  const lossy = others.filter(({ loss }) => loss !== 'none');
  return [
    ...section(
      'What else came before, as samples / stream: beside it, where there is one, the ratio of the original on the ' +
        `complete set of ${PUBLISHED_FILES} files, its settings and container its own.`,
      lossless,
      timed ? [...OTHER_COLUMNS, ...OTHER_SPEEDS] : OTHER_COLUMNS,
    ),
    ...section(
      'And what loses some: of the band of spikes (300 to 6000 Hz) the error, in standard deviations of its noise, and ' +
        'the share of strong spikes that is still found ([quality](README.md#columns)).',
      lossy,
      timed ? [...LOSSY_COLUMNS, ...OTHER_SPEEDS] : LOSSY_COLUMNS,
    ),
  ];
}

function section(
  introduction: string,
  rows: readonly TotalRow[],
  columns: readonly TextColumn<TotalRow>[],
): string[] {
  return rows.length === 0 ? [] : ['', introduction, '', formatMarkdown(rows, columns)];
}

interface NotRunLine extends NotRun {
  /** Of the nearest chain, where the run has it. */
  readonly ratio: number | null;
}

/** What has no row of its own, and why. */
function formatNotRun(totals: readonly TotalRow[]): string[] {
  const lines = NOT_RUN.map((one): NotRunLine => {
    const row = totals.find(({ chain, scope }) => chain === one.nearest && scope === 'recording');
    return { ...one, ratio: row === undefined || row.failed > 0 ? null : row.ratio };
  });
  return [
    '',
    'What is not run, and why, with the nearest chain here and its ratio of 16-bit samples on these recordings:',
    '',
    formatMarkdown(lines, NOT_RUN_COLUMNS),
  ];
}

const NOT_RUN_COLUMNS: readonly TextColumn<NotRunLine>[] = [
  { title: 'system', text: ({ system }) => system, align: 'left' },
  { title: 'does', text: ({ does }) => does, align: 'left' },
  { title: 'published', text: ({ published }) => published, align: 'left' },
  { title: 'why it is not run', text: ({ why }) => why, align: 'left' },
  {
    title: 'nearest here',
    text: ({ nearest }) => (nearest === '' ? '' : `\`${nearest}\``),
    align: 'left',
  },
  { title: 'ratio', text: ({ ratio }) => formatFixed(ratio, 3), align: 'right' },
];

/** Of recordings as a whole; mtscomp in chunks, if the run has it so. */
function rowsOf({ alias }: NamedChain, totals: readonly TotalRow[]): readonly TotalRow[] {
  const rows = totals.filter(row => row.alias === alias);
  const inChunks = alias === MTSCOMP.alias ? rows.filter(({ scope }) => scope === '1s') : [];
  return inChunks.length > 0 ? inChunks : rows.filter(({ scope }) => scope === 'recording');
}

function chainOf({ chain, scope }: TotalRow): string {
  return scope === 'recording' ? `\`${chain}\`` : `\`${chain}\`, chunks of ${scope}`;
}

const OTHER_COLUMNS: readonly TextColumn<TotalRow>[] = [
  { title: 'name', text: ({ alias }) => `\`${alias}\``, align: 'left' },
  { title: 'original', text: ({ alias }) => String(publishedElsewhere[alias] ?? ''), align: 'right' },
  { title: 'chain', text: chainOf, align: 'left' },
  { title: 'ratio', text: ({ ratio }) => formatFixed(ratio, 3), align: 'right' },
  { title: 'failed', text: ({ failed }) => (failed === 0 ? '' : String(failed)), align: 'right' },
];

const LOSSY_COLUMNS: readonly TextColumn<TotalRow>[] = [
  ...OTHER_COLUMNS.slice(0, -1),
  { title: 'bits/sample', text: row => formatFixed(row.bits_per_sample, 3), align: 'right' },
  { title: 'band error', text: row => formatFixed(row.band_rmse_sigma, 3), align: 'right' },
  { title: 'strong spikes', text: row => formatFixed(row.strong_recall, 4), align: 'right' },
  ...OTHER_COLUMNS.slice(-1),
];

const OTHER_SPEEDS: readonly TextColumn<TotalRow>[] = [
  { title: 'encode xRT', text: row => formatSpeed(row, row.encode_xrt), align: 'right' },
  { title: 'decode xRT', text: row => formatSpeed(row, row.decode_xrt), align: 'right' },
];
