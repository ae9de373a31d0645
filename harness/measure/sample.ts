/** Samples of one function by tinybench: warm up, then call until both the time and the least number are reached. */
import { Bench } from 'tinybench';

export interface SampleOptions {
  readonly timeMs: number;
  readonly warmUpMs: number;
  readonly minimumSamples: number;
  /** Whether the function returns a promise that is part of its time. */
  readonly asynchronous: boolean;
}

/** @returns milliseconds of every timed call, ascending */
export async function sampleMs(options: SampleOptions, call: () => unknown): Promise<readonly number[]> {
  const bench = new Bench({
    time: options.timeMs,
    iterations: options.minimumSamples,
    warmupTime: options.warmUpMs,
    warmupIterations: 1,
    retainSamples: true,
    throws: true,
  });
  bench.add('sampled', call, { async: options.asynchronous });
  if (options.asynchronous) await bench.run();
  else bench.runSync();
  const { result } = bench.tasks[0];
  if (!('latency' in result) || result.latency.samples === undefined) {
    throw new Error('tinybench gave no samples');
  }
  return result.latency.samples;
}
