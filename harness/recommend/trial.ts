/** One window coded with one chain. */
import type { Recording } from '../recordings/recording.js';
import type { Lane } from '../windows/lane.js';
import { samplesOf } from '../windows/windows.js';
import type { Bench } from './bench.js';
import type { Candidate } from './candidate.js';

export interface Trial {
  readonly candidate: Candidate;
  /** Its number, and what it is. */
  readonly window: number;
  readonly recording: Recording;
  /** If given, each block of so many frames is a stream of its own. */
  readonly blockFrames?: number | undefined;
}

export interface TrialOptions {
  readonly bench: Bench;
  readonly memoryBytes: number;
  readonly signal: AbortSignal;
  /** By the clock of the bench. */
  readonly deadlineMs: number;
  /** A chain that takes longer is out. */
  readonly capMs: number;
}

/** Windows that each chain codes again in instances that are open, after its first in a process. */
const REPEATED = 3;

/** Codes the window, if the candidate is not out and there is time for it, and notes in the candidate what came of it. */
export async function tryOne(
  trial: Trial,
  lane: Lane,
  { bench, memoryBytes, signal, deadlineMs, capMs }: TrialOptions,
): Promise<void> {
  const { candidate, window, recording, blockFrames } = trial;
  const leftMs = deadlineMs - bench.now();
  if (candidate.out !== '' || leftMs <= expectedMs(trial)) return;
  const { id: chain, plugins } = candidate;
  const repeat = candidate.pace.warmCalls < REPEATED;
  const task = { chain, plugins, recording, repeat, ...(blockFrames !== undefined && { blockFrames }) };
  const timeoutMs = Math.min(leftMs, capMs);
  const { outcome, isWarm } = await lane.code(task, { timeoutMs, memoryBytes, signal });
  if (signal.aborted) return;
  if (outcome.status === 'ok') {
    const { encodedBytes, codecMs, openedMs = codecMs } = outcome.value;
    const perSample = (ms: number) => (ms * 1e6) / samplesOf(recording);
    candidate.bytes.set(window, encodedBytes);
    candidate.costNs = Math.min(candidate.costNs, perSample(codecMs));
    notePace(candidate.pace, perSample(openedMs), isWarm);
  } else if (outcome.status === 'timeout') {
    // what was stopped sooner, since the time for all was up, is not known to be slow
    if (timeoutMs >= capMs / 2) candidate.out = 'too slow';
  } else {
    candidate.out = `${outcome.status}: ${outcome.error}`;
    candidate.failed = true;
  }
}

/** By what the chain has shown so far; 0 before that. */
function expectedMs({ candidate: { costNs }, recording }: Trial): number {
  return Number.isFinite(costNs) ? (costNs * samplesOf(recording)) / 1e6 : 0;
}

function notePace(pace: Candidate['pace'], nsPerSample: number, isWarm: boolean): void {
  pace.nsPerSample = Math.min(pace.nsPerSample, nsPerSample);
  if (isWarm) pace.warmCalls++;
}
