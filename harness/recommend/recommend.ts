/**
 * Which chains to use for recordings, within a time: two races on size, of whole windows and of blocks coded alone,
 * then the speeds of those that may be picked.
 */

import type { PlannedChain } from '../grid/grid.js';
import { type Plugged, pluginsBehind } from '../plugins/plugged.js';
import { makeQuietKeeper } from '../processes/quiet-keeper.js';
import { startWorkers, type Workers } from '../processes/workers.js';
import { durationS, type Recording } from '../recordings/recording.js';
import { scheduleOf } from './budget.js';
import { type Contender, fastest, paceAt, reaches, smallestAt } from './picks.js';
import { type Entrant, excessOver, ranked } from './race.js';
import { estimateRatio, type RatioEstimate, ratioBeside } from './ratio.js';
import {
  type Course,
  codeWindows,
  type Raced,
  type RaceOptions,
  type Racer,
  racerOf,
  runRace,
  samplesOf,
} from './rounds.js';
import { MOST_RUNS, runMs, type Speed, type Throughput, throughputOf, timeOnce } from './speeds.js';
import { blockShape, heatShape, makeWindows, sizeShape } from './windows.js';

/** archive: smallest; balanced: smallest of a given speed; live: smallest in blocks, of a given headroom. */
export type Use = 'archive' | 'balanced' | 'live';

type Phase = 'heat' | 'sizes' | 'blocks' | 'speeds';

export interface RecommendRequest {
  readonly recordings: readonly Recording[];
  readonly chains: readonly PlannedChain[];
  readonly plugged: Plugged;
  /** When all has to be over, as `performance.now()` tells it. */
  readonly deadlineMs: number;
  readonly jobs: number;
  readonly memoryMb: number;
  readonly seed: number;
  /** What the balanced pick encodes and decodes at least, in 10^6 bytes of PCM a second on one core. */
  readonly leastMbPerS: number;
  /** Length of the live pick's blocks. */
  readonly blockMs: number;
  /** How many times real time the live pick encodes and decodes, of all channels on one core. */
  readonly headroom: number;
}

export interface RecommendHooks {
  readonly onProgress: (phase: Phase, racing: number) => void;
  readonly signal: AbortSignal;
}

export interface Pick {
  readonly use: Use;
  readonly chain: string;
  readonly plugins: readonly string[];
  /** Whether it is as fast as its use wants; null for archive, and where that was not timed. */
  readonly reaches: boolean | null;
  /** Of whole recordings; of `live`, in blocks. */
  readonly ratio: RatioEstimate;
  /** Its size over that of the archive pick on the same windows, less 1; null if they have none in common. */
  readonly larger: number | null;
  readonly throughput: Throughput;
  /** Chains that these windows do not tell from it, and by how much each was larger. */
  readonly alike: readonly { readonly chain: string; readonly excess: number }[];
}

/** What a race came to. */
interface RaceFacts {
  /** Chains that coded a window, or failed to. */
  readonly tried: number;
  readonly left: number;
  readonly windows: number;
  /** Windows that there are. */
  readonly totalWindows: number;
  readonly rounds: number;
}

export interface Recommendation {
  readonly picks: readonly Pick[];
  /** Chains that were tried at all. */
  readonly tried: number;
  readonly sizes: RaceFacts;
  readonly blocks: RaceFacts;
  readonly failures: readonly { readonly chain: string; readonly error: string }[];
  /** Chains that were too slow to race in this time. */
  readonly tooSlow: readonly string[];
  readonly liveMbPerS: number;
}

/** A race that is over, and the speeds of its finalists. */
interface Event {
  readonly field: readonly Racer[];
  readonly raced: Raced;
  readonly totalWindows: number;
  readonly blockFrames?: number;
  /** The archive pick on the windows of this event, whole. */
  readonly archive: Racer | undefined;
  readonly speeds: Map<string, Speed>;
  /** Chains whose timing failed. */
  readonly untimed: Set<string>;
}

/** For the archive pick to code the windows of blocks. */
const COMPARING_MS = 1500;
/** Tables weigh more in blocks, so that the order there is another; many are let in. */
const SMALLEST_IN_BLOCKS = 64;
const QUICKEST_IN_BLOCKS = 12;
/** One-sided, for chains that are told beside a pick. */
const ALIKE_LEVEL = 0.025;

/** Races the chains. Whatever is known when the time is up, or the signal fires, makes the picks. */
export async function recommend(request: RecommendRequest, hooks: RecommendHooks): Promise<Recommendation> {
  const { deadlineMs, jobs, memoryMb, chains, plugged } = request;
  const schedule = scheduleOf(performance.now(), deadlineMs);
  const field = chains.map(({ id, chain }) => racerOf(id, pluginsBehind(chain, plugged)));
  const workers = startWorkers(jobs, memoryMb * 2 ** 20);
  let sizes: Event;
  let blocks: Event;
  try {
    await runHeat(request, field, optionsOf(request, hooks, workers, 'heat', schedule.heatMs));
    const entered = field.filter(({ out }) => out === '').map(racerFrom);
    sizes = await raceSizes(request, entered, optionsOf(request, hooks, workers, 'sizes', schedule.sizesMs));
    const entering = blockField(field, request);
    blocks = await raceBlocks(
      request,
      entering,
      sizes.archive,
      optionsOf(request, hooks, workers, 'blocks', schedule.blocksMs),
    );
  } finally {
    await workers.close().catch(() => undefined);
  }
  await timeFinalists(request, hooks, sizes, blocks, schedule.speedsMs);
  return {
    picks: picksOf(request, sizes, blocks),
    tried: field.filter(({ bytes, out }) => bytes.size > 0 || out !== '').length,
    sizes: factsOf(sizes),
    blocks: factsOf(blocks),
    failures: [...field, ...sizes.field, ...blocks.field]
      .filter(({ failed }) => failed)
      .map(({ id, out }) => ({ chain: id, error: out })),
    tooSlow: field
      .filter(({ bytes, out, failed }) => bytes.size === 0 && out !== '' && !failed)
      .map(({ id }) => id),
    liveMbPerS: liveMbPerS(request),
  };
}

/** A racer for the next race, who keeps its pace. */
function racerFrom({ id, plugins, nsPerSample }: Racer): Racer {
  return { ...racerOf(id, plugins), nsPerSample };
}

function optionsOf(
  { jobs, memoryMb }: RecommendRequest,
  { signal, onProgress }: RecommendHooks,
  workers: Workers,
  phase: Phase,
  deadlineMs: number,
): RaceOptions {
  const onStep = (racing: number) => onProgress(phase, racing);
  return { workers, jobs, memoryBytes: memoryMb * 2 ** 20, signal, deadlineMs, onStep };
}

/** Drops who is plainly larger on two short windows; what is measured there counts for nothing else. */
async function runHeat(
  { recordings, seed, leastMbPerS }: RecommendRequest,
  field: readonly Racer[],
  options: RaceOptions,
): Promise<void> {
  const windows = makeWindows(recordings, seed, heatShape);
  await runRace(field, { windows, paceOf: paceFor(leastMbPerS), firstWindows: 2, mostRounds: 1 }, options);
}

async function raceSizes(
  { recordings, seed, leastMbPerS }: RecommendRequest,
  field: readonly Racer[],
  options: RaceOptions,
): Promise<Event> {
  const windows = makeWindows(recordings, seed, sizeShape);
  const course = { windows, paceOf: paceFor(leastMbPerS), firstWindows: 1 };
  const raced = await runRace(field, course, options);
  return eventOf(field, course, raced, ranked(raced.survivors)[0]?.entrant);
}

async function raceBlocks(
  request: RecommendRequest,
  field: readonly Racer[],
  archive: Racer | undefined,
  options: RaceOptions,
): Promise<Event> {
  const { recordings, seed } = request;
  const blockFrames = blockFramesOf(request);
  const windows = makeWindows(recordings, seed, recording => blockShape(recording, blockFrames));
  const course = { windows, blockFrames, paceOf: paceFor(liveMbPerS(request)), firstWindows: 1 };
  const raced = await runRace(field, course, options);
  const whole = archive && racerFrom(archive);
  if (whole !== undefined) {
    const { windows: drawn } = raced;
    const deadlineMs = options.deadlineMs + COMPARING_MS;
    await codeWindows(whole, drawn, { ...course, blockFrames: undefined }, { ...options, deadlineMs });
  }
  return eventOf(field, course, raced, whole);
}

function eventOf(
  field: readonly Racer[],
  { windows, blockFrames }: Course,
  raced: Raced,
  archive: Racer | undefined,
): Event {
  return {
    field,
    raced,
    archive,
    totalWindows: windows.total,
    speeds: new Map(),
    untimed: new Set(),
    ...(blockFrames !== undefined && { blockFrames }),
  };
}

function paceFor(leastMbPerS: number) {
  return ({ nsPerSample }: Entrant) => paceAt(nsPerSample, leastMbPerS);
}

/** Who keeps up and is among the smallest in whole windows, and the quickest; the smallest are tried first. */
function blockField(field: readonly Racer[], request: RecommendRequest): Racer[] {
  const least = liveMbPerS(request);
  const sound = field.filter(({ bytes, failed }) => bytes.size > 0 && !failed);
  const quickest = sound.toSorted((a, b) => a.nsPerSample - b.nsPerSample).slice(0, QUICKEST_IN_BLOCKS);
  const smallest = sound
    .filter(({ nsPerSample }) => paceAt(nsPerSample, least) !== 'slow')
    .toSorted((a, b) => meanBytes(a) - meanBytes(b))
    .slice(0, SMALLEST_IN_BLOCKS);
  return [...new Set([...smallest, ...quickest])].map(({ id, plugins }) => racerOf(id, plugins));
}

function meanBytes({ bytes }: Racer): number {
  let sum = 0;
  for (const size of bytes.values()) sum += size;
  return sum / bytes.size;
}

/** Frames of a block, by the fastest clock there is. */
export function blockFramesOf({ recordings, blockMs }: RecommendRequest): number {
  const rate = Math.max(...recordings.map(({ sampleRateHz }) => sampleRateHz));
  return Math.max(1, Math.round((rate * blockMs) / 1000));
}

/** What the live pick has to reach on the recording of the most data a second. */
function liveMbPerS({ recordings, headroom }: RecommendRequest): number {
  const most = Math.max(...recordings.map(({ channels, sampleRateHz }) => 2 * channels * sampleRateHz));
  return (headroom * most) / 1e6;
}

function contendersOf({ raced, speeds, untimed }: Event): Contender[] {
  const sound = raced.survivors.filter(({ id }) => !untimed.has(id));
  return ranked(sound).map(({ entrant: { id, nsPerSample }, size }) => ({
    id,
    size,
    nsPerSample,
    throughput: throughputOf(speeds.get(id), nsPerSample),
  }));
}

interface Chosen {
  readonly use: Use;
  readonly event: Event;
  readonly contender: Contender;
  readonly reaches: boolean | null;
}

function choose(request: RecommendRequest, sizes: Event, blocks: Event): Chosen[] {
  const bySize = contendersOf(sizes);
  const inBlocks = contendersOf(blocks);
  const paced = (use: Use, event: Event, order: readonly Contender[], least: number): Chosen[] => {
    const contender = smallestAt(order, least) ?? fastest(order);
    if (contender === undefined) return [];
    const isTimed = contender.throughput.runs > 0;
    return [{ use, event, contender, reaches: isTimed ? reaches(contender, least) : null }];
  };
  return [
    ...bySize
      .slice(0, 1)
      .map(contender => ({ use: 'archive' as const, event: sizes, contender, reaches: null })),
    ...paced('balanced', sizes, bySize, request.leastMbPerS),
    ...paced('live', blocks, inBlocks, liveMbPerS(request)),
  ];
}

/** Times whoever would be picked by what is known and has been timed least, until all picks have enough runs. */
async function timeFinalists(
  request: RecommendRequest,
  { signal, onProgress }: RecommendHooks,
  sizes: Event,
  blocks: Event,
  deadlineMs: number,
): Promise<void> {
  const memoryBytes = request.memoryMb * 2 ** 20;
  const keeper = makeQuietKeeper([Math.max(0, deadlineMs - performance.now())]);
  while (!signal.aborted) {
    const leftMs = deadlineMs - performance.now();
    const due = choose(request, sizes, blocks)
      .filter(({ contender }) => contender.throughput.runs < MOST_RUNS)
      .filter(({ event, contender }) => runMs(event.raced.windows[0], contender.nsPerSample) < leftMs)
      .toSorted((a, b) => a.contender.throughput.runs - b.contender.throughput.runs);
    if (due.length === 0) return;
    const [{ event, contender }] = due;
    onProgress('speeds', due.length);
    const task = timingTask(event, contender.id);
    const limits = { timeoutMs: leftMs, memoryBytes, signal };
    const before = event.speeds.get(contender.id);
    const speed = await timeOnce(task, before, contender.nsPerSample, keeper, limits);
    if (speed !== undefined) event.speeds.set(contender.id, speed);
    else if (!signal.aborted && performance.now() < deadlineMs) event.untimed.add(contender.id);
  }
}

function timingTask({ field, raced, blockFrames }: Event, chain: string) {
  const plugins = field.find(({ id }) => id === chain)?.plugins ?? [];
  const [recording] = raced.windows;
  return { chain, plugins, recording, ...(blockFrames !== undefined && { blockFrames }) };
}

function picksOf(request: RecommendRequest, sizes: Event, blocks: Event): Pick[] {
  const archive = sizes.archive && directRatio(sizes.archive, sizes, request.seed);
  return choose(request, sizes, blocks).flatMap(({ use, event, contender, reaches }) => {
    const racer = event.field.find(({ id }) => id === contender.id);
    if (racer === undefined || archive === undefined) return [];
    return {
      use,
      chain: racer.id,
      plugins: racer.plugins,
      reaches,
      ratio: ratioOf(racer, event, archive, request.seed),
      larger:
        event.archive === undefined ? null : (excessOver(racer, event.archive, ALIKE_LEVEL)?.mean ?? null),
      throughput: contender.throughput,
      alike: alikeTo(racer, event.raced.survivors),
    };
  });
}

function directRatio({ bytes }: Racer, { raced, totalWindows }: Event, seed: number): RatioEstimate {
  const sizes = [...bytes].map(([window, encodedBytes]) => ({
    rawBytes: 2 * samplesOf(raced.windows[window]),
    encodedBytes,
  }));
  return estimateRatio(sizes, totalWindows, seed);
}

/** By way of the archive pick's, since windows of both tell more than those of one. */
function ratioOf(racer: Racer, event: Event, archive: RatioEstimate, seed: number): RatioEstimate {
  if (racer === event.archive) return archive;
  const excess = event.archive && excessOver(racer, event.archive, ALIKE_LEVEL);
  if (excess === undefined) return directRatio(racer, event, seed);
  const isAll = excess.windows >= event.totalWindows;
  return ratioBeside(archive, excess.mean, isAll ? 0 : excess.mean - excess.least);
}

function alikeTo(racer: Racer, survivors: readonly Racer[]) {
  return survivors
    .flatMap(rival => {
      const excess = rival === racer ? undefined : excessOver(rival, racer, ALIKE_LEVEL);
      return excess === undefined || excess.least > 0 || excess.mean < 0
        ? []
        : [{ chain: rival.id, excess: excess.mean }];
    })
    .toSorted((a, b) => a.excess - b.excess);
}

function factsOf({ field, raced, totalWindows }: Event): RaceFacts {
  return {
    tried: field.filter(({ bytes, out }) => bytes.size > 0 || out !== '').length,
    left: raced.survivors.filter(({ bytes }) => bytes.size > 0).length,
    windows: raced.windows.length,
    totalWindows,
    rounds: raced.rounds,
  };
}

/** Sums over recordings. */
export function totalsOf(recordings: readonly Recording[]): { rawBytes: number; durationS: number } {
  return {
    rawBytes: recordings.reduce((sum, recording) => sum + 2 * samplesOf(recording), 0),
    durationS: recordings.reduce((sum, recording) => sum + durationS(recording), 0),
  };
}
