/** Chains coded on windows, side by side, until a time is up. */
import { median } from '../../codecs/models/median.js';
import type { JudgeFacts } from '../processes/tasks.js';
import type { JudgedQuality } from '../quality/total.js';
import { overLanes } from '../windows/lane.js';
import type { QualityLane } from '../windows/lanes.js';
import { samplesOf } from '../windows/windows.js';
import type { Board, Tried } from './board.js';

/** Where and until when. */
export interface Bench {
  /** Milliseconds; deadlines are by this clock. */
  readonly now: () => number;
  readonly lanes: readonly QualityLane[];
}

export interface MeasureOptions {
  readonly bench: Bench;
  readonly board: Board;
  readonly memoryBytes: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  /** @param leftMs of this call, as estimated */
  readonly onStep: (leftMs: number) => void;
}

/** Of the time left, what one window may take of a chain that the user gave; of others, all. */
const OWN_SHARE = 0.25;
// cold code on a busy machine is no slow chain
const LEAST_CAP_MS = 2000;

/**
 * Measures each chain on each window where it is not known yet, window by window, so that what a window is compared with
 * is made once; before them, what half a code of noise does. What there is no time for is left.
 */
export async function measure(
  chains: readonly Tried[],
  windows: readonly number[],
  options: MeasureOptions,
): Promise<void> {
  const { bench, board, signal, deadlineMs } = options;
  const missing = (window: number) => chains.filter(({ cells, out }) => out === '' && !cells.has(window));
  const todo = windows.filter(window => missing(window).length > 0);
  await overLanes(todo, bench.lanes, signal, async (window, lane) => {
    if (bench.now() >= deadlineMs) return;
    await measureFloor(window, lane, options);
    for (const chain of missing(window)) {
      if (signal.aborted || bench.now() + expectedMs(chain, window, board) > deadlineMs) continue;
      await measureOne(chain, window, lane, options);
      options.onStep(leftMs(chains, windows, options));
    }
  });
}

async function measureFloor(window: number, lane: QualityLane, options: MeasureOptions): Promise<void> {
  const { bench, board, memoryBytes, seed, signal, deadlineMs } = options;
  if (board.floors.has(window)) return;
  const limits = { timeoutMs: deadlineMs - bench.now(), memoryBytes, signal };
  const outcome = await lane.flickerFloor(board.windows[window], seed, limits);
  if (outcome.status === 'ok') board.floors.set(window, outcome.value);
}

async function measureOne(
  chain: Tried,
  window: number,
  lane: QualityLane,
  { bench, board, memoryBytes, signal, deadlineMs }: MeasureOptions,
): Promise<void> {
  const { id, plugins, isLossy, step } = chain;
  const recording = board.windows[window];
  const startMs = bench.now();
  const leftMs = deadlineMs - startMs;
  if (leftMs <= 0 || chain.out !== '') return;
  const capMs = step === null ? Math.max(LEAST_CAP_MS, OWN_SHARE * leftMs) : leftMs;
  const timeoutMs = Math.min(leftMs, capMs);
  const { outcome } = await lane.code(
    { chain: id, plugins, recording, isLossy },
    { timeoutMs, memoryBytes, signal },
  );
  if (signal.aborted) return;
  if (outcome.status === 'ok') {
    const { encodedBytes, lost } = outcome.value;
    chain.cells.set(window, { encodedBytes, quality: lost === undefined ? null : judgedOf(lost) });
    chain.costNs = Math.min(chain.costNs, ((bench.now() - startMs) * 1e6) / samplesOf(recording));
  } else if (outcome.status !== 'timeout') {
    chain.out = `${outcome.status}: ${outcome.error}`;
    chain.failed = true;
  } else if (step === null) chain.out = 'too slow';
}

function judgedOf({ quality, spikes }: JudgeFacts): JudgedQuality | null {
  return quality && { ...quality, ...(spikes && { sample: spikes }) };
}

/** By what the chain has shown, or else others. */
function expectedMs({ costNs }: Tried, window: number, board: Board): number {
  const known = Number.isFinite(costNs) ? costNs : usualCostNs(board);
  return (known * samplesOf(board.windows[window])) / 1e6;
}

/** Nanoseconds a sample of a chain of which nothing is known; 0 before any has shown what it takes. */
export function usualCostNs({ chains }: Pick<Board, 'chains'>): number {
  const costs = [...chains.values()].map(({ costNs }) => costNs).filter(Number.isFinite);
  return costs.length === 0 ? 0 : median(costs);
}

/** Milliseconds that measuring the chains on the windows still takes, in all lanes together. */
export function leftMs(
  chains: readonly Tried[],
  windows: readonly number[],
  { bench, board }: Pick<MeasureOptions, 'bench' | 'board'>,
): number {
  let sum = 0;
  for (const window of windows) {
    for (const chain of chains) {
      if (chain.out === '' && !chain.cells.has(window)) sum += expectedMs(chain, window, board);
    }
  }
  return sum / bench.lanes.length;
}
