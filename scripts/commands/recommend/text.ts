/** What `ncb recommend` says: a table of picks, why each, and the command that does it. */
import { availableParallelism } from 'node:os';
import { extname, resolve } from 'node:path';
import { isSplit } from '../../../harness/container/split.js';
import type { Pick } from '../../../harness/recommend/picks.js';
import type { Recommendation } from '../../../harness/recommend/recommend.js';
import {
  blockFramesOf,
  type RecommendRequest,
  totalsOf,
  type Use,
} from '../../../harness/recommend/request.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import {
  formatDuration,
  formatFigure,
  formatFixed,
  formatTable,
  plural,
  type TextColumn,
} from '../shared/terminal.js';

/** Recordings as they were given on the command line. */
interface GivenRecordings {
  readonly paths: readonly string[];
  readonly channels: number | undefined;
  readonly rate: number | undefined;
}

/** A plugin or profile, and how it was given. */
export interface GivenOption {
  readonly option: '--plugin' | '--profile';
  readonly given: string;
  readonly specifier: string;
}

/** A recommendation and all that it was made of. */
export interface Answer {
  readonly argv: GivenRecordings;
  readonly request: RecommendRequest;
  readonly result: Recommendation;
  readonly options: readonly GivenOption[];
  readonly tookMs: number;
  readonly interrupted: boolean;
  /** Of the machine over the minute before. */
  readonly startLoad: number;
}

/** A pick with what follows from its figures. */
interface Figures extends Pick {
  readonly sizeMb: number;
  readonly encodeXrt: number;
  readonly decodeXrt: number;
  /** That one core keeps up with, encoding and decoding. */
  readonly channelsRealtime: number;
  readonly commands: readonly string[];
}

// fewer windows, or one a round, and the interval is little more than a guess
const FEW_WINDOWS = 8;
const ALIKE_SHOWN = 3;

function figuresOf(answer: Answer): Figures[] {
  const { request, result } = answer;
  const { rawBytes, durationS } = totalsOf(request.recordings);
  const rate = Math.max(...request.recordings.map(({ sampleRateHz }) => sampleRateHz));
  return result.picks.map(pick => {
    const { encodeMbPerS, decodeMbPerS } = pick.throughput;
    const xrt = (mbPerS: number) => (mbPerS * 1e6 * durationS) / rawBytes;
    return {
      ...pick,
      sizeMb: rawBytes / pick.ratio.ratio / 1e6,
      encodeXrt: xrt(encodeMbPerS),
      decodeXrt: xrt(decodeMbPerS),
      channelsRealtime: Math.floor((Math.min(encodeMbPerS, decodeMbPerS) * 1e6) / (2 * rate)),
      commands: commandsFor(pick, answer),
    };
  });
}

const COLUMNS: readonly TextColumn<Figures>[] = [
  { title: 'use', text: ({ use }) => use, align: 'left' },
  { title: 'chain', text: ({ chain }) => chain, align: 'left', identifies: true },
  { title: 'ratio', text: ({ ratio }) => formatFixed(ratio.ratio, 3), align: 'right' },
  { title: '95 % interval', text: formatInterval, align: 'right', drop: 3 },
  { title: 'MB', text: ({ sizeMb }) => formatFigure(sizeMb), align: 'right', drop: 1 },
  { title: 'larger', text: formatLarger, align: 'right', drop: 4 },
  { title: 'encode xRT', text: pick => formatSpeed(pick, pick.encodeXrt), align: 'right' },
  { title: 'decode xRT', text: pick => formatSpeed(pick, pick.decodeXrt), align: 'right' },
  { title: 'channels', text: pick => formatSpeed(pick, pick.channelsRealtime), align: 'right', drop: 2 },
];

function formatInterval({ ratio: { low, high } }: Pick): string {
  return low === null || high === null ? '-' : `${low.toFixed(3)} to ${high.toFixed(3)}`;
}

function formatLarger({ use, larger }: Figures): string {
  if (use === 'archive') return '';
  return larger === null ? '-' : `${larger < 0 ? '' : '+'}${(100 * larger).toFixed(1)} %`;
}

/** A bound where only whole windows were coded: that times encode and decode together. */
function formatSpeed({ throughput: { runs } }: Pick, value: number): string {
  return `${runs === 0 ? '> ' : ''}${formatFigure(value)}`;
}

/** The whole answer as text. */
export function formatRecommendation(answer: Answer): string {
  const { request, result } = answer;
  const figures = figuresOf(answer);
  const legend = [
    'MB: expected for all of it; larger: than the archive pick; xRT: times real time with all channels, one core;',
    'channels: that one core keeps up with, encoding and decoding',
    ...(figures.some(({ throughput }) => throughput.runs === 0)
      ? ['> not timed for want of time: at least that, from coding the windows']
      : []),
  ];
  return [
    ...describeInput(answer),
    '',
    formatTable(figures, COLUMNS),
    ...legend,
    '',
    ...figures.flatMap(pick => [...describe(pick, request, result), ...pick.commands.map(indent), '']),
    'figures of whole recordings, sizes and speeds, by the sweep:',
    indent(sweepCommand(result, answer)),
  ].join('\n');
}

function indent(line: string): string {
  return `  ${line}`;
}

function describeInput({ request, result, tookMs, interrupted, startLoad }: Answer): string[] {
  const { recordings } = request;
  const { rawBytes, durationS } = totalsOf(recordings);
  const shapes = [
    ...new Set(
      recordings.map(({ channels, sampleRateHz }) => `${plural(channels, 'channel')} at ${sampleRateHz} Hz`),
    ),
  ];
  const shape = shapes.length === 1 ? shapes[0] : `${shapes.length} shapes, such as ${shapes[0]}`;
  const { tried, sizes, blocks, tooSlow } = result;
  const untried = request.chains.length - tried;
  return [
    `${plural(recordings.length, 'recording')}: ${shape}, ${formatDuration(1000 * durationS)}, ${formatFigure(rawBytes / 1e6)} MB of samples`,
    `${plural(tried, 'chain')} tried, ${sizes.tried} compared over ${sizes.windows} of ${plural(sizes.totalWindows, 'window')}, ` +
      `${blocks.tried} in blocks over ${blocks.windows}; ${formatDuration(tookMs)}${interrupted ? ', interrupted' : ''}`,
    ...(untried > 0 ? [`${plural(untried, 'chain')} not tried, for want of time`] : []),
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

function describe(pick: Pick, request: RecommendRequest, { liveMbPerS }: Recommendation): string[] {
  const least = formatFigure(pick.use === 'live' ? liveMbPerS : request.leastMbPerS);
  const missed = {
    archive: '',
    balanced: ` (none that was timed reaches ${least} MB/s: this one comes nearest)`,
    live: ` (none that was timed does: this one comes nearest)`,
  }[pick.use];
  const unsure = ' (that it is so fast was not checked for want of time)';
  const note = pick.use === 'archive' || pick.reaches === true ? '' : pick.reaches === null ? unsure : missed;
  return [`${pick.use}: ${meaningOf(pick.use, request, least)}${note}`, ...describeAlike(pick)];
}

function meaningOf(use: Use, request: RecommendRequest, least: string): string {
  const { blockMs, headroom } = request;
  return {
    archive: 'the smallest, at whatever speed',
    balanced: `the smallest that encodes and decodes ${least} MB of samples a second on one core`,
    live:
      `the smallest in blocks of ${formatFigure(blockMs)} ms (${plural(blockFramesOf(request), 'frame')}), ` +
      `each coded alone, at ${headroom} times real time on one core (${least} MB/s)`,
  }[use];
}

function describeAlike({ alike }: Pick): string[] {
  if (alike.length === 0) return [];
  const shown = alike
    .slice(0, ALIKE_SHOWN)
    .map(({ chain, excess }) => `${chain} (${excess < 0 ? '' : '+'}${(100 * excess).toFixed(2)} %)`);
  const more = alike.length > shown.length ? ` and ${alike.length - shown.length} more` : '';
  return [indent(`not distinguished in size by these windows: ${shown.join(', ')}${more}`)];
}

function commandsFor(pick: Pick, answer: Answer): string[] {
  if (pick.use === 'live') {
    const chain = JSON.stringify(pick.chain).replaceAll('"', "'");
    const registry =
      pick.plugins.length === 0
        ? 'makeRegistry(builtInStages)'
        : `await loadRegistry(${JSON.stringify(pick.plugins)})`;
    return [`await openChain(parseChain(${chain}, ${registry}))   // of neural-codec-bench`];
  }
  return encodeCommands(`--chain ${quoted(pick.chain)}${pluginOptions(pick.plugins, answer)}`, answer);
}

/** A command for each kind of recording: encode looks for samples in WAV files only. */
function encodeCommands(chain: string, { argv, request }: Answer): string[] {
  const wav = request.recordings.filter(isWav);
  const others = request.recordings.length - wav.length;
  const sweep = `npx ncb sweep ${inputOf(argv)} ${chain} --size-only`;
  if (wav.length === 0) return [sweep];
  const encode = encodeWavCommand(wav, argv, chain);
  if (others === 0) return [encode];
  return [
    `${encode}   # ${plural(wav.length, 'WAV file')}`,
    `${sweep}   # sizes, also of ${plural(others, 'headerless file')}: encode takes samples of WAV files only`,
  ];
}

function isWav({ source }: Recording): boolean {
  return source.type === 'file' && isSplit(source);
}

function encodeWavCommand(wav: readonly Recording[], { paths }: GivenRecordings, chain: string): string {
  const [{ name, source }, ...more] = wav;
  if (more.length === 0 && 'path' in source && source.path.endsWith(name)) {
    const path = paths.find(given => resolve(given) === source.path) ?? source.path;
    return `npx ncb encode ${quoted(path)} ${quoted(`${path}.ncb`)} ${chain}`;
  }
  const endings = new Set(wav.map(recording => extname(recording.name).toLowerCase()));
  const names = [...endings].map(ending => `-iname ${quoted(`*${ending}`)}`);
  const which = names.length === 1 ? names[0] : `\\( ${names.join(' -o ')} \\)`;
  return `find ${paths.map(quoted).join(' ')} ${which} -exec npx ncb encode {} {}.ncb ${chain} \\;`;
}

function sweepCommand({ picks }: Recommendation, answer: Answer): string {
  const chains = [...new Set(picks.map(({ chain }) => chain))].map(chain => `--chain ${quoted(chain)}`);
  const plugins = pluginOptions([...new Set(picks.flatMap(pick => pick.plugins))], answer);
  return `npx ncb sweep ${inputOf(answer.argv)} ${chains.join(' ')}${plugins}`;
}

function pluginOptions(specifiers: readonly string[], { options }: Answer): string {
  return options
    .filter(({ specifier }) => specifiers.includes(specifier))
    .map(({ option, given }) => ` ${option} ${quoted(given)}`)
    .join('');
}

function inputOf({ paths, channels, rate }: GivenRecordings): string {
  return [
    ...paths.map(quoted),
    ...(channels === undefined ? [] : [`--channels ${channels}`]),
    ...(rate === undefined ? [] : [`--rate ${rate}`]),
  ].join(' ');
}

/** A word as a POSIX shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The same for a program to read: units in names, ratios and shares as they are. */
export function recommendationJson(answer: Answer) {
  const { request, result, tookMs, interrupted } = answer;
  const { rawBytes, durationS } = totalsOf(request.recordings);
  return {
    recordings: request.recordings.length,
    raw_bytes: rawBytes,
    duration_s: durationS,
    took_s: tookMs / 1000,
    interrupted,
    seed: request.seed,
    chains_tried: result.tried,
    load_at_start: answer.startLoad,
    picks: figuresOf(answer).map(pick => ({
      use: pick.use,
      chain: pick.chain,
      ratio: pick.ratio.ratio,
      ratio_low: pick.ratio.low,
      ratio_high: pick.ratio.high,
      expected_bytes: Math.round(pick.sizeMb * 1e6),
      larger_than_archive: pick.larger,
      encode_mb_per_s: pick.throughput.encodeMbPerS,
      decode_mb_per_s: pick.throughput.decodeMbPerS,
      encode_xrt: pick.encodeXrt,
      decode_xrt: pick.decodeXrt,
      channels_realtime: pick.channelsRealtime,
      timing_runs: pick.throughput.runs,
      reaches_speed: pick.reaches,
      alike: pick.alike,
      commands: pick.commands,
    })),
    sizes: factsJson(result.sizes),
    blocks: { ...factsJson(result.blocks), block_frames: blockFramesOf(request), block_ms: request.blockMs },
    too_slow: result.tooSlow,
    failures: result.failures,
  };
}

function factsJson({ tried, left, windows, totalWindows, rounds }: Recommendation['sizes']) {
  return { chains: tried, chains_left: left, windows, total_windows: totalWindows, rounds };
}
