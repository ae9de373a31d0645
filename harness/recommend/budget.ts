/** How long a recommendation may take, and what of it goes where. */
import type { Phase } from './request.js';

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
