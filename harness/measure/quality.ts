/** What a chain that loses something did to a recording, inside a measuring process. */
import { readFileSync } from 'node:fs';
import type { Outcome } from '../processes/outcome.js';
import type { FlickerFacts, FlickerTask, JudgeFacts, JudgeTask } from '../processes/tasks.js';
import { limitsOf } from '../quality/limits.js';
import { compareFlicker, compareSamples, makeReference, type Reference } from '../quality/quality.js';
import { wholeOf } from '../recordings/chunked.js';
import { loadUnits } from '../recordings/load-units.js';
import type { Recording } from '../recordings/recording.js';
import { describeMismatch, pristineSamples } from './cell.js';

// cells come recording by recording
let held: { readonly key: string; readonly reference: Reference } | undefined;

async function referenceOf(recording: Recording): Promise<Reference> {
  const whole = wholeOf(recording);
  const key = JSON.stringify(whole);
  if (held?.key !== key) {
    const { sampleRateHz, microvolts } = whole;
    const samples = await pristineSamples(whole);
    const reference = makeReference(samples, sampleRateHz, microvolts, await loadUnits(whole));
    held = { key, reference };
  }
  return held.reference;
}

/** Holds what was decoded to what its chain promises, and measures how good it is. */
export async function judge({
  recording,
  samplesPath,
  greatestError,
  tellsSpikes = false,
}: JudgeTask): Promise<Outcome<JudgeFacts>> {
  const recorded = await pristineSamples(recording);
  const bytes = new Uint8Array(readFileSync(samplesPath));
  const decoded = {
    data: new Int16Array(bytes.buffer, 0, Math.floor(bytes.length / 2)),
    channels: recorded.channels,
  };
  const mismatch = describeMismatch(decoded, recorded, greatestError ?? Number.POSITIVE_INFINITY);
  if (mismatch !== undefined) return { status: 'mismatch', error: mismatch };
  if (recording.source.type === 'solid') return { status: 'ok', value: { quality: null } };
  const { quality, spikes, truth } = compareSamples(await referenceOf(recording), decoded);
  return { status: 'ok', value: { quality, truth, ...(tellsSpikes && { spikes }) } };
}

/** What no codec can be blamed for, and what none can do better. */
export async function flickerFloorOf({ recording, seed }: FlickerTask): Promise<Outcome<FlickerFacts>> {
  const reference = await referenceOf(recording);
  return { status: 'ok', value: { ...compareFlicker(reference, seed), limits: limitsOf(reference) } };
}
