/** Beside the curve: other coders at the step that was found, other ways to round, and what the user gave. */
import { enter, isMeasured, triedAt } from './board.js';
import type { Ladder } from './ladders.js';
import { measure } from './measure.js';
import { LEAST_STEP, nextStep } from './step-numbers.js';
import { type Curve, holds, isSlow, largestHolding, leftOf, type SearchOptions } from './steps.js';

/** Of the time left, what built-in chains have where the user gave some. */
const BUILT_IN_SHARE = 0.6;
/** How many steps further up or down another rounding is looked for. */
const MOST_STEPS = 4;

/** All on the windows of the curve, if there is time. */
export async function measureOthers(curve: Curve, options: SearchOptions): Promise<void> {
  const { board, bench, request, deadlineMs } = options;
  const { ladder, ladders, windows } = curve;
  const nowMs = bench.now();
  const share = request.own.length === 0 ? 1 : BUILT_IN_SHARE;
  const builtIn = { ...options, deadlineMs: nowMs + share * Math.max(0, deadlineMs - nowMs) };
  const onStep = leftOf('chains', options);
  const step = Math.max(LEAST_STEP, largestHolding(ladder, windows, options));
  const found = new Map([[ladder.rounding, step]]);
  for (const other of ladders.slice(1)) {
    const known = found.get(other.rounding);
    if (isSlow(other)) await settle(other, step, windows, builtIn);
    else if (known === undefined) {
      await climb(other, step, windows, builtIn);
      found.set(other.rounding, Math.max(LEAST_STEP, largestHolding(other, windows, options)));
    } else await measure([triedAt(board, other, known)], windows, { ...builtIn, onStep });
  }
  const own = request.own.map(chain => enter(board, { ...chain, ladder: null, step: null }));
  await measure(own, windows, { ...options, onStep });
}

/** Where the grade ends is found on the first windows; that step is measured on all, or finer ones until one holds. */
async function settle(
  ladder: Ladder,
  start: number,
  windows: readonly number[],
  options: SearchOptions,
): Promise<void> {
  const { board, bench } = options;
  const first = windows.slice(0, bench.lanes.length);
  await climb(ladder, start, first, options);
  let step: number | undefined = largestHolding(ladder, first, options);
  for (let k = 0; k < MOST_STEPS && step !== undefined && step > 1; k++) {
    const tried = triedAt(board, ladder, step);
    await measure([tried], windows, { ...options, onStep: leftOf('chains', options) });
    if (!isMeasured(tried, windows) || holds(tried, windows, options)) return;
    step = nextStep(step, false);
  }
}

/** From a step up as long as the grade holds, or down until it does. */
async function climb(
  ladder: Ladder,
  start: number,
  windows: readonly number[],
  options: SearchOptions,
): Promise<void> {
  const { board, request } = options;
  const holdsAt = async (step: number) => {
    const tried = triedAt(board, ladder, step);
    await measure([tried], windows, { ...options, onStep: leftOf('chains', options) });
    return isMeasured(tried, windows) ? holds(tried, windows, { board, request }) : undefined;
  };
  const isUp = await holdsAt(start);
  if (isUp === undefined) return;
  let step = nextStep(start, isUp);
  for (let k = 1; k <= MOST_STEPS && step !== undefined; k++, step = nextStep(step, isUp)) {
    if ((await holdsAt(step)) !== isUp) return;
  }
}
