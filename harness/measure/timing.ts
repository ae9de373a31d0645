/**
 * One process run of the timing pass. The process is fresh, so that no other codec has left its mark on the
 * compiler's type feedback: encode and decode once and compare, warm up, then let tinybench take the samples while the
 * machine is quiet.
 */
import type { Outcome } from '../processes/outcome.js';
import type { TimingFacts, TimingTask } from '../processes/tasks.js';
import { WARM_UP_MS } from './budget.js';
import { makeProbe } from './quiet.js';
import { type Sampled, sampleMs } from './sample.js';
import { prepare } from './subject.js';

// taken before a plugin is loaded
const resourceUsage = process.resourceUsage.bind(process);

const NOT_SAMPLED: Sampled = { samplesMs: [], quiet: true, lostMs: 0 };

/** Times encode and decode, and of chunks the way to one second. */
export async function timing({ subject, budget }: TimingTask): Promise<Outcome<TimingFacts>> {
  const prepared = await prepare(subject);
  if (prepared.status !== 'ok') return prepared;
  const calls = prepared.value;
  const { timeMs, minimumSamples, patienceMs, probeNs } = budget;
  const { asynchronous } = calls;
  const probe = await makeProbe(probeNs ?? Number.POSITIVE_INFINITY);
  const options = { timeMs, warmUpMs: WARM_UP_MS, minimumSamples, asynchronous, probe, patienceMs };
  const encode = calls.encode === undefined ? NOT_SAMPLED : await sampleMs(options, calls.encode);
  const decode = await sampleMs(options, calls.decode);
  const access =
    calls.access === undefined
      ? NOT_SAMPLED
      : await sampleMs({ ...options, asynchronous: true }, calls.access);
  return {
    status: 'ok',
    value: {
      encodeNs: toNs(encode.samplesMs),
      decodeNs: toNs(decode.samplesMs),
      ...(calls.access !== undefined && { accessNs: toNs(access.samplesMs) }),
      peakRssBytes: resourceUsage().maxRSS * 1024,
      quiet: encode.quiet && decode.quiet && access.quiet,
      lostMs: encode.lostMs + decode.lostMs + access.lostMs,
      probeNs: probe.bestNs(),
    },
  };
}

function toNs(samplesMs: readonly number[]): number[] {
  return samplesMs.map(ms => Math.round(ms * 1e6));
}
