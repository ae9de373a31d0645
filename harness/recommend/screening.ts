/**
 * The first look at every chain: two short windows, by which only what is plainly larger is left out. The chains of the
 * preset `best` come first, then those that hold what the user gave, then all others.
 */
import type { Recording } from '../recordings/recording.js';
import { overLanes } from './bench.js';
import { GIVEN_SHARE } from './budget.js';
import { firstOfEach } from './given.js';
import type { Lane } from './lane.js';
import type { RecommendRequest } from './request.js';
import { type Candidate, capOf, codeOne, eliminate, isDue, type RoundsOptions } from './rounds.js';
import { makeWindows, screeningShape } from './windows.js';

// for a process of a plugin to start and code something, though the budget is of seconds
const LEAST_GIVEN_MS = 1500;
/** The first chain with each thing that was given is worth more of the others' time. */
const FIRSTS_SHARES = 2;

/** Chains that are tried one after the other until a time. */
interface Wave {
  readonly candidates: readonly Candidate[];
  readonly untilMs: () => number;
  /** A chain that takes longer for one window is out. */
  readonly capMs: number;
}

/** What is measured here counts only where nothing better is known of a chain. */
export async function screen(
  { recordings, seed, leastMbPerS }: RecommendRequest,
  candidates: readonly Candidate[],
  options: RoundsOptions,
): Promise<void> {
  const [first, second = first] = makeWindows(recordings, seed, screeningShape).draw(2);
  for (const { candidates: wave, untilMs, capMs } of wavesOf(candidates, options)) {
    const until = { ...options, deadlineMs: untilMs() };
    await overLanes(wave, options.bench, options.signal, async (candidate, lane) => {
      await codeBoth(candidate, [first, second], lane, until, capMs);
      options.onStep(candidates.length);
    });
  }
  eliminate(candidates, 1, { speeds: [leastMbPerS] });
}

function wavesOf(candidates: readonly Candidate[], { bench, deadlineMs }: RoundsOptions): Wave[] {
  const given = candidates.filter(candidate => candidate.given.length > 0);
  const others = candidates.filter(candidate => candidate.given.length === 0);
  const timeMs = deadlineMs - bench.now();
  const capMs = capOf(timeMs);
  const givenMs = given.length > 0 ? Math.max(LEAST_GIVEN_MS, GIVEN_SHARE * timeMs) : 0;
  const within = (ms: number) => () => Math.min(deadlineMs, bench.now() + ms);
  const firsts = firstOfEach(given);
  return [
    { candidates: others.filter(({ isBest }) => isBest), untilMs: within(timeMs - givenMs), capMs },
    // a slow one may take all of their time, since a plugin may have to be loaded first
    { candidates: firsts, untilMs: within(FIRSTS_SHARES * givenMs), capMs: givenMs },
    { candidates: given.filter(one => !firsts.includes(one)), untilMs: within(givenMs), capMs: givenMs },
    { candidates: others.filter(({ isBest }) => !isBest), untilMs: within(timeMs), capMs },
  ];
}

/** One window right after the other in the same process, so that the second call is not cold. */
async function codeBoth(
  candidate: Candidate,
  windows: readonly Recording[],
  lane: Lane,
  options: RoundsOptions,
  capMs: number,
): Promise<void> {
  for (const window of windows.keys()) {
    const trial = { candidate, window };
    if (candidate.out !== '' || !isDue(trial, windows, options.bench, options.deadlineMs)) return;
    await codeOne(trial, windows[window], lane, {}, options, capMs);
  }
}
