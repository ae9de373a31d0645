/**
 * The first look at every chain: two short windows, by which only what is plainly larger is left out. The chains of the
 * preset `best` come first, then those that hold what the user gave, then all others.
 */
import type { Recording } from '../recordings/recording.js';
import { overLanes } from '../windows/lane.js';
import { makeWindows, screeningShape } from '../windows/windows.js';
import { GIVEN_SHARE } from './budget.js';
import type { Candidate } from './candidate.js';
import { byGiven, firstOfEach } from './given.js';
import type { RecommendRequest } from './request.js';
import { capOf, eliminate, type RoundsOptions } from './rounds.js';
import { tryOne } from './trial.js';

// for a process of a plugin to start and code something, though the budget is of seconds
const LEAST_GIVEN_MS = 1500;
/** A chain that takes more of the time than this for one window is left out: all the others are still to come. */
const CAP_SHARE = 0.12;
/** The first chain with each thing that was given is worth more of the others' time. */
const FIRSTS_SHARES = 2;

/** What is measured here counts only where nothing better is known of a chain. */
export async function screen(
  { recordings, seed, leastMbPerS }: RecommendRequest,
  candidates: readonly Candidate[],
  options: RoundsOptions,
): Promise<void> {
  const { bench, deadlineMs } = options;
  const [first, second = first] = makeWindows(recordings, seed, screeningShape).draw(2);
  const windows = [first, second];
  const [given, others] = byGiven(candidates);
  const timeMs = deadlineMs - bench.now();
  const givenMs = given.length > 0 ? Math.max(LEAST_GIVEN_MS, GIVEN_SHARE * timeMs) : 0;
  const tryAll = (chains: readonly Candidate[], untilMs: number, capMs = capOf(timeMs, CAP_SHARE)) => {
    const until = { ...options, deadlineMs: Math.min(deadlineMs, untilMs) };
    return tryEach(chains, windows, until, capMs);
  };
  await tryAll(
    others.filter(({ isBest }) => isBest),
    deadlineMs - givenMs,
  );
  const begunMs = bench.now();
  const firsts = firstOfEach(given);
  // a slow one may take all of their time, since a plugin may have to be loaded first
  await tryAll(firsts, begunMs + FIRSTS_SHARES * givenMs, givenMs);
  await tryAll(
    given.filter(one => !firsts.includes(one)),
    begunMs + givenMs,
    givenMs,
  );
  await tryAll(
    others.filter(({ isBest }) => !isBest),
    deadlineMs,
  );
  const rivals = eliminate(others, windows, 1, { speeds: [leastMbPerS] });
  eliminate(given, windows, 1, { speeds: [leastMbPerS], rivals });
}

/** Chain by chain codes all windows in one process, so that the second call is not cold. */
async function tryEach(
  candidates: readonly Candidate[],
  windows: readonly Recording[],
  options: RoundsOptions,
  capMs: number,
): Promise<void> {
  await overLanes(candidates, options.bench.lanes, options.signal, async (candidate, lane) => {
    for (const [window, recording] of windows.entries()) {
      await tryOne({ candidate, window, recording }, lane, { ...options, capMs });
    }
    options.onStep(candidates.length);
  });
}
