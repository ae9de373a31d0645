/** Speeds of chains, each run in a fresh process, one at a time, as in the timing pass of a sweep. */

import { median } from '../../codecs/models/median.js';
import { shortestRunMs } from '../measure/budget.js';
import type { Limits } from '../processes/guard.js';
import type { CellTask } from '../processes/tasks.js';
import type { Recording } from '../recordings/recording.js';
import { samplesOf } from '../windows/windows.js';
import type { Bench } from './bench.js';

/** Process runs of a chain so far. */
export interface Speed {
  /** Nanoseconds a sample: each run's median. */
  readonly encodeNs: readonly number[];
  readonly decodeNs: readonly number[];
}

/** PCM a second of encode and of decode; at least that much, where only rounds have shown it. */
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

/** By the slower direction. */
export function slower({ encodeMbPerS, decodeMbPerS }: Throughput): number {
  return Math.min(encodeMbPerS, decodeMbPerS);
}

/** 10^6 bytes of PCM a second. */
export function mbPerS(nsPerSample: number): number {
  return (BYTES_PER_SAMPLE * 1000) / nsPerSample;
}

/** Milliseconds that a run is going to take, by what the rounds have shown. */
export function runMs(recording: Recording, roughNsPerSample: number): number {
  return START_MS + Math.max(shortestRunMs(TIME_MS), (CALLS * roughNsPerSample * samplesOf(recording)) / 1e6);
}

/**
 * One process run.
 * @param roughNsPerSample what the rounds have shown of encoding and decoding
 * @returns what there was with the run added; undefined if it failed
 */
export async function timeOnce(
  cell: CellTask,
  before: Speed | undefined,
  roughNsPerSample: number,
  bench: Bench,
  limits: Limits,
): Promise<Speed | undefined> {
  const samples = samplesOf(cell.recording);
  const onceMs = (roughNsPerSample * samples) / 1e6;
  const run = { subject: { type: 'cell', cell }, timeMs: TIME_MS, minimumSamples: 1, onceMs } as const;
  const outcome = await bench.time(run, limits);
  if (outcome.status !== 'ok') return undefined;
  const { encodeNs = [], decodeNs = [] } = before ?? {};
  return {
    encodeNs: [...encodeNs, median(outcome.value.encodeNs) / samples],
    decodeNs: [...decodeNs, median(outcome.value.decodeNs) / samples],
  };
}
