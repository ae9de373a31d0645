/** What the samples of recordings come to, as a process knows them that no plugin has run in. */

import type { Recording } from '../recordings/recording.js';
import type { Limits } from './guard.js';
import type { Outcome } from './outcome.js';
import type { DigestFacts } from './tasks.js';
import type { Workers } from './workers.js';

const known = new WeakMap<Recording, DigestFacts>();

/** What the samples of a recording come to when they are decoded, by a process that no plugin has run in. */
export async function digestOf(
  recording: Recording,
  workers: Workers,
  limits: Limits,
): Promise<Outcome<DigestFacts>> {
  const value = known.get(recording);
  if (value !== undefined) return { status: 'ok', value };
  const outcome = await workers.run('digest', { recording }, limits);
  if (outcome.status === 'ok') known.set(recording, outcome.value);
  return outcome;
}
