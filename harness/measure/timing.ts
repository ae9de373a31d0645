/**
 * One process run of the timing pass. The process is fresh, so that no other codec has left its mark on the
 * compiler's type feedback: encode and decode once and compare, warm up, then let tinybench take the samples.
 */
import { Bench } from 'tinybench';
import { copyOf, describeMismatch, openTask, pristineSamples } from './exact.js';
import { type CellTask, type Outcome, type TimingBudget, type TimingFacts, WARM_UP_MS } from './task.js';

export interface TimingTask extends CellTask {
  readonly budget: TimingBudget;
}

// taken before a plugin is loaded
const resourceUsage = process.resourceUsage.bind(process);

/** Times encode and decode of a chain on a recording. */
export async function timing(task: TimingTask): Promise<Outcome<TimingFacts>> {
  const recorded = pristineSamples(task.recording);
  const input = copyOf(recorded);
  const codec = await openTask(task);
  const stream = await codec.encode(input);
  const mismatch = describeMismatch(await codec.decode(stream), recorded);
  if (mismatch !== undefined) return { status: 'mismatch', error: mismatch };
  // what encode returned may be a view of something larger: decode is timed on bytes as read from a disk
  const bytes = new Uint8Array(stream);
  const asynchronous = codec.asynchronous === true;
  // a view of its own for each call, so that none can be answered from a memory of the last
  const { data, channels } = input;
  const encodeNs = await sample(task.budget, asynchronous, () =>
    codec.encode({ data: data.subarray(), channels }),
  );
  const decodeNs = await sample(task.budget, asynchronous, () => codec.decode(bytes.subarray()));
  const peakRssBytes = resourceUsage().maxRSS * 1024;
  return { status: 'ok', value: { encodeNs, decodeNs, peakRssBytes } };
}

/** Samples one function. @returns nanoseconds of every timed call, ascending */
async function sample(budget: TimingBudget, asynchronous: boolean, run: () => unknown): Promise<number[]> {
  const bench = new Bench({
    time: budget.timeMs,
    iterations: budget.minimumSamples,
    warmupTime: WARM_UP_MS,
    warmupIterations: 1,
    retainSamples: true,
    throws: true,
  });
  bench.add('codec', run, { async: asynchronous });
  if (asynchronous) await bench.run();
  else bench.runSync();
  const result = bench.tasks[0].result;
  if (!('latency' in result) || result.latency.samples === undefined)
    throw new Error('tinybench gave no samples');
  return Array.from(result.latency.samples, ms => Math.round(ms * 1e6));
}
