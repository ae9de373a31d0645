/** The curve: what each step costs and saves, and the largest that is of a grade. */
import { rawBytesOf, samplesOf, totalsOf, type Windows } from '../windows/windows.js';
import { type Board, enter, isMeasured, type Tried } from './board.js';
import {
  ALL_STEPS,
  COARSE_STEPS,
  CURVE,
  FURTHER_STEPS,
  type Ladder,
  stepBetween,
  stepsAbout,
} from './ladders.js';
import { type MeasureOptions, measure, usualCostNs } from './measure.js';
import { isOfGrade, pooledOf } from './measured.js';
import type { LossyHooks, LossyRequest } from './request.js';

export interface SearchOptions extends Omit<MeasureOptions, 'onStep'> {
  readonly request: LossyRequest;
  readonly hooks: LossyHooks;
}

/** The chain of a ladder at a step. */
export function triedAt(board: Board, ladder: Ladder, step: number): Tried {
  return enter(board, { id: ladder.chainAt(step), plugins: [], isLossy: step > 1, step });
}

/** Whether a chain was measured on all of these windows and is of the grade. */
export function holds(tried: Tried, windows: readonly number[], { grade }: LossyRequest): boolean {
  return isMeasured(tried, windows) && isOfGrade({ quality: pooledOf(tried, windows) }, grade);
}

/** Steps of the curve that were measured on all of these windows, rising. */
function knownSteps(board: Board, windows: readonly number[]): number[] {
  return [...board.chains.values()]
    .filter(tried => tried.step !== null && tried.id === CURVE.chainAt(tried.step))
    .filter(tried => isMeasured(tried, windows))
    .map(({ step }) => step ?? 1)
    .toSorted((a, b) => a - b);
}

/** The largest step of the curve that is of the grade on these windows; 1 if none is. */
export function largestHolding(windows: readonly number[], { board, request }: SearchOptions): number {
  const isHolding = (step: number) => holds(triedAt(board, CURVE, step), windows, request);
  return knownSteps(board, windows).findLast(step => step > 1 && isHolding(step)) ?? 1;
}

function numbersOf({ windows }: Board): number[] {
  return [...windows.keys()];
}

/** Of the time left, until when it is found out where the grade ends, on the first windows. */
const SCOUTING_SHARE = 0.5;
/** Until when windows are added; behind them is what follows. */
const CURVE_SHARE = 0.62;
const NARROWING_SHARE = 0.4;
/** What all steps on all windows may take of the time left; else there are fewer steps. */
const ALL_STEPS_SHARE = 0.5;
/** How far steps are apart where there is no time for more, but about the end of the grade. */
const THIN = 1.25;

/** A share of what is left of the time. */
function part({ bench, deadlineMs }: SearchOptions, share: number): number {
  const nowMs = bench.now();
  return nowMs + share * Math.max(0, deadlineMs - nowMs);
}

/**
 * Measures the curve, the steps about the end of the grade on as many windows as there is time for.
 * @returns the windows on which all of these steps were measured
 */
export async function measureCurve(source: Windows, options: SearchOptions): Promise<number[]> {
  await scout(source, options);
  const steps = chooseSteps(source, options);
  await addWindows(source, steps, options);
  const windows = completeWindows(options.board, steps);
  await narrow(windows, 'curve', { ...options, deadlineMs: part(options, NARROWING_SHARE) });
  return windows;
}

async function scout(source: Windows, given: SearchOptions): Promise<void> {
  const options = { ...given, deadlineMs: part(given, SCOUTING_SHARE) };
  const { board, bench } = options;
  board.windows.push(...source.draw(bench.lanes.length));
  const windows = numbersOf(board);
  const at = (steps: readonly number[]) =>
    measure(
      steps.map(step => triedAt(board, CURVE, step)),
      windows,
      { ...options, onStep: leftOf('scouting', options) },
    );
  await at([1, ...COARSE_STEPS]);
  for (const step of FURTHER_STEPS) {
    if (largestHolding(windows, options) !== knownSteps(board, windows).at(-1)) break;
    await at([step]);
  }
  await narrow(windows, 'scouting', options);
}

/** Steps between the last that is of the grade and the next that is not, until these are neighbours. */
async function narrow(
  windows: readonly number[],
  phase: 'scouting' | 'curve',
  options: SearchOptions,
): Promise<void> {
  const { board, bench, signal, deadlineMs } = options;
  while (!signal.aborted && bench.now() < deadlineMs) {
    const below = largestHolding(windows, options);
    const above = knownSteps(board, windows).find(step => step > below);
    const step = above === undefined ? undefined : stepBetween(below, above);
    if (step === undefined) return;
    const tried = triedAt(board, CURVE, step);
    await measure([tried], windows, { ...options, onStep: leftOf(phase, options) });
    if (!isMeasured(tried, windows)) return;
  }
}

/** Steps that are measured on every window: all, if there is time for it. */
function chooseSteps(source: Windows, options: SearchOptions): number[] {
  const { board, bench, request, deadlineMs } = options;
  const scouted = numbersOf(board);
  const about = stepsAbout(largestHolding(scouted, options));
  const known = knownSteps(board, scouted);
  const all = rising([...known, ...about, ...ALL_STEPS]);
  const samples = totalsOf(request.recordings).rawBytes / 2;
  const allMs = (all.length * samples * usualCostNs(board)) / 1e6 / bench.lanes.length;
  const isAll = source.total <= scouted.length || allMs < ALL_STEPS_SHARE * (deadlineMs - bench.now());
  return isAll ? all : rising([1, ...thinned(known), ...about]);
}

function rising(steps: readonly number[]): number[] {
  return [...new Set(steps)].toSorted((a, b) => a - b);
}

function thinned(steps: readonly number[]): number[] {
  const kept: number[] = [];
  for (const step of steps) {
    const last = kept.at(-1);
    if (last === undefined || step >= THIN * last) kept.push(step);
  }
  return kept;
}

async function addWindows(source: Windows, steps: readonly number[], given: SearchOptions): Promise<void> {
  const options = { ...given, deadlineMs: part(given, CURVE_SHARE) };
  const { board, bench, signal, deadlineMs } = options;
  const chains = steps.map(step => triedAt(board, CURVE, step));
  const onStep = leftOf('curve', options);
  await measure(chains, numbersOf(board), { ...options, onStep });
  while (!signal.aborted && bench.now() < deadlineMs) {
    const drawn = source.draw(windowsOfRound(steps.length, options));
    if (drawn.length === 0) return;
    const first = board.windows.length;
    board.windows.push(...drawn);
    await measure(
      chains,
      drawn.map((_, k) => first + k),
      { ...options, onStep },
    );
  }
}

/** As many as take half of the time left, and one a lane at least. */
function windowsOfRound(steps: number, { board, bench, deadlineMs }: SearchOptions): number {
  const meanSamples =
    board.windows.reduce((sum, window) => sum + samplesOf(window), 0) / board.windows.length;
  const windowMs = (steps * meanSamples * usualCostNs(board)) / 1e6 / bench.lanes.length;
  return Math.max(bench.lanes.length, Math.floor((deadlineMs - bench.now()) / 2 / Math.max(windowMs, 1)));
}

/** Those on which all steps were measured; if there are none, as when it was stopped early, the one with the most. */
function completeWindows(board: Board, steps: readonly number[]): number[] {
  const chains = steps.map(step => triedAt(board, CURVE, step));
  const numbers = numbersOf(board);
  const complete = numbers.filter(window => chains.every(({ cells }) => cells.has(window)));
  if (complete.length > 0) return complete;
  const count = (window: number) => chains.filter(({ cells }) => cells.has(window)).length;
  const best = numbers.toSorted((a, b) => count(b) - count(a)).slice(0, 1);
  return best.filter(window => count(window) > 0);
}

/** What of the time is left, where windows are still to come: no more than there is. */
export function leftOf(phase: Parameters<LossyHooks['onProgress']>[0], options: SearchOptions) {
  const { bench, request, hooks, board } = options;
  return (ms: number) => {
    const allLeftMs = request.deadlineMs - bench.now();
    const drawn = board.windows.reduce((sum, window) => sum + rawBytesOf(window), 0);
    const undrawn = 1 - drawn / totalsOf(request.recordings).rawBytes;
    hooks.onProgress(phase, phase === 'chains' || undrawn < 0.01 ? Math.min(ms, allLeftMs) : allLeftMs);
  };
}
