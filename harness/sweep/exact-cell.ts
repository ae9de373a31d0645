/** The exact pass of one cell. */
import { arePlugins } from '../plugins/specifiers.js';
import type { Limits } from '../processes/guard.js';
import type { Outcome } from '../processes/outcome.js';
import type { CellTask, DigestFacts, ExactFacts } from '../processes/tasks.js';
import type { Workers } from '../processes/workers.js';
import type { Recording } from '../recordings/recording.js';
import { startPair } from './coding-pair.js';

/** Encodes, decodes and compares; if a plugin takes part, in a fresh process for each direction. */
export async function measureExactly(
  cell: CellTask,
  workers: Workers,
  limits: Limits,
): Promise<Outcome<ExactFacts>> {
  if (!arePlugins(cell.plugins)) return workers.run('exact', cell, limits);
  const digest = await digestOf(cell.recording, workers, limits);
  if (digest.status !== 'ok') return digest;
  const pair = startPair(limits.memoryBytes, limits.signal);
  let result: Outcome<ExactFacts> = { status: 'error', error: 'interrupted' };
  try {
    await pair.code([{ ...cell, ...digest.value }], limits, (_, { outcome }) => {
      result = outcome;
    });
  } finally {
    await pair.close();
  }
  return result;
}

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
