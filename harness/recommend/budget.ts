/** How long a recommendation may take, and what of it goes where. */

const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1000,
  sec: 1000,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
};
const LEAST_MS = 2000;
const MOST_MS = 24 * 3_600_000;

/**
 * Milliseconds of `60s`, `2min`, `1h`, `1.5 min`, or `90` (seconds).
 * @throws Error with one line if it is none of these, or under 2 s or over a day
 */
export function parseBudget(text: string): number {
  const match = /^(\d+(?:\.\d+)?) *([a-z]*)$/.exec(text.trim().toLowerCase());
  const unitMs = match === null ? undefined : UNITS_MS[match[2] === '' ? 's' : match[2]];
  if (match === null || unitMs === undefined) {
    throw new Error(`--budget ${JSON.stringify(text)}: want a time such as 60s, 2min or 1h`);
  }
  const ms = Number(match[1]) * unitMs;
  if (ms < LEAST_MS || ms > MOST_MS) throw new Error(`--budget ${text}: want 2 s to 24 h`);
  return ms;
}

/** Of each phase, what chains that hold what the user gave have of the time for themselves; the others have the rest. */
export const GIVEN_SHARE = 0.25;

/** When each phase is to end, by `performance.now()`. */
export interface Schedule {
  readonly screeningMs: number;
  readonly sizesMs: number;
  readonly blocksMs: number;
  readonly speedsMs: number;
}

// to start processes, to end them and to print
const RESERVE_MS = 400;

/** A quarter at least is for speeds: a run takes half a second or more, and three picks want five each. */
export function scheduleOf(nowMs: number, deadlineMs: number): Schedule {
  const speedsMs = deadlineMs - RESERVE_MS;
  const left = Math.max(0, speedsMs - nowMs);
  return {
    screeningMs: nowMs + 0.18 * left,
    sizesMs: nowMs + 0.45 * left,
    blocksMs: nowMs + 0.72 * left,
    speedsMs,
  };
}
