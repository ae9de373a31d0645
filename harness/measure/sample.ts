/**
 * Samples of one function by tinybench: warm up, then call in short bursts until both the time and the least number are
 * reached. Before each burst what the last has left is given back. Bursts between two probes that find the machine quiet
 * are kept; the others, and the waiting for quiet, are bounded by the patience. When that is used up, everything counts,
 * and it is said.
 */
import { Bench } from 'tinybench';
import { collectYoung } from './collect.js';
import type { Probe } from './quiet.js';

export interface SampleOptions {
  readonly timeMs: number;
  readonly warmUpMs: number;
  readonly minimumSamples: number;
  /** So many of a quiet machine stand for all, once patience is used up; `minimumSamples` unless given. */
  readonly enoughSamples?: number;
  /** Whether the function returns a promise that is part of its time. */
  readonly asynchronous: boolean;
  readonly probe: Probe;
  /** Milliseconds that may be lost to a disturbed machine. */
  readonly patienceMs: number;
}

export interface Sampled {
  /** Milliseconds of every timed call, ascending. */
  readonly samplesMs: readonly number[];
  /** Whether the machine was quiet whenever they were taken. */
  readonly quiet: boolean;
  /** What was lost to a disturbed machine. */
  readonly lostMs: number;
}

const BURST_MS = 2;
/** Of the time that is wanted, this much has to be quiet for the rest to be left out. */
const ENOUGH = 0.25;

export async function sampleMs(options: SampleOptions, call: () => unknown): Promise<Sampled> {
  const { timeMs, warmUpMs, minimumSamples, asynchronous, probe, patienceMs } = options;
  const { enoughSamples = minimumSamples } = options;
  const burst = () => sampleBurst(call, BURST_MS, asynchronous);
  const warmAtMs = performance.now() + warmUpMs;
  do {
    collectYoung();
    await burst();
  } while (performance.now() < warmAtMs);
  const kept = collection();
  const all = collection();
  let lostMs = 0;
  const isShort = ({ samples, sum }: Collection, shareOfTime = 1, count = minimumSamples) =>
    sum() < shareOfTime * timeMs || samples.length < count;
  while (isShort(kept) && lostMs < patienceMs) {
    collectYoung();
    const startMs = performance.now();
    if (probe.isQuiet()) {
      const samples = await burst();
      all.add(samples);
      if (probe.isQuiet()) {
        kept.add(samples);
        continue;
      }
    }
    lostMs += performance.now() - startMs;
  }
  const quiet = !isShort(kept, ENOUGH, enoughSamples);
  while (!quiet && isShort(all)) {
    collectYoung();
    all.add(await burst());
  }
  const { samples } = quiet ? kept : all;
  return { samplesMs: samples.toSorted((a, b) => a - b), quiet, lostMs };
}

interface Collection {
  readonly samples: number[];
  readonly sum: () => number;
  readonly add: (samples: readonly number[]) => void;
}

function collection(): Collection {
  const samples: number[] = [];
  let total = 0;
  return {
    samples,
    sum: () => total,
    add: added => {
      samples.push(...added);
      for (const ms of added) total += ms;
    },
  };
}

/** Calls for at least so long, and at least once. */
async function sampleBurst(
  call: () => unknown,
  timeMs: number,
  asynchronous: boolean,
): Promise<readonly number[]> {
  const bench = new Bench({ time: timeMs, iterations: 1, warmup: false, retainSamples: true, throws: true });
  bench.add('sampled', call, { async: asynchronous });
  if (asynchronous) await bench.run();
  else bench.runSync();
  const { result } = bench.tasks[0];
  if (!('latency' in result) || result.latency.samples === undefined) {
    throw new Error('tinybench gave no samples');
  }
  return result.latency.samples;
}
