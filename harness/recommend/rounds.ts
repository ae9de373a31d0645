/** Rounds of windows: after each, fewer candidates are left, until the time is up or all has been coded. */
import type { Outcome } from '../processes/outcome.js';
import type { ExactFacts } from '../processes/tasks.js';
import type { Recording } from '../recordings/recording.js';
import { type Bench, overLanes } from './bench.js';
import type { CandidateChain } from './candidates.js';
import { type CandidateFacts, levelOf, type Pace, remaining, sizesAmong } from './elimination.js';
import { firstOfEach } from './given.js';
import type { Lane } from './lane.js';
import { reachAmong } from './ranking.js';
import { samplesOf, type Windows } from './windows.js';

/** A chain as it takes part. */
export interface Entrant extends Pick<CandidateChain, 'id' | 'given' | 'isBest'> {
  /** Specifiers of the plugins and profiles that it needs. */
  readonly plugins: readonly string[];
}

/** A chain that takes part, and what has become of it. */
export interface Candidate extends CandidateFacts, Entrant {
  readonly bytes: Map<number, number>;
  readonly pace: { -readonly [Key in keyof Pace]: Pace[Key] };
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
  /** In MB of PCM a second, rising: speeds that a chain may have to reach. */
  readonly speeds: readonly number[];
  /** Chains that have coded the same windows, and for which candidates may be left out. */
  readonly rivals?: readonly Candidate[];
  /** A chain that takes longer for one window is out; if not given, a share of the time. */
  readonly capMs?: number;
}

export interface RoundsOptions {
  readonly bench: Bench;
  readonly memoryBytes: number;
  readonly signal: AbortSignal;
  /** By the clock of the bench. */
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

/** A candidate of which nothing is known. */
export function makeCandidate({ id, plugins, given, isBest }: Entrant): Candidate {
  const pace = { nsPerSample: Number.POSITIVE_INFINITY, warmCalls: 0 };
  return { id, plugins, given, isBest, bytes: new Map(), pace, out: '', failed: false };
}

/** Codes windows with candidates, and leaves in each what became of it. */
export async function runRounds(
  candidates: readonly Candidate[],
  plan: RoundsPlan,
  options: RoundsOptions,
): Promise<RoundsResult> {
  const { bench, signal, deadlineMs } = options;
  const startMs = bench.now();
  const { capMs = capOf(deadlineMs - startMs) } = plan;
  const windows: Recording[] = [];
  let left = candidates;
  let rounds = 0;
  for (; bench.now() < deadlineMs && left.length > 0 && !signal.aborted; rounds++) {
    const drawn = plan.windows.draw(rounds === 0 ? 1 : windowsOfRound(left, windows, options));
    if (drawn.length === 0) break;
    const first = windows.length;
    windows.push(...drawn);
    const trials = drawn.flatMap((_, k) =>
      cheapestFirst(left).map(candidate => ({ candidate, window: first + k })),
    );
    const share = rounds === 0 ? FIRST_ROUND_SHARE : 1;
    const untilMs = startMs + share * (deadlineMs - startMs);
    await overLanes(trials, bench, signal, async (trial, lane) => {
      if (trial.candidate.out === '' && isDue(trial, windows, bench, untilMs)) {
        await codeOne(trial, windows[trial.window], lane, plan, { ...options, deadlineMs: untilMs }, capMs);
      }
      options.onStep(left.length);
    });
    left = eliminate(left, rounds + 1, plan);
  }
  return { left, windows, rounds };
}

/** What one window may take of a time for all of them. */
export function capOf(timeMs: number): number {
  return Math.max(LEAST_CAP_MS, WINDOW_SHARE * timeMs);
}

/** Codes windows that rounds have drawn with another chain, each whole, so that there is something to compare with. */
export async function codeWindows(
  candidate: Candidate,
  windows: readonly Recording[],
  plan: RoundsPlan,
  options: RoundsOptions,
): Promise<void> {
  const trials = windows.map((_, window) => ({ candidate, window }));
  const { bench, deadlineMs, signal } = options;
  await overLanes(trials, bench, signal, async (trial, lane) => {
    if (isDue(trial, windows, bench, deadlineMs)) {
      await codeOne(trial, windows[trial.window], lane, plan, options, deadlineMs - bench.now());
    }
  });
}

/** Leaves out who needs no further windows; of everything that the user gave, the smallest chain stays. */
export function eliminate(
  candidates: readonly Candidate[],
  round: number,
  { speeds, rivals = [] }: Pick<RoundsPlan, 'speeds' | 'rivals'>,
): Candidate[] {
  const running = candidates.filter(({ out }) => out === '');
  const tried = running.filter(({ bytes }) => bytes.size > 0);
  const all = [...tried, ...rivals];
  const rules = { level: levelOf(round, all.length), reachOf: (pace: Pace) => reachAmong(speeds, pace) };
  const sizeOf = sizesAmong(all);
  const favourites = firstOfEach(tried.toSorted((a, b) => sizeOf(a) - sizeOf(b)));
  const kept = new Set([...remaining(all, rules), ...favourites]);
  for (const candidate of tried) if (!kept.has(candidate)) candidate.out = 'larger';
  return running.filter(({ out }) => out === '');
}

function cheapestFirst(candidates: readonly Candidate[]): Candidate[] {
  // in the order given among those that have not run
  const costOf = ({ pace: { nsPerSample } }: Candidate) => Math.min(nsPerSample, Number.MAX_VALUE);
  return candidates.toSorted((a, b) => costOf(a) - costOf(b));
}

/** Whether there is time for it, by what the chain has shown so far. */
export function isDue(
  { candidate: { pace }, window }: Trial,
  windows: readonly Recording[],
  bench: Bench,
  untilMs: number,
): boolean {
  const leftMs = untilMs - bench.now();
  if (pace.nsPerSample === Number.POSITIVE_INFINITY) return leftMs > 0;
  return (pace.nsPerSample * samplesOf(windows[window])) / 1e6 < leftMs;
}

/** As many windows as take half of the time left, and at most as many again as there have been. */
function windowsOfRound(
  left: readonly Candidate[],
  windows: readonly Recording[],
  { bench, deadlineMs }: RoundsOptions,
): number {
  const meanSamples = windows.reduce((sum, window) => sum + samplesOf(window), 0) / windows.length;
  const costs = left.map(({ pace }) => pace.nsPerSample).filter(Number.isFinite);
  const roundNs = costs.reduce((sum, cost) => sum + cost, 0) * meanSamples;
  const windowMs = roundNs / 1e6 / bench.lanes.length;
  const fitting = Math.floor((deadlineMs - bench.now()) / 2 / Math.max(windowMs, 1));
  return Math.max(1, Math.min(windows.length, fitting));
}

/**
 * Codes a window, and notes in the candidate what came of it.
 * @param capMs a chain that takes longer is out
 */
export async function codeOne(
  { candidate, window }: Trial,
  recording: Recording,
  lane: Lane,
  { blockFrames }: Pick<RoundsPlan, 'blockFrames'>,
  { bench, deadlineMs, memoryBytes, signal }: RoundsOptions,
  capMs: number,
): Promise<void> {
  const { id: chain, plugins } = candidate;
  const timeoutMs = Math.min(Math.max(1, deadlineMs - bench.now()), capMs);
  const task = { chain, plugins, recording, ...(blockFrames !== undefined && { blockFrames }) };
  const { outcome, isWarm } = await lane.code(task, { timeoutMs, memoryBytes, signal });
  if (signal.aborted) return;
  if (outcome.status === 'ok') {
    const { encodedBytes, codecMs } = outcome.value;
    candidate.bytes.set(window, encodedBytes);
    notePace(candidate.pace, (codecMs * 1e6) / samplesOf(recording), isWarm);
  } else if (outcome.status !== 'timeout') noteFailure(candidate, outcome);
  // what was stopped sooner, since the time for all was up, is not known to be slow
  else if (timeoutMs >= capMs / 2) candidate.out = 'too slow';
}

function notePace(pace: Candidate['pace'], nsPerSample: number, isWarm: boolean): void {
  pace.nsPerSample = Math.min(pace.nsPerSample, nsPerSample);
  if (isWarm) pace.warmCalls++;
}

function noteFailure(
  candidate: Candidate,
  { status, error }: Exclude<Outcome<ExactFacts>, { status: 'ok' }>,
) {
  candidate.out = `${status}: ${error}`;
  candidate.failed = true;
}
