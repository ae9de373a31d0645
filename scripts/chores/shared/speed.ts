/** How fast something built in is: timing runs as a sweep makes them, all recordings in each call. */

import { median } from '../../../codecs/models/median.js';
import type { Limits } from '../../../harness/processes/guard.js';
import { makeQuietKeeper } from '../../../harness/processes/quiet-keeper.js';
import type { Batch, TimingSubject } from '../../../harness/processes/tasks.js';
import { timeFresh } from '../../../harness/processes/timing-run.js';

export type Subject = TimingSubject & Batch;

/** Megabytes of PCM a second (10^6 bytes, 2 a sample): the median over calls. */
export interface Speed {
  /** Not a number for a twin that only decodes. */
  readonly encodeMbPerS: number;
  readonly decodeMbPerS: number;
}

const MINIMUM_SAMPLES = 5;
/** What a call takes is not known beforehand; so it is given the patience of one that takes long. */
const ONCE_MS = 250;
const LIMITS: Limits = { timeoutMs: 3_600_000, memoryBytes: 2 ** 32 };

const keeper = makeQuietKeeper(Number.POSITIVE_INFINITY);

/**
 * Makes one timing run.
 * @param timeMs of samples taken of encode, and as many of decode
 * @throws Error if it fails
 */
export async function measureSpeed(subject: Subject, timeMs: number): Promise<Speed> {
  const run = { subject, timeMs, minimumSamples: MINIMUM_SAMPLES, onceMs: ONCE_MS };
  const outcome = await timeFresh(run, keeper, () => LIMITS);
  if (outcome.status !== 'ok') {
    throw new Error(`${'id' in subject ? subject.id : subject.type}: ${outcome.error}`);
  }
  const samples = subject.recordings.reduce((sum, { channels, frames }) => sum + channels * frames, 0);
  const mbPerS = (ns: readonly number[]) => (2000 * samples) / median(ns);
  const { encodeNs, decodeNs } = outcome.value;
  return {
    encodeMbPerS: encodeNs.length === 0 ? Number.NaN : mbPerS(encodeNs),
    decodeMbPerS: mbPerS(decodeNs),
  };
}
