/** What `ncb recommend` says: a table of picks, why each, the command that does it, and where the user's chains stand. */
import { availableParallelism } from 'node:os';
import type { Alike } from '../../../harness/recommend/picks.js';
import { blockFramesOf } from '../../../harness/recommend/request.js';
import { slower } from '../../../harness/recommend/speeds.js';
import { describeRecordings } from '../shared/described.js';
import { formatBytes, formatDuration, formatFigure, plural } from '../shared/terminal.js';
import type { Answer } from './answer.js';
import { sweepCommand } from './commands.js';
import { type Figures, figuresOf, type PickFigures } from './figures.js';
import { describeImplant } from './implant-text.js';
import { favouriteYours, formatPicks } from './table.js';
import { describeYours } from './yours.js';

// fewer windows, or one a round, and the interval is little more than a guess
const FEW_WINDOWS = 8;
const ALIKE_SHOWN = 3;

/** The whole answer as text. */
export function formatRecommendation(answer: Answer): string {
  const figures = figuresOf(answer);
  const yours = favouriteYours(figures.yours);
  const compared = [...figures.picks, ...figures.lessLive, ...yours.filter(({ rank }) => rank !== null)];
  const paragraphs = [
    describeInput(answer),
    [formatPicks(figures)],
    ...figures.picks.map(pick => [
      describe(pick, answer),
      ...describeAlike(pick),
      ...describeDay(pick, answer),
      ...pick.commands.map(indent),
    ]),
    describeLessLive(figures, answer),
    describeYours(yours, answer.result),
    describeImplant(answer),
    ['figures of whole recordings, sizes and speeds, by the sweep:', indent(sweepCommand(compared, answer))],
  ];
  return paragraphs
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n');
}

/** What is said where no chain makes the recordings smaller. */
export function formatIncompressible(answer: Answer): string {
  const said = 'nothing that was tried makes these recordings smaller';
  return [
    ...describeInput(answer),
    '',
    said,
    ...describeYours(favouriteYours(figuresOf(answer).yours), answer.result),
    ...describeImplant(answer),
  ].join('\n');
}

function indent(line: string): string {
  return `  ${line}`;
}

function describeInput({ request, result, tookMs, interrupted, startLoad }: Answer): string[] {
  const { tried, sizes, blocks, tooSlow, otherConverters } = result;
  const untried = result.chains - tried;
  return [
    describeRecordings(request.recordings),
    `${plural(tried, 'chain')} tried, ${sizes.tried} compared over ${sizes.windows} of ${plural(sizes.totalWindows, 'window')}, ` +
      `${blocks.tried} in blocks over ${blocks.windows}; ${formatDuration(tookMs)}${interrupted ? ', interrupted' : ''}`,
    ...(untried > 0 ? [`${plural(untried, 'chain')} not tried, for want of time`] : []),
    ...otherConverters.map(
      name => `no chain with profile=${name} tried: these recordings are of another converter`,
    ),
    ...(tooSlow.length > 0
      ? [`${plural(tooSlow.length, 'chain')} too slow for this budget, such as ${tooSlow[0]}`]
      : []),
    ...(sizes.windows < Math.min(FEW_WINDOWS, sizes.totalWindows)
      ? ['rough: more --budget looks at more of the recordings']
      : []),
    ...(startLoad > availableParallelism() / 2
      ? [
          `the machine is busy (load ${startLoad.toFixed(1)}): speeds are understated, and faster picks are made`,
        ]
      : []),
  ];
}

function describe({ use, reaches }: PickFigures, answer: Answer): string {
  const least = formatFigure(answer.request.leastMbPerS);
  const missed =
    use === 'balanced' ? ` (none that was timed reaches ${least} MB/s: this one comes nearest)` : '';
  const unsure = ' (that it is so fast was not checked for want of time)';
  const note = use === 'archive' || reaches === true ? '' : reaches === null ? unsure : missed;
  const meaning = {
    archive: 'the smallest, at whatever speed',
    balanced: `the smallest that encodes and decodes ${least} MB of samples a second on one core`,
    live: `the smallest ${blocksOf(answer)}, at ${demandOf(answer)}`,
  }[use];
  return `${use}: ${meaning}${note}`;
}

const HOURS = 24;

/** Of what is kept: what it comes to. */
function describeDay({ use, day }: PickFigures, { request: { recordings } }: Answer): string[] {
  if (use === 'live') return [];
  const counts = new Set(recordings.map(({ channels }) => channels));
  const who = counts.size === 1 ? plural(recordings[0].channels, 'channel') : 'their mean rate';
  const hour = `${formatBytes(day.raw / HOURS)} an hour raw, ${formatBytes(day.coded / HOURS)} so`;
  return [indent(`${who}: ${hour}; a day ${formatBytes(day.raw)}, ${formatBytes(day.coded)} so`)];
}

function blocksOf({ request }: Answer): string {
  const frames = plural(blockFramesOf(request), 'frame');
  return `in blocks of ${formatFigure(request.blockMs)} ms (${frames}), each coded alone`;
}

function demandOf({ request: { headroom }, result: { liveMbPerS } }: Answer): string {
  return `${headroom} times real time on one core (${formatFigure(liveMbPerS)} MB/s)`;
}

/** What there is to say where there is no live pick. */
function describeLessLive({ picks, lessLive }: Figures, answer: Answer): string[] {
  if (picks.some(({ use }) => use === 'live')) return [];
  if (lessLive.length > 0) {
    return [
      `live: nothing that compresses ${blocksOf(answer)}, keeps ${demandOf(answer)}; cores as if none slowed another`,
      ...lessLive.flatMap(pick => [indent(describeLess(pick, answer)), ...pick.commands.map(indent)]),
    ];
  }
  const isTried = answer.result.blocks.windows > 0;
  return [isTried ? `live: nothing compresses ${blocksOf(answer)}` : 'live: not known, for want of time'];
}

function describeLess(
  { chain, headroom, cores, throughput, reaches }: PickFigures,
  { request, result: { liveMbPerS } }: Answer,
): string {
  const most = throughput.runs === 0 ? 'at most ' : '';
  const needed = `${most}${plural(cores ?? 1, 'core')} for ${request.headroom} times`;
  if (headroom === null) {
    const kept = formatFigure((request.headroom * slower(throughput)) / liveMbPerS);
    return `nearest: ${chain}, ${kept} times real time on one core; ${needed}`;
  }
  const note = reaches === null ? ' (not checked for want of time)' : '';
  return `${plural(headroom, 'time')}: ${chain}${note}; ${needed}`;
}

/** The first few; the user's always. */
function describeAlike({ alike }: PickFigures): string[] {
  if (alike.length === 0) return [];
  const shown = alike.filter(({ given }, k) => k < ALIKE_SHOWN || given.length > 0);
  const more = alike.length > shown.length ? ` and ${alike.length - shown.length} more` : '';
  return [indent(`not distinguished in size by these windows: ${shown.map(formatAlike).join(', ')}${more}`)];
}

function formatAlike({ chain, excess, given }: Alike): string {
  const mark = given.length > 0 ? 'yours, ' : '';
  return `${chain} (${mark}${excess < 0 ? '' : '+'}${(100 * excess).toFixed(2)} %)`;
}
