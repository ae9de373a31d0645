/** What is made of the front's run: totals.csv, the picture, and a part of README.md. */
import { basename, join } from 'node:path';
import { writeFileBeside } from '../../../harness/common/files.js';
import { reportRun } from '../../../harness/report/data.js';
import type { ReportRun, Speed } from '../../../harness/report/model.js';
import { drawBothPictures, drawTradeoffPicture } from '../../../harness/report/picture.js';
import { SAME_AGAIN, type TotalRow } from '../../../harness/run/columns.js';
import { writeTotals } from '../../../harness/run/csv.js';
import type { Run } from '../../../harness/run/load.js';
import { formatAaDifference } from '../../commands/shared/ranking.js';
import {
  formatCount,
  formatFigure,
  formatFixed,
  formatMarkdown,
  plural,
  type TextColumn,
} from '../../commands/shared/terminal.js';
import type { GuidePart } from '../shared/guide-part.js';
import { formatMachine } from '../shared/machine-text.js';
import {
  type Contender,
  contendersOf,
  isOnFront,
  judgeFront,
  LEAST_RATIO,
  type Loss,
  type Win,
} from './verdict.js';

/** Where the run is committed, from the root of the repository. */
export const FRONT_FOLDER = 'results/front';
export const FRONT_PICTURE = 'front.svg';

/** Parts of guides that are made of it: of results/README.md, of README.md, of codecs/README.md. */
const FRONT_PART: GuidePart = { name: 'front', file: 'results/README.md' };
const BEST_PART: GuidePart = { name: 'best', file: 'README.md' };
const CODERS_PART: GuidePart = { name: 'best-coders', file: 'codecs/README.md' };

interface KnownCodec {
  readonly chain: string;
  /** What people know it by. */
  readonly name: string;
  /** Whether it has a row in the front page's table, beside its point in the picture. */
  readonly inTable: boolean;
}

/** What the front page shows: the best of ours, and others behind `levels` as ours are. */
const KNOWN: readonly KnownCodec[] = [
  { chain: 'levels+mixed-gaussian:profile=neuralink', name: 'mixed-gaussian', inTable: true },
  { chain: 'levels+lpc-gaussian:profile=neuralink', name: 'lpc-gaussian', inTable: true },
  { chain: 'levels+lms-range:profile=neuralink', name: 'lms-range (live)', inTable: false },
  { chain: 'levels+gaussian-rans:profile=neuralink', name: 'gaussian-rans', inTable: true },
  { chain: 'levels+lpc-gaussian', name: 'lpc-gaussian, no profile', inTable: false },
  { chain: 'levels+exec:wavpack:extra=6,level=very-high', name: 'WavPack -hh -x6', inTable: true },
  { chain: 'levels+flac:level=8', name: 'FLAC -8', inTable: true },
  { chain: 'levels+raw+bzip2', name: 'bzip2 -9', inTable: true },
  { chain: 'levels+raw+xz', name: 'xz -6', inTable: true },
  { chain: 'levels+raw+zstd:level=22', name: 'zstd -22', inTable: true },
];
export const BEST_PICTURE = 'best.svg';

/** Writes what stands beside cells.csv and env.json and is made of them. */
export async function writeFrontFiles(run: Run, folder: string): Promise<void> {
  writeTotals(join(folder, 'totals.csv'), run.totals);
  writeFileBeside(join(folder, FRONT_PICTURE), await drawFront(run));
  // a trial may be of other chains
  if (run.totals.some(({ chain }) => KNOWN.some(known => known.chain === chain))) {
    writeFileBeside(join(folder, BEST_PICTURE), await drawBest(run));
  }
}

function contendersIn(run: Run): Contender[] {
  return contendersOf(run.totals, run.environment?.program_start_ns ?? 0);
}

/** Ratio against encode and decode speed, by who made the chains. */
export function drawFront(run: Run): Promise<string> {
  return drawBothPictures(reportByMaker(run));
}

/** The best of ours against what people use, ratio against encode speed. */
export function drawBest(run: Run): Promise<string> {
  const report = reportByMaker(run);
  const chains = report.chains.flatMap(chain =>
    KNOWN.filter(known => known.chain === chain.chain).map(({ name }) => ({ ...chain, chain: name })),
  );
  return drawTradeoffPicture({ ...report, chains }, 'encode');
}

function reportByMaker(run: Run): ReportRun {
  const contenders = contendersIn(run);
  const judged = new Map(contenders.map(contender => [contender.chain, contender]));
  const report = reportRun(run);
  const chains = report.chains.flatMap((chain): ReportRun['chains'] => {
    const contender = judged.get(chain.chain);
    if (contender === undefined) return [];
    const { maker: family, encodeXrt, decodeXrt } = contender;
    // one front of all, since programs are judged without their start
    return [{ ...chain, family, encodeXrt, decodeXrt, isolation: 'in-process', onFront: false }];
  });
  return { ...report, chains };
}

/**
 * README's part, in Markdown.
 * @throws Error if env.json is not there or lacks what it is to say of the machine
 */
export function formatFront(run: Run): string {
  const contenders = contendersIn(run).toSorted((a, b) => b.ratio - a.ratio);
  const { wins, losses } = judgeFront(contenders);
  return [
    formatWins(wins, contenders),
    formatLosses(losses),
    `![Compression ratio of each chain against its encode speed and its decode speed, ours and others, with the fronts](${basename(FRONT_FOLDER)}/${FRONT_PICTURE})`,
    formatMarkdown(
      contenders.filter(contender => frontsOf(contender, contenders) !== ''),
      columnsAmong(contenders),
    ),
    describe(run, contenders),
  ].join('\n\n');
}

const MODEL_BYTES = 'model bytes';
const CHAIN: TextColumn<Contender> = { title: 'chain', text: ({ chain }) => `\`${chain}\``, align: 'left' };

const FIGURES: readonly TextColumn<Contender>[] = [
  { title: 'ratio', text: ({ ratio }) => formatFixed(ratio, 4), align: 'right' },
  { title: 'bits/sample', text: ({ bitsPerSample }) => formatFixed(bitsPerSample, 3), align: 'right' },
  { title: MODEL_BYTES, text: ({ modelBytes }) => formatCount(modelBytes), align: 'right' },
  { title: 'encode xRT', text: ({ encodeXrt }) => formatFigure(encodeXrt), align: 'right' },
  { title: 'decode xRT', text: ({ decodeXrt }) => formatFigure(decodeXrt), align: 'right' },
];

function columnsAmong(contenders: readonly Contender[]): TextColumn<Contender>[] {
  return [
    { ...CHAIN, title: 'chain on a front' },
    { title: 'by', text: ({ maker }) => maker, align: 'left' },
    ...FIGURES,
    { title: 'front', text: contender => frontsOf(contender, contenders), align: 'left' },
  ];
}

function frontsOf(contender: Contender, all: readonly Contender[]): string {
  const speeds: readonly Speed[] = ['encode', 'decode'];
  return speeds.filter(speed => isOnFront(contender, all, speed)).join(', ');
}

function formatWins(wins: readonly Win[], contenders: readonly Contender[]): string {
  const others = contenders.filter(({ maker, ratio }) => maker !== 'ours' && ratio > LEAST_RATIO).length;
  const of = `${plural(others, 'chain')} with a package or a program and a ratio above ${formatFixed(LEAST_RATIO, 1)}`;
  if (wins.length === 0) {
    return `Of ${of}, each has a chain of ours that is at least as good, and better at one, in ratio and encode xRT, and one in ratio and decode xRT.`;
  }
  const lines = wins.map(({ contender, speed, nearest }) => {
    const near = nearest === undefined ? '' : `; nearest of ours: ${formatAt(nearest, speed)}`;
    return `- ${formatAt(contender, speed)}${near}`;
  });
  return [`Of ${of}, these are not beaten by any chain of ours:`, '', ...lines].join('\n');
}

function formatLosses(losses: readonly Loss[]): string {
  if (losses.length === 0) {
    return `No chain of ours with a ratio above ${formatFixed(LEAST_RATIO, 1)} is beaten at ratio and a speed by one with a package or a program.`;
  }
  const lines = losses.map(
    ({ contender, speed, by }) => `- ${formatAt(contender, speed)}: by ${formatAt(by, speed)}`,
  );
  return ['Chains of ours that are beaten at both ratio and a speed:', '', ...lines].join('\n');
}

function formatAt({ chain, ratio, encodeXrt, decodeXrt }: Contender, speed: Speed): string {
  const xrt = formatFigure(speed === 'encode' ? encodeXrt : decodeXrt);
  return `\`${chain}\`, ${formatFixed(ratio, 4)} at ${speed} ${xrt} xRT`;
}

/** The totals of a chain that this machine has, for what is the same in all of them. */
function measuredRow({ totals }: Run): TotalRow {
  return totals.filter(({ alias, ok }) => alias !== SAME_AGAIN && ok > 0)[0];
}

function describe(run: Run, contenders: readonly Contender[]): string {
  const { cells, totals, environment } = run;
  const first = measuredRow(run);
  const lacking = totals.filter(({ ok }) => ok === 0).map(({ chain }) => `\`${chain}\``);
  const rounds = Math.max(...cells.map(cell => cell.timing_runs));
  const startMs = formatFigure((environment?.program_start_ns ?? 0) / 1e6);
  return [
    `${plural(contenders.length, 'chain')}.`,
    'Ours: all stages our own; package: a stage stands on one of npm or on Node’s zlib; program: one is started for',
    `each call, and the ${startMs} ms that starting an empty one takes are taken off.`,
    `Ratio: exact, over all ${plural(first.recordings, 'held-out recording')},`,
    `${formatCount(first.raw_bytes)} bytes of PCM. Speed: of one core, over ${first.timed_recordings} of them,`,
    `median of ${plural(rounds, 'process run')} each. ${formatAaDifference(totals).replace(/^a/, 'A')}.`,
    ...(lacking.length === 0 ? [] : [`Not on this machine: ${lacking.join(', ')}.`]),
    `${formatMachine(run)}. By \`npm run front\`; its files: \`${FRONT_FOLDER}\`.`,
  ].join(' ');
}

/** FLAC without `levels`, as people use it. */
const AS_IT_IS = 'flac:level=8';

/**
 * The front page's part, in Markdown: the picture, and a row for each codec that people know.
 * @throws Error if env.json is not there or lacks what it is to say of the machine
 */
function formatBest(run: Run): string {
  const contenders = contendersIn(run);
  const rows = KNOWN.filter(({ inTable }) => inTable).flatMap(({ chain, name }) =>
    contenders.filter(contender => contender.chain === chain).map(contender => ({ ...contender, name })),
  );
  const plain = contenders.find(({ chain }) => chain === AS_IT_IS);
  const { timed_recordings, raw_bytes, recordings } = measuredRow(run);
  return [
    `![Compression ratio against encode speed of our four best coders, WavPack, FLAC, bzip2, xz and zstd](${FRONT_FOLDER}/${BEST_PICTURE})`,
    formatMarkdown(rows, [
      { title: 'codec', text: ({ name }) => name, align: 'left' },
      CHAIN,
      ...FIGURES.filter(({ title }) => title !== MODEL_BYTES),
    ]),
    [
      `Over the ${plural(recordings, 'recording')} of the challenge that trained nothing,`,
      `${formatCount(raw_bytes)} bytes; speeds of one core, over ${formatCount(timed_recordings)} of them.`,
      'All stand behind `levels`, which undoes the scaling of 10-bit codes to 16 bits' +
        (plain === undefined ? '.' : ` (FLAC without it: ${formatFixed(plain.ratio, 2)}).`),
      `${formatMachine(run)}. By \`npm run front\`;`,
      `[all ${plural(contenders.length, 'chain')}](results/README.md#packages-and-programs).`,
    ].join(' '),
  ].join('\n\n');
}

const CODERS: readonly string[] = ['mixed-gaussian', 'lpc-gaussian', 'lms-range', 'gaussian-rans'];
const BEFORE_THEM = 'levels+lpc:order=32+rans';

/**
 * The part of codecs/README.md: our coders of normal distributions with and without a profile, and in blocks.
 * @throws Error if env.json is not there or lacks what it is to say of the machine
 */
function formatBestCoders(run: Run): string {
  const contenders = contendersIn(run);
  const isOne = ({ chain }: Contender) =>
    CODERS.some(name => new RegExp(`^levels\\+${name}(:|$)`).test(chain));
  const rows = contenders
    .filter(contender => isOne(contender) || contender.chain === BEFORE_THEM)
    .toSorted((a, b) => b.ratio - a.ratio);
  const { timed_recordings, raw_bytes, recordings } = measuredRow(run);
  return [
    formatMarkdown(rows, [CHAIN, ...FIGURES]),
    [
      `Over the ${plural(recordings, 'recording')} of the challenge that trained nothing (by name, every third from the`,
      `third on), ${formatCount(raw_bytes)} bytes. Sizes are exact, with all side information; the profile’s table,`,
      '`model bytes`, is in no ratio. Speed is of one core, over',
      `${formatCount(timed_recordings)} of them. \`${BEFORE_THEM}\` was the best before these.`,
      `${formatMachine(run)}. By \`npm run front\`.`,
    ].join(' '),
  ].join('\n\n');
}

/** Parts of guides that are made of the run, each with what makes it. */
export const FRONT_PARTS: readonly (readonly [GuidePart, (run: Run) => string])[] = [
  [FRONT_PART, formatFront],
  [BEST_PART, formatBest],
  [CODERS_PART, formatBestCoders],
];
