/** What is made of the front's run: totals.csv, the picture, and a part of README.md. */
import { join } from 'node:path';
import { writeFileBeside } from '../../../harness/common/files.js';
import { reportRun } from '../../../harness/report/data.js';
import type { ReportRun, Speed } from '../../../harness/report/model.js';
import { drawBothPictures } from '../../../harness/report/picture.js';
import { SAME_AGAIN } from '../../../harness/run/columns.js';
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

/** Where the run is committed, from the root of the repository, and README's part that is made of it. */
export const FRONT_FOLDER = 'results/front';
export const FRONT_PART = 'front';
export const FRONT_PICTURE = 'front.svg';

/** Writes what stands beside cells.csv and env.json and is made of them. */
export async function writeFrontFiles(run: Run, folder: string): Promise<void> {
  writeTotals(join(folder, 'totals.csv'), run.totals);
  writeFileBeside(join(folder, FRONT_PICTURE), await drawFront(run));
}

function contendersIn(run: Run): Contender[] {
  return contendersOf(run.totals, run.environment?.program_start_ns ?? 0);
}

/** Ratio against encode and decode speed, by who made the chains. */
export function drawFront(run: Run): Promise<string> {
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
  return drawBothPictures({ ...report, chains });
}

/**
 * README's part, in Markdown.
 * @throws Error if env.json is not there or lacks what is told of the machine
 */
export function formatFront(run: Run): string {
  const contenders = contendersIn(run).toSorted((a, b) => b.ratio - a.ratio);
  const { wins, losses } = judgeFront(contenders);
  return [
    formatWins(wins, contenders),
    formatLosses(losses),
    `![Compression ratio of each chain against its encode speed and its decode speed, ours and others, with the fronts](${FRONT_FOLDER}/${FRONT_PICTURE})`,
    formatMarkdown(
      contenders.filter(contender => frontsOf(contender, contenders) !== ''),
      columnsAmong(contenders),
    ),
    describe(run, contenders),
  ].join('\n\n');
}

function columnsAmong(contenders: readonly Contender[]): TextColumn<Contender>[] {
  return [
    { title: 'chain on a front', text: ({ chain }) => `\`${chain}\``, align: 'left' },
    { title: 'by', text: ({ maker }) => maker, align: 'left' },
    { title: 'ratio', text: ({ ratio }) => formatFixed(ratio, 4), align: 'right' },
    { title: 'bits/sample', text: ({ bitsPerSample }) => formatFixed(bitsPerSample, 3), align: 'right' },
    { title: 'model bytes', text: ({ modelBytes }) => formatCount(modelBytes), align: 'right' },
    { title: 'encode xRT', text: ({ encodeXrt }) => formatFigure(encodeXrt), align: 'right' },
    { title: 'decode xRT', text: ({ decodeXrt }) => formatFigure(decodeXrt), align: 'right' },
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

function describe(run: Run, contenders: readonly Contender[]): string {
  const { cells, totals, environment } = run;
  const measured = totals.filter(({ alias, ok }) => alias !== SAME_AGAIN && ok > 0);
  const [first] = measured;
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
    `${formatMachine(run)}. By \`npm run front\`; its files: [${FRONT_FOLDER}](${FRONT_FOLDER}).`,
  ].join(' ');
}
