/** Chains over arrays, each coded as an implant would send it, in processes side by side. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { arePlugins } from '../plugins/specifiers.js';
import type { Limits } from '../processes/guard.js';
import { inLanes } from '../processes/lanes.js';
import type { Outcome } from '../processes/outcome.js';
import { plausibleSent } from '../processes/plausible.js';
import { scratchFolder } from '../processes/scratch.js';
import type { SentFacts, SentTask } from '../processes/tasks.js';
import { runFresh, startWorkers, type Workers } from '../processes/workers.js';
import type { Quality } from '../quality/figures.js';
import type { Recording } from '../recordings/recording.js';

/** A chain that is measured. */
export interface Candidate {
  readonly id: string;
  /** Specifiers of the plugins and profiles that it needs. */
  readonly plugins: readonly string[];
}

/** What a chain made of an array. */
export interface Cell {
  readonly array: Recording;
  readonly facts: SentFacts;
  /** Null if nothing was lost. */
  readonly quality: Quality | null;
}

export interface MeasuredChain {
  readonly candidate: Candidate;
  /** Of all arrays, or up to the one where it failed. */
  readonly cells: readonly Cell[];
  /** Empty unless it failed. */
  readonly error: string;
}

export interface MeasureOptions {
  /** Frames of a block, for chains that need blocks. */
  readonly blockFrames: number;
  readonly jobs: number;
  readonly limits: Limits & { readonly signal: AbortSignal };
  readonly seed: number;
  readonly onStep: (done: number, total: number) => void;
}

export interface Measured {
  readonly chains: readonly MeasuredChain[];
  /** Figures of each array with half a code of noise. */
  readonly floors: readonly Quality[];
}

/** Bytes are counted over windows of so many seconds. */
const WINDOW_S = 1;

export async function measureChains(
  candidates: readonly Candidate[],
  arrays: readonly Recording[],
  options: MeasureOptions,
): Promise<Measured> {
  const { jobs, limits } = options;
  const workers = startWorkers(jobs, limits.memoryBytes);
  try {
    return await measureWith(workers, candidates, arrays, options);
  } finally {
    await workers.close();
  }
}

async function measureWith(
  workers: Workers,
  candidates: readonly Candidate[],
  arrays: readonly Recording[],
  { blockFrames, jobs, limits, seed, onStep }: MeasureOptions,
): Promise<Measured> {
  const { signal } = limits;
  const chains = candidates.map(candidate => ({ candidate, cells: [] as Cell[], error: '' }));
  const floors: (Quality | null)[] = arrays.map(() => null);
  const total = arrays.length * (1 + chains.length);
  let done = 0;
  const step = () => onStep(++done, total);
  for (const [a, array] of arrays.entries()) {
    const works: (() => Promise<void>)[] = chains.map(chain => async () => {
      if (chain.error !== '') return;
      const outcome = await codeAsSent(workers, chain.candidate, { array, blockFrames }, limits);
      if (outcome.status === 'ok') chain.cells.push({ array, ...outcome.value });
      else chain.error = outcome.status === 'error' ? outcome.error : `${outcome.status}: ${outcome.error}`;
    });
    works.push(async () => {
      const outcome = await workers.run('flickerFloor', { recording: array, seed }, limits);
      if (outcome.status === 'ok') floors[a] = outcome.value.quality;
    });
    await inLanes(works, jobs, signal, async work => {
      await work();
      step();
    });
  }
  signal.throwIfAborted();
  return { chains, floors: floors.filter(floor => floor !== null) };
}

let files = 0;

/** Plugins run in a process of their own; what came back of a chain that loses something is judged in one without any. */
async function codeAsSent(
  workers: Workers,
  { id, plugins }: Candidate,
  { array, blockFrames }: { readonly array: Recording; readonly blockFrames: number },
  limits: Limits,
): Promise<Outcome<Pick<Cell, 'facts' | 'quality'>>> {
  const windowFrames = Math.max(1, Math.round(WINDOW_S * array.sampleRateHz));
  const samplesPath = join(scratchFolder(), `sent-${files++}`);
  const task: SentTask = { chain: id, plugins, recording: array, blockFrames, windowFrames, samplesPath };
  try {
    const run = arePlugins(plugins) ? runFresh : workers.run;
    const windows = Math.ceil(array.frames / windowFrames);
    const outcome = plausibleSent(await run('sent', task, limits), windows);
    if (outcome.status !== 'ok') return outcome;
    const facts = outcome.value;
    if (facts.kind === 'none') return { status: 'ok', value: { facts, quality: null } };
    const { greatestError } = facts;
    const judged = await workers.run('judge', { recording: array, samplesPath, greatestError }, limits);
    return judged.status === 'ok'
      ? { status: 'ok', value: { facts, quality: judged.value.quality } }
      : judged;
  } finally {
    rmSync(samplesPath, { force: true });
  }
}
