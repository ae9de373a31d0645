/** Rounds of windows: after each, fewer candidates are left, until the time is up or all has been coded. */
import type { Recording } from '../recordings/recording.js';
import { overLanes } from '../windows/lane.js';
import { samplesOf, type Windows } from '../windows/windows.js';
import { type Candidate, compresses } from './candidate.js';
import { levelOf, type Pace, remaining, sizesAmong } from './elimination.js';
import { firstOfEach } from './given.js';
import { reachAmong } from './ranking.js';
import { type Trial, type TrialOptions, tryOne } from './trial.js';

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

export interface RoundsOptions extends Omit<TrialOptions, 'capMs'> {
  readonly onStep: (left: number) => void;
}

/** Candidates that are left, the windows that were drawn, and in how many rounds. */
export interface RoundsResult {
  readonly left: readonly Candidate[];
  readonly windows: readonly Recording[];
  readonly rounds: number;
}

/** Until chains have shown what they cost, more of them are tried rather than more windows. */
const FIRST_ROUND_SHARE = 0.5;
/** A chain that takes more of the time than this for one window is left out. The slowest ones come last in a round. */
const ROUNDS_CAP_SHARE = 0.25;
// cold code on a busy machine is no slow chain
const LEAST_CAP_MS = 1000;

/** Codes windows with candidates, and leaves in each what became of it. */
export async function runRounds(
  candidates: readonly Candidate[],
  plan: RoundsPlan,
  options: RoundsOptions,
): Promise<RoundsResult> {
  const { bench, signal, deadlineMs } = options;
  const startMs = bench.now();
  const { capMs = capOf(deadlineMs - startMs, ROUNDS_CAP_SHARE) } = plan;
  const windows: Recording[] = [];
  let left = candidates;
  let rounds = 0;
  for (; bench.now() < deadlineMs && left.length > 0 && !signal.aborted; rounds++) {
    const drawn = plan.windows.draw(rounds === 0 ? 1 : windowsOfRound(left, windows, options));
    if (drawn.length === 0) break;
    const trials = trialsOf(left, drawn, windows.length, plan);
    windows.push(...drawn);
    const share = rounds === 0 ? FIRST_ROUND_SHARE : 1;
    const untilMs = startMs + share * (deadlineMs - startMs);
    await overLanes(trials, bench.lanes, signal, async (trial, lane) => {
      await tryOne(trial, lane, { ...options, deadlineMs: untilMs, capMs });
      options.onStep(left.length);
    });
    left = eliminate(left, windows, rounds + 1, plan);
  }
  return { left, windows, rounds };
}

function trialsOf(
  candidates: readonly Candidate[],
  drawn: readonly Recording[],
  first: number,
  { blockFrames }: RoundsPlan,
): Trial[] {
  const order = cheapestFirst(candidates);
  return drawn.flatMap((recording, k) =>
    order.map(candidate => ({ candidate, window: first + k, recording, blockFrames })),
  );
}

/** What one window may take of a time for all of them. */
export function capOf(timeMs: number, share: number): number {
  return Math.max(LEAST_CAP_MS, share * timeMs);
}

/** Codes windows that rounds have drawn with another chain, each whole, so that there is something to compare with. */
export async function codeWindows(
  candidate: Candidate,
  windows: readonly Recording[],
  options: RoundsOptions,
): Promise<void> {
  const { bench, deadlineMs, signal } = options;
  const trials = windows.map((recording, window) => ({ candidate, window, recording }));
  const capMs = Math.max(0, deadlineMs - bench.now());
  await overLanes(trials, bench.lanes, signal, (trial, lane) => tryOne(trial, lane, { ...options, capMs }));
}

/**
 * Leaves out who needs no further windows. The quickest that compresses stays, and of everything that the user gave the
 * smallest.
 * @param windows those that have been coded
 */
export function eliminate(
  candidates: readonly Candidate[],
  windows: readonly Recording[],
  round: number,
  { speeds, rivals = [] }: Pick<RoundsPlan, 'speeds' | 'rivals'>,
): Candidate[] {
  const running = candidates.filter(({ out }) => out === '');
  const tried = running.filter(({ bytes }) => bytes.size > 0);
  const all = [...tried, ...rivals];
  const rules = { level: levelOf(round, all.length), reachOf: (pace: Pace) => reachAmong(speeds, pace) };
  const quickest = cheapestFirst(tried.filter(compresses(windows))).slice(0, 1);
  const sizeOf = sizesAmong(all);
  const favourites = firstOfEach(tried.toSorted((a, b) => sizeOf(a) - sizeOf(b)));
  const kept = new Set([...remaining(all, rules), ...quickest, ...favourites]);
  for (const candidate of tried) if (!kept.has(candidate)) candidate.out = 'larger';
  return running.filter(({ out }) => out === '');
}

function cheapestFirst(candidates: readonly Candidate[]): Candidate[] {
  // in the order given among those that have not run
  const costOf = ({ costNs }: Candidate) => Math.min(costNs, Number.MAX_VALUE);
  return candidates.toSorted((a, b) => costOf(a) - costOf(b));
}

/** As many windows as take half of the time left, and at most as many again as there have been. */
function windowsOfRound(
  left: readonly Candidate[],
  windows: readonly Recording[],
  { bench, deadlineMs }: RoundsOptions,
): number {
  const meanSamples = windows.reduce((sum, window) => sum + samplesOf(window), 0) / windows.length;
  const costs = left.map(({ costNs }) => costNs).filter(Number.isFinite);
  const roundNs = costs.reduce((sum, cost) => sum + cost, 0) * meanSamples;
  const windowMs = roundNs / 1e6 / bench.lanes.length;
  const fitting = Math.floor((deadlineMs - bench.now()) / 2 / Math.max(windowMs, 1));
  return Math.max(1, Math.min(windows.length, fitting));
}
