/** What `npm run beyond` measured, as tables for the terminal and for README. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../../harness/run/environment.js';
import {
  formatCount,
  formatFigure,
  formatFixed,
  plural,
  type TextColumn,
} from '../../commands/shared/terminal.js';
import type { GuidePart } from '../shared/guide-part.js';
import { formatMachine } from '../shared/machine-text.js';
import { type Column, columnsOf, type OwnChain, type Program, referencedTitle } from './chains.js';
import type { CodecFigures, PairFigures, RecordingFigures } from './measure.js';

/** Where the figures are committed, from the root of the repository, and README's part that is made of them. */
export const BEYOND_FOLDER = 'results/beyond';
export const BEYOND_PART: GuidePart = { name: 'beyond', file: 'results/README.md' };
export const FIGURES_NAME = 'figures.json';

/** All that was measured, and what with. */
export interface BeyondFigures {
  readonly environment: Environment;
  /** Those that were there. */
  readonly programs: readonly (Program & { readonly version: string })[];
  readonly chains: readonly OwnChain[];
  readonly pairChains: readonly OwnChain[];
  readonly recordings: readonly RecordingFigures[];
  readonly pairs: readonly PairFigures[];
}

/** Lays out rows: `formatTable` for the terminal, `formatMarkdown` for README. */
export type Layout = <Row>(rows: readonly Row[], columns: readonly TextColumn<Row>[]) => string;

/**
 * The figures that a folder holds.
 * @throws Error if there are none
 */
export function loadFigures(folder: string): BeyondFigures {
  const path = join(folder, FIGURES_NAME);
  if (!existsSync(path)) throw new Error(`${path} is not there: \`npm run beyond\` makes it`);
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** README's part, or the same for the terminal. */
export function formatBeyond(figures: BeyondFigures, layOut: Layout): string {
  const machine = formatMachine({ path: FIGURES_NAME, environment: figures.environment });
  return [
    `Ratio:\n\n${layOut(withTotal(figures), [...tableColumns(figures, ratioOf), ...limitColumns(figures)])}`,
    `Encode, MB/s:\n\n${layOut(withTotal(figures), tableColumns(figures, speedOf('encodeMbPerS')))}`,
    `Decode, MB/s:\n\n${layOut(withTotal(figures), tableColumns(figures, speedOf('decodeMbPerS')))}`,
    formatWins(figures),
    ...formatGains(figures, layOut),
    `${describe(figures)} ${machine}. By \`npm run beyond\`; its files: \`${BEYOND_FOLDER}\`.`,
  ].join('\n\n');
}

const TOTAL = 'all';

/** The recordings, then sums over them. Seconds are summed, not speeds. */
function withTotal({ recordings }: BeyondFigures): RecordingFigures[] {
  const titles = Object.keys(recordings[0]?.codecs ?? {});
  const codecs = Object.fromEntries(titles.map(title => [title, totalOf(recordings, title)]));
  const rawBytes = sum(recordings, row => row.rawBytes);
  const total = { name: TOTAL, channels: sum(recordings, row => row.channels), rawBytes, codecs };
  if (!hasLimit(recordings)) return [...recordings, total];
  return [...recordings, { ...total, limitBits: sum(recordings, limitTotal) / rawBytes }];
}

function limitTotal({ limitBits = 0, rawBytes }: RecordingFigures): number {
  return limitBits * rawBytes;
}

/** Figures made before there was a limit have none. */
function hasLimit(recordings: readonly RecordingFigures[]): boolean {
  return recordings.every(({ limitBits }) => limitBits !== undefined);
}

function totalOf(recordings: readonly RecordingFigures[], title: string): CodecFigures {
  const rawBytes = sum(recordings, row => row.rawBytes);
  const speed = (key: 'encodeMbPerS' | 'decodeMbPerS') =>
    rawBytes / sum(recordings, row => row.rawBytes / row.codecs[title][key]);
  return {
    bytes: sum(recordings, row => row.codecs[title].bytes),
    encodeMbPerS: speed('encodeMbPerS'),
    decodeMbPerS: speed('decodeMbPerS'),
  };
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

type Figure = (row: RecordingFigures, codec: CodecFigures) => string;

const ratioOf: Figure = ({ rawBytes }, { bytes }) => formatFixed(rawBytes / bytes, 4);
const speedOf =
  (key: 'encodeMbPerS' | 'decodeMbPerS'): Figure =>
  (_, codec) =>
    formatFigure(codec[key]);

function titlesOf({ programs, chains }: BeyondFigures): string[] {
  return [...programs, ...columnsOf(chains)].map(({ title }) => title);
}

function tableColumns(figures: BeyondFigures, figure: Figure): TextColumn<RecordingFigures>[] {
  return [
    { title: 'recording', text: ({ name }) => shortName(name), align: 'left' },
    { title: 'channels', text: ({ channels }) => formatCount(channels), align: 'right' },
    { title: 'raw bytes', text: ({ rawBytes }) => formatCount(rawBytes), align: 'right', drop: 1 },
    ...titlesOf(figures).map(
      (title): TextColumn<RecordingFigures> => ({
        title,
        text: row => figure(row, row.codecs[title]),
        align: 'right',
      }),
    ),
  ];
}

function limitColumns({ recordings }: BeyondFigures): TextColumn<RecordingFigures>[] {
  if (!hasLimit(recordings)) return [];
  return [{ title: 'limit', text: ({ limitBits = 0 }) => formatFixed(16 / limitBits, 4), align: 'right' }];
}

function shortName(name: string): string {
  return name.replace(/\.\w+$/, '');
}

/** Where a program is ahead, plainly. */
function formatWins(figures: BeyondFigures): string {
  const { programs, chains, recordings } = figures;
  const lines = columnsOf(chains).flatMap(column =>
    programs.map(program => formatAgainst(column, program, recordings)),
  );
  return lines.join('\n');
}

function formatAgainst({ title }: Column, program: Program, recordings: readonly RecordingFigures[]): string {
  const ahead = (isAhead: (own: CodecFigures, other: CodecFigures) => boolean) => {
    const lost = recordings.filter(({ codecs }) => !isAhead(codecs[title], codecs[program.title]));
    const won = `${recordings.length - lost.length} of ${recordings.length}`;
    return lost.length === 0 || lost.length === recordings.length
      ? won
      : `${won} (not ${lost.map(({ name }) => shortName(name)).join(', ')})`;
  };
  return [
    `- ${title} against ${program.title}: smaller on ${ahead((own, other) => own.bytes < other.bytes)}`,
    `encodes faster on ${ahead((own, other) => own.encodeMbPerS > other.encodeMbPerS)}`,
    `decodes faster on ${ahead((own, other) => own.decodeMbPerS > other.decodeMbPerS)}`,
  ].join('; ');
}

interface Gain {
  readonly name: string;
  readonly title: string;
  readonly samples: number;
  readonly bytes: number;
  readonly referencedBytes: number;
}

/** Nothing, if no chain has references. */
function formatGains(figures: BeyondFigures, layOut: Layout): string[] {
  const gains = gainsOf(figures);
  if (gains.length === 0) return [];
  const bits = (bytes: number, { samples }: Gain) => (8 * bytes) / samples;
  const columns: TextColumn<Gain>[] = [
    { title: 'recording', text: ({ name }) => name, align: 'left' },
    { title: 'coder', text: ({ title }) => title, align: 'left' },
    { title: 'bits/sample', text: gain => formatFixed(bits(gain.bytes, gain), 3), align: 'right' },
    {
      title: 'with references',
      text: gain => formatFixed(bits(gain.referencedBytes, gain), 3),
      align: 'right',
    },
    {
      title: 'gain',
      text: gain => formatFixed(bits(gain.bytes - gain.referencedBytes, gain), 4),
      align: 'right',
    },
  ];
  return [`What references to other channels gain, bits a sample:\n\n${layOut(gains, columns)}`];
}

function gainsOf({ chains, pairChains, recordings, pairs }: BeyondFigures): Gain[] {
  const referencing = (given: readonly OwnChain[]) => given.filter(({ referenced }) => referenced !== null);
  const ofRecordings = recordings.flatMap(({ name, rawBytes, codecs }) =>
    referencing(chains).map(({ title }) => ({
      name: shortName(name),
      title,
      samples: rawBytes / 2,
      bytes: codecs[title].bytes,
      referencedBytes: codecs[referencedTitle(title)].bytes,
    })),
  );
  if (pairs.length === 0) return ofRecordings;
  const ofPairs = referencing(pairChains).map(({ title }) => ({
    name: `${plural(pairs.length, 'held-out pair')}, simultaneous`,
    title,
    samples: sum(pairs, pair => pair.rawBytes) / 2,
    bytes: sum(pairs, pair => pair.bytes[title]),
    referencedBytes: sum(pairs, pair => pair.bytes[referencedTitle(title)]),
  }));
  return [...ofRecordings, ...ofPairs];
}

const LIMIT = [
  'Limit: what the codes would take as normal noise if a channel’s predictor from its own past and from all earlier',
  'channels were known, and its deviation around each sample (of 16), what fits to these samples explain by chance being',
  'taken off; predictors see as many times around a sample as the frames allow, of 385 channels in 1,000 frames the',
  'same time and the one before.',
  'It is an estimate that counts nothing a decoder is sent or has to learn, so that no coder is expected to reach it, and no',
  'bound for models that are not normal, look further, or whose predictors change from stretch to stretch.',
];

function describe({ programs, chains, recordings }: BeyondFigures): string {
  const called = programs.map(
    ({ title, encode, version }) =>
      `${title}: \`${encode.join(' ')}\`, ${version}, whole files ${wholeFiles(title, recordings)}`,
  );
  const own = columnsOf(chains).map(({ title, chain }) => `${title}: \`${chain}\``);
  return [
    ...[...called, ...own].map(text => `${text}.`),
    'Programs are given what `levels` leaves, each channel as a WAV file of its own;',
    'its side information is counted on our side alone, and of their files what a file of one sample takes is not.',
    'Their speed is of one call over all channels one after the other in one file (fastest of 3),',
    'the time of a call with one sample subtracted; ours is the whole chain’s, in process and warm, median.',
    ...(hasLimit(recordings) ? LIMIT : []),
    'Row `all`: sums over sums. MB are 10^6 bytes of PCM; every stream of ours was decoded and compared.',
  ].join(' ');
}

function wholeFiles(title: string, recordings: readonly RecordingFigures[]): string {
  const fileBytes = sum(recordings, ({ codecs }) => codecs[title].fileBytes ?? 0);
  return formatFixed(sum(recordings, row => row.rawBytes) / fileBytes, 4);
}
