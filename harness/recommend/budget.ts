/** How long a recommendation may take, and what of it goes where. */
import type { Phase } from './request.js';

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

// to start processes, to end them and to print
const RESERVE_MS = 400;

/**
 * Of what is left of the time when a phase begins. A quarter of all at least is for speeds: a run takes half a second or
 * more, and three picks want five each.
 */
const SHARES: Readonly<Record<Phase, number>> = { screening: 0.18, sizes: 0.33, blocks: 0.5, speeds: 1 };

/** Though the time may be up before the first process has started: without a size there is no answer. */
const LEAST_SIZES_MS = 1000;

/** When a phase that begins now is to end. */
export function endOf(phase: Phase, nowMs: number, deadlineMs: number): number {
  const least = phase === 'sizes' ? LEAST_SIZES_MS : 0;
  return nowMs + Math.max(least, SHARES[phase] * (deadlineMs - RESERVE_MS - nowMs));
}
