/**
 * One process run of the timing pass. The process is fresh, so that no other codec has left its mark on the
 * compiler's type feedback: encode and decode once and compare, warm up, then let tinybench take the samples while the
 * machine is quiet.
 */

import type { CellTask, Outcome, TimingBudget, TimingFacts } from '../processes/tasks.js';
import { WARM_UP_MS } from './budget.js';
import { copyOf, describeMismatch, openTask, pristineSamples } from './exact.js';
import { makeProbe } from './quiet.js';
import { sampleMs } from './sample.js';

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
  const { timeMs, minimumSamples, patienceMs, probeNs } = task.budget;
  const asynchronous = codec.asynchronous === true;
  const probe = await makeProbe(probeNs ?? Number.POSITIVE_INFINITY);
  const options = { timeMs, warmUpMs: WARM_UP_MS, minimumSamples, asynchronous, probe, patienceMs };
  // a view of its own for each call, so that none can be answered from a memory of the last
  const { data, channels } = input;
  const encode = await sampleMs(options, () => codec.encode({ data: data.subarray(), channels }));
  const decode = await sampleMs(options, () => codec.decode(bytes.subarray()));
  return {
    status: 'ok',
    value: {
      encodeNs: toNs(encode.samplesMs),
      decodeNs: toNs(decode.samplesMs),
      peakRssBytes: resourceUsage().maxRSS * 1024,
      quiet: encode.quiet && decode.quiet,
      lostMs: encode.lostMs + decode.lostMs,
      probeNs: probe.bestNs(),
    },
  };
}

function toNs(samplesMs: readonly number[]): number[] {
  return samplesMs.map(ms => Math.round(ms * 1e6));
}
