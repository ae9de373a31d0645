/** Rounds of windows: after each, fewer candidates are left, until the time is up or all has been coded. */
import { inLanes } from '../processes/lanes.js';
import type { Outcome } from '../processes/outcome.js';
import type { ExactFacts } from '../processes/tasks.js';
import type { Workers } from '../processes/workers.js';
import type { Recording } from '../recordings/recording.js';
import { measureExactly } from '../sweep/exact-cell.js';
import { type CandidateFacts, levelOf, type Pace, remaining } from './elimination.js';
import type { Windows } from './windows.js';

/** A chain that takes part, and what has become of it. */
export interface Candidate extends CandidateFacts {
  readonly plugins: readonly string[];
  readonly bytes: Map<number, number>;
  nsPerSample: number;
  /** Why it is out; empty while it is not. */
  out: string;
  /** Whether it is out because it failed. */
  failed: boolean;
}

/** What is coded in rounds, and what counts. */
export interface RoundsPlan {
  readonly windows: Windows;
  /** If given, each block of so many frames is a stream of its own. */
  readonly blockFrames?: number | undefined;
  readonly paceOf: (candidate: CandidateFacts) => Pace;
  /** Windows of the first round. */
  readonly firstWindows: number;
  readonly mostRounds?: number;
}

export interface RoundsOptions {
  readonly workers: Workers;
  readonly jobs: number;
  readonly memoryBytes: number;
  readonly signal: AbortSignal;
  /** By `performance.now()`. */
  readonly deadlineMs: number;
  readonly onStep: (left: number) => void;
}

/** Candidates that are left, the windows that were drawn, and in how many rounds. */
export interface RoundsResult {
  readonly left: readonly Candidate[];
  readonly windows: readonly Recording[];
  readonly rounds: number;
}

interface Trial {
  readonly candidate: Candidate;
  readonly window: number;
}

/** Until chains have shown what they cost, more of them are tried rather than more windows. */
const FIRST_ROUND_SHARE = 0.5;
/** A chain that takes more of the time than this for one window is left out. */
const WINDOW_SHARE = 0.12;
// cold code on a busy machine is no slow chain
const LEAST_CAP_MS = 1000;

export function makeCandidate(id: string, plugins: readonly string[]): Candidate {
  return { id, plugins, bytes: new Map(), nsPerSample: Number.POSITIVE_INFINITY, out: '', failed: false };
}

/** Codes windows with candidates, and leaves in each what became of it. */
export async function runRounds(
  candidates: readonly Candidate[],
  plan: RoundsPlan,
  options: RoundsOptions,
): Promise<RoundsResult> {
  const { signal, deadlineMs } = options;
  const startMs = performance.now();
  const capMs = Math.max(LEAST_CAP_MS, WINDOW_SHARE * (deadlineMs - startMs));
  const windows: Recording[] = [];
  let left = candidates;
  let rounds = 0;
  const { firstWindows, mostRounds = Number.POSITIVE_INFINITY } = plan;
  for (; rounds < mostRounds && performance.now() < deadlineMs && !signal.aborted; rounds++) {
    const count = rounds === 0 ? firstWindows : windowsOfRound(left, windows, options);
    const drawn = plan.windows.draw(count);
    if (drawn.length === 0 || left.length === 0) break;
    const first = windows.length;
    windows.push(...drawn);
    const untilMs = startMs + shareOf(rounds, mostRounds) * (deadlineMs - startMs);
    const trials = drawn.flatMap((_, k) =>
      cheapestFirst(left).map(candidate => ({ candidate, window: first + k })),
    );
    await inLanes(trials, options.jobs, signal, async trial => {
      if (trial.candidate.out === '' && isDue(trial, windows, untilMs)) {
        await codeOne(trial, windows[trial.window], plan, { ...options, deadlineMs: untilMs }, capMs);
      }
      options.onStep(left.length);
    });
    left = eliminate(left, rounds + 1, plan);
  }
  return { left, windows, rounds };
}

/** Of the time for all rounds, by the end of one. */
function shareOf(round: number, mostRounds: number): number {
  return round === 0 && mostRounds > 1 ? FIRST_ROUND_SHARE : 1;
}

/** Codes windows that rounds have drawn with another chain, each whole, so that there is something to compare with. */
export async function codeWindows(
  candidate: Candidate,
  windows: readonly Recording[],
  plan: RoundsPlan,
  options: RoundsOptions,
): Promise<void> {
  const trials = windows.map((_, window) => ({ candidate, window }));
  const { deadlineMs, jobs, signal } = options;
  await inLanes(trials, jobs, signal, async trial => {
    if (isDue(trial, windows, deadlineMs)) {
      await codeOne(trial, windows[trial.window], plan, options, deadlineMs - performance.now());
    }
  });
}

function eliminate(candidates: readonly Candidate[], round: number, { paceOf }: RoundsPlan): Candidate[] {
  const running = candidates.filter(({ out }) => out === '');
  const tried = running.filter(({ bytes }) => bytes.size > 0);
  const kept = remaining(tried, { level: levelOf(round, tried.length), paceOf });
  for (const candidate of tried) if (!kept.includes(candidate)) candidate.out = 'larger';
  return running.filter(({ out }) => out === '');
}

function cheapestFirst(candidates: readonly Candidate[]): Candidate[] {
  // in the order given among those that have not run
  return candidates.toSorted((a, b) => (a.nsPerSample === b.nsPerSample ? 0 : a.nsPerSample - b.nsPerSample));
}

function isDue({ candidate, window }: Trial, windows: readonly Recording[], untilMs: number): boolean {
  const leftMs = untilMs - performance.now();
  if (candidate.nsPerSample === Number.POSITIVE_INFINITY) return leftMs > 0;
  return (candidate.nsPerSample * samplesOf(windows[window])) / 1e6 < leftMs;
}

/** As many windows as take half of the time left, and at most as many again as there have been. */
function windowsOfRound(
  left: readonly Candidate[],
  windows: readonly Recording[],
  { jobs, deadlineMs }: RoundsOptions,
): number {
  const meanSamples = windows.reduce((sum, window) => sum + samplesOf(window), 0) / windows.length;
  const known = left.filter(({ nsPerSample }) => Number.isFinite(nsPerSample));
  const windowMs = (known.reduce((sum, { nsPerSample }) => sum + nsPerSample, 0) * meanSamples) / 1e6 / jobs;
  const fitting = Math.floor((deadlineMs - performance.now()) / 2 / Math.max(windowMs, 1));
  return Math.max(1, Math.min(windows.length, fitting));
}

async function codeOne(
  { candidate, window }: Trial,
  recording: Recording,
  { blockFrames }: RoundsPlan,
  { workers, deadlineMs, memoryBytes, signal }: RoundsOptions,
  capMs: number,
): Promise<void> {
  const leftMs = Math.max(1, deadlineMs - performance.now());
  const task = {
    chain: candidate.id,
    plugins: candidate.plugins,
    recording,
    ...(blockFrames !== undefined && { blockFrames }),
  };
  const timeoutMs = Math.min(leftMs, capMs);
  const limits = { timeoutMs, memoryBytes, signal };
  const outcome = await measureExactly(task, workers, limits);
  if (!signal.aborted) note(candidate, window, samplesOf(recording), outcome, timeoutMs === capMs);
}

function note(
  candidate: Candidate,
  window: number,
  samples: number,
  outcome: Outcome<ExactFacts>,
  capped: boolean,
): void {
  if (outcome.status === 'ok') {
    candidate.bytes.set(window, outcome.value.encodedBytes);
    candidate.nsPerSample = Math.min(candidate.nsPerSample, (outcome.value.codecMs * 1e6) / samples);
  } else if (outcome.status === 'timeout') {
    if (capped) candidate.out = 'too slow';
  } else {
    candidate.out = `${outcome.status}: ${outcome.error}`;
    candidate.failed = true;
  }
}

/** Samples of all channels. */
export function samplesOf({ channels, frames }: Recording): number {
  return channels * frames;
}
