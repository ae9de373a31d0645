/** What cells cost: a try of each chain on excerpts of two lengths, and a line through the two. */
import { stagesOf } from '../../codecs/chain-id.js';
import type { Plugged } from '../plugins/plugged.js';
import { arePlugins } from '../plugins/specifiers.js';
import { inLanes, type OnProgress, stepper } from '../processes/lanes.js';
import { plausiblePilot } from '../processes/plausible.js';
import type { PilotFacts } from '../processes/tasks.js';
import { runFresh, type Workers } from '../processes/workers.js';
import { chunkedRecording, wholeOf } from '../recordings/chunked.js';
import { type Recording, scopeOf } from '../recordings/recording.js';
import { type Breaches, breachOf } from './breaches.js';
import { limitsOf, taskOf } from './limits.js';
import type { SweepCell, SweepPlan } from './plan.js';

/** Milliseconds of opening, encoding and decoding once: of any recording of so many channels, and by its frames. */
interface Cost {
  readonly channels: number;
  readonly fixedMs: number;
  readonly perFrameMs: number;
}

/** What trials came to, as plain data: with it another machine reckons as this one. */
export interface KnownCosts {
  /** By trialKey. */
  readonly lines: Readonly<Record<string, Cost>>;
  /** Channel counts for which chains were tried. */
  readonly channels: readonly number[];
  readonly processMs: number;
}

export interface Costs {
  /** Milliseconds that opening, encoding and decoding a cell once is expected to take. */
  readonly onceMs: (cell: SweepCell) => number;
  /** What a fresh process takes to start and end. */
  readonly processMs: number;
}

/** Of a chain that could not be tried. */
const UNKNOWN_NS_PER_SAMPLE = 100;
/** Until one was started. */
const USUAL_PROCESS_MS = 150;
const LONGEST_TRIAL_MS = 10_000;
/** Channel counts for which chains may be tried: those with the most samples. */
const MOST_SHAPES = 2;
/** Milliseconds that cells are expected to take by what the usual channel count costs, from which on their own is tried. */
const WORTH_A_TRIAL_MS = 20_000;

/** Samples of a trial, all channels together: a part of what its chain is to code, within these bounds. */
const TRIED_PART = 1 / 40;
const [LEAST_SAMPLES, MOST_SAMPLES] = [16_384, 262_144];

/** A chain as it is tried: on the beginning of a recording that stands for all of as many channels. */
interface Trial {
  readonly key: string;
  readonly cell: SweepCell;
  readonly recording: Recording;
}

/**
 * Tries each chain on the beginning of a recording of the most usual channel count, and of the next if it is worth it
 * or the first could not be coded. A stage of a plugin is tried in one chain only, in a process of its own, and stands
 * for all chains that have it; one that broke the contract is not tried.
 */
export async function pilotCosts(
  plan: SweepPlan,
  breaches: Breaches,
  workers: Workers,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<KnownCosts> {
  const planned = new Set([...plan.exact, ...plan.timing.map(run => run.cell)]);
  const cells = [...planned].filter(cell => breachOf(cell, plan, breaches) === undefined);
  const lines: Record<string, Cost> = {};
  const channels: number[] = [];
  const costOf = (cell: SweepCell) => costAmong({ lines, channels }, cell, plan.plugged);
  const tryChains = async (trials: readonly Trial[], mostSamples: number) => {
    const step = stepper('trying', trials.length, onProgress);
    await inLanes(trials, plan.settings.jobs, signal, async ({ key, cell, recording }) => {
      const task = { ...taskOf(cell), recording, mostSamples };
      const limits = { ...limitsOf(plan.settings, signal), timeoutMs: LONGEST_TRIAL_MS };
      const run = arePlugins(cell.plugins) ? runFresh : workers.run;
      const outcome = plausiblePilot(await run('pilot', task, limits));
      if (outcome.status === 'ok') lines[key] = lineThrough(outcome.value, recording);
      step();
    });
  };
  for (const shape of usualShapes(cells)) {
    const counts = [...channels, shape.channels];
    const own = cells.filter(cell => byNearness(cell, counts)[0] === shape.channels);
    const untried = own.filter(cell => costOf(cell) === undefined);
    const expectedMs = own.reduce((sum, cell) => sum + costMsOf(cell, costOf(cell)), 0);
    const isWorth = channels.length === 0 || expectedMs > WORTH_A_TRIAL_MS;
    await tryChains(trialsOn(shape, isWorth ? own : untried, plan), triedSamplesOf(own));
    channels.push(shape.channels);
  }
  const processMs = plan.timing.length === 0 ? USUAL_PROCESS_MS : await timeProcess(plan, signal);
  return { lines, channels, processMs };
}

/** What cells cost by trials that were made here or elsewhere. */
export function costsBy(known: KnownCosts, plugged: Plugged): Costs {
  const onceMs = (cell: SweepCell) => costMsOf(cell, costAmong(known, cell, plugged));
  return { processMs: known.processMs, onceMs: remembered(onceMs) };
}

/** Of the trial with the nearest channel count. */
function costAmong(
  { lines, channels }: Pick<KnownCosts, 'lines' | 'channels'>,
  cell: SweepCell,
  plugged: Plugged,
): Cost | undefined {
  const keys = byNearness(cell, channels).map(count => trialKey(cell, count, plugged));
  const key = keys.find(one => Object.hasOwn(lines, one));
  return key === undefined ? undefined : lines[key];
}

/** What is asked of a cell again and again, as while cells are put in order. */
function remembered(ask: (cell: SweepCell) => number): (cell: SweepCell) => number {
  const known = new Map<SweepCell, number>();
  return cell => {
    const ms = known.get(cell) ?? ask(cell);
    known.set(cell, ms);
    return ms;
  };
}

/** A process that does next to nothing. */
async function timeProcess(plan: SweepPlan, signal: AbortSignal): Promise<number> {
  const startMs = performance.now();
  const [cell] = [...plan.timing.map(run => run.cell), ...plan.exact];
  const recording = firstOf(cell.recording);
  const task = { chain: 'raw', plugins: [], recording, mostSamples: LEAST_SAMPLES };
  const outcome = await runFresh('pilot', task, limitsOf(plan.settings, signal));
  const tookMs = performance.now() - startMs;
  return outcome.status === 'ok' ? Math.max(1, tookMs - outcome.value.tookMs) : USUAL_PROCESS_MS;
}

/** For each channel count that is common, a recording of the most frames. */
function usualShapes(cells: readonly SweepCell[]): readonly Recording[] {
  const samples = new Map<number, number>();
  const longest = new Map<number, Recording>();
  for (const recording of new Set(cells.map(cell => firstOf(cell.recording)))) {
    const { channels, frames } = recording;
    samples.set(channels, (samples.get(channels) ?? 0) + channels * frames);
    if (frames > (longest.get(channels)?.frames ?? -1)) longest.set(channels, recording);
  }
  const common = [...samples].toSorted((a, b) => b[1] - a[1]).slice(0, MOST_SHAPES);
  return common.flatMap(([channels]) => longest.get(channels) ?? []);
}

function triedSamplesOf(cells: readonly SweepCell[]): number {
  const recordings = new Set(cells.map(cell => firstOf(cell.recording)));
  const samples = [...recordings].reduce((sum, { channels, frames }) => sum + channels * frames, 0);
  return Math.min(MOST_SAMPLES, Math.max(LEAST_SAMPLES, TRIED_PART * samples));
}

function byNearness({ recording }: SweepCell, counts: readonly number[]): number[] {
  const { channels } = firstOf(recording);
  return counts.toSorted((a, b) => Math.abs(a - channels) - Math.abs(b - channels));
}

/** One of each chain. */
function trialsOn(shape: Recording, cells: readonly SweepCell[], plan: SweepPlan): Trial[] {
  const trials = new Map<string, Trial>();
  for (const cell of cells) {
    const key = trialKey(cell, shape.channels, plan.plugged);
    if (!trials.has(key)) trials.set(key, { key, cell, recording: cutAs(cell.recording, shape) });
  }
  return [...trials.values()];
}

/** A recording cut into chunks as another is. */
function cutAs({ source }: Recording, shape: Recording): Recording {
  return source.type === 'chunked' ? chunkedRecording(shape, source.chunkS) : shape;
}

/** Chains with the same stages of plugins cost about the same: a process each to tell them apart would cost more. */
function trialKey(cell: SweepCell, channels: number, plugged: Plugged): string {
  const stages = stagesOf(cell.planned.chain).map(({ stage }) => stage.name);
  const ofPlugins = arePlugins(cell.plugins) ? stages.filter(name => plugged.sources.has(name)) : [];
  const what = ofPlugins.length === 0 ? cell.planned.id : ofPlugins.join(' ');
  const { recording } = cell;
  const scope = recording.source.type === 'chunked' ? scopeOf(recording) : 'recording';
  return `${channels} ${scope} ${what}`;
}

function lineThrough({ short, long }: PilotFacts, { channels }: Recording): Cost {
  const frames = long.frames - short.frames;
  const slope = frames === 0 ? long.ms / Math.max(1, long.frames) : (long.ms - short.ms) / frames;
  const perFrameMs = Math.max(0, slope);
  return { channels, perFrameMs, fixedMs: Math.max(0, long.ms - perFrameMs * long.frames) };
}

function costMsOf({ recording: { channels, frames } }: SweepCell, cost: Cost | undefined): number {
  if (cost === undefined) return (UNKNOWN_NS_PER_SAMPLE * channels * frames) / 1e6;
  const asTried = (channels * frames) / cost.channels;
  return cost.fixedMs + cost.perFrameMs * asTried;
}

function firstOf(recording: Recording): Recording {
  const { source } = recording;
  return source.type === 'solid' ? source.parts[0] : wholeOf(recording);
}
