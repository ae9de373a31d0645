/** Speeds of finalists, each run in a fresh process, one at a time, as in the timing pass of a sweep. */

import { WARM_UP_MS } from '../measure/budget.js';
import type { CellTask, TimingBudget, TimingFacts } from '../processes/tasks.js';
import { runFresh } from '../processes/workers.js';
import type { Recording } from '../recordings/recording.js';
import { median } from '../stats/median.js';
import type { QuietKeeper } from '../sweep/quiet-keeper.js';
import { samplesOf } from './rounds.js';

/** Process runs of a chain so far. */
export interface Speed {
  /** Nanoseconds a sample: each run's median. */
  readonly encodeNs: readonly number[];
  readonly decodeNs: readonly number[];
}

/** PCM a second of encode and of decode; at least that much, where only the race has told. */
export interface Throughput {
  readonly encodeMbPerS: number;
  readonly decodeMbPerS: number;
  /** Process runs; 0: not timed. */
  readonly runs: number;
}

/** Enough for a median that one disturbed run does not move. */
export const MOST_RUNS = 5;
const TIME_MS = 60;
const START_MS = 400;
const CALLS = 6;
const BYTES_PER_SAMPLE = 2;

export function throughputOf(speed: Speed | undefined, roughNsPerSample: number): Throughput {
  const rough = mbPerS(roughNsPerSample);
  if (speed === undefined || speed.encodeNs.length === 0) {
    return { encodeMbPerS: rough, decodeMbPerS: rough, runs: 0 };
  }
  return {
    encodeMbPerS: mbPerS(median(speed.encodeNs)),
    decodeMbPerS: mbPerS(median(speed.decodeNs)),
    runs: speed.encodeNs.length,
  };
}

/** 10^6 bytes of PCM a second. */
export function mbPerS(nsPerSample: number): number {
  return (BYTES_PER_SAMPLE * 1000) / nsPerSample;
}

/** Milliseconds that a run is going to take, by what the race has told. */
export function runMs(recording: Recording, roughNsPerSample: number): number {
  return (
    START_MS + Math.max(2 * (WARM_UP_MS + TIME_MS), (CALLS * roughNsPerSample * samplesOf(recording)) / 1e6)
  );
}

/**
 * One process run.
 * @param roughNsPerSample what the race has told of encoding and decoding
 * @returns what there was with the run added; undefined if it failed
 */
export async function timeOnce(
  task: CellTask,
  before: Speed | undefined,
  roughNsPerSample: number,
  keeper: QuietKeeper,
  limits: { readonly timeoutMs: number; readonly memoryBytes: number; readonly signal: AbortSignal },
): Promise<Speed | undefined> {
  const samples = samplesOf(task.recording);
  const quiet = keeper.next((roughNsPerSample * samples) / 1e6);
  const budget: TimingBudget = { timeMs: TIME_MS, minimumSamples: 1, ...quiet };
  const outcome = await runFresh<TimingFacts>('timing', { ...task, budget }, limits);
  if (outcome.status !== 'ok') return undefined;
  keeper.add(outcome.value, 0);
  const { encodeNs = [], decodeNs = [] } = before ?? {};
  return {
    encodeNs: [...encodeNs, median(outcome.value.encodeNs) / samples],
    decodeNs: [...decodeNs, median(outcome.value.decodeNs) / samples],
  };
}
