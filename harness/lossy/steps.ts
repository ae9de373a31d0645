/** The curve: what each step costs and saves, and the largest that is of a grade. */
import type { PromisingGrade } from '../quality/grade.js';
import { rawBytesOf, samplesOf, totalsOf, type Windows } from '../windows/windows.js';
import { type Board, isMeasured, type Tried, triedAt } from './board.js';
import type { Ladder } from './ladders.js';
import { leftMs, type MeasureOptions, measure, usualCostNs } from './measure.js';
import { isOfGrade, pooledOf } from './measured.js';
import type { LossyHooks, LossyRequest, Phase } from './request.js';
import { curveSteps, FIRST_STEP, gallop, LEAST_STEP, oddStep, stepBetween } from './step-numbers.js';

export interface SearchOptions extends Omit<MeasureOptions, 'onStep'> {
  readonly request: LossyRequest;
  readonly hooks: LossyHooks;
}

/** What the curve is of, and what else there is. */
export interface Curve {
  readonly ladder: Ladder;
  /** Of each use the smallest on the first windows; the one of the curve first. */
  readonly ladders: readonly Ladder[];
  /** On which all steps of the curve were measured. */
  readonly windows: readonly number[];
}

/** Whether a chain was measured on all of these windows and is of the grade. */
export function holds(
  tried: Tried,
  windows: readonly number[],
  { board, request: { grade } }: Pick<SearchOptions, 'board' | 'request'>,
): boolean {
  return isMeasured(tried, windows) && isOfGrade({ quality: pooledOf(tried, windows, board) }, grade);
}

/** Steps of a ladder that were measured on all of these windows, rising. */
function knownSteps(board: Board, ladder: Ladder, windows: readonly number[]): number[] {
  return [...board.chains.values()]
    .filter(tried => tried.ladder === ladder && isMeasured(tried, windows))
    .map(({ step }) => step ?? 1)
    .toSorted((a, b) => a - b);
}

/** The largest step of a ladder that is of the grade on these windows; 1 if none is. */
export function largestHolding(
  ladder: Ladder,
  windows: readonly number[],
  { board, request }: SearchOptions,
): number {
  const isHolding = (step: number) =>
    step > 1 && holds(triedAt(board, ladder, step), windows, { board, request });
  return knownSteps(board, ladder, windows).findLast(isHolding) ?? 1;
}

function numbersOf({ windows }: Board): number[] {
  return [...windows.keys()];
}

/** Of the time left, until when it is found out where the grade ends, on the first windows. */
const SCOUTING_SHARE = 0.5;
/** Until when windows are added; behind them is what follows. */
const CURVE_SHARE = 0.45;
const NARROWING_SHARE = 0.35;
/** What all steps on all windows may take of the time left; else there are fewer steps. */
const ALL_STEPS_SHARE = 0.4;
/** Where the grade is likely to end, in the band error that its limits come to. */
const LIKELY_ERROR: Readonly<Record<PromisingGrade, number>> = {
  transparent: 0.1,
  'sorting-safe': 0.3,
  'decoding-safe': 0.5,
};

/** A share of what is left of the time. */
function part({ bench, deadlineMs }: SearchOptions, share: number): number {
  const nowMs = bench.now();
  return nowMs + share * Math.max(0, deadlineMs - nowMs);
}

/** Measures the curve, the steps about the end of the grade on as many windows as there is time for. */
export async function measureCurve(
  source: Windows,
  candidates: readonly Ladder[],
  options: SearchOptions,
): Promise<Curve> {
  const scouting = { ...options, deadlineMs: part(options, SCOUTING_SHARE) };
  options.board.windows.push(...source.draw(options.bench.lanes.length));
  const ladders = await compareLadders(candidates, scouting);
  const [ladder] = ladders;
  await scout(ladder, scouting);
  const steps = chooseSteps(ladder, source, options);
  await addWindows(ladder, source, steps, { ...options, deadlineMs: part(options, CURVE_SHARE) });
  const windows = completeWindows(options.board, ladder, steps);
  await narrow(ladder, windows, 'curve', { ...options, deadlineMs: part(options, NARROWING_SHARE) });
  return { ladder, ladders, windows };
}

/** Of each use the ladder that is smallest at one step on the first windows, the smallest of all first; slow ones last. */
async function compareLadders(candidates: readonly Ladder[], options: SearchOptions): Promise<Ladder[]> {
  const { board } = options;
  const windows = numbersOf(board);
  const slow = candidates.filter(isSlow);
  const firsts = candidates
    .filter(ladder => !isSlow(ladder))
    .map(ladder => triedAt(board, ladder, FIRST_STEP));
  await measure(firsts, windows, { ...options, onStep: leftOf('scouting', options) });
  const sizeOf = ({ cells }: Tried) =>
    windows.reduce((sum, window) => sum + (cells.get(window)?.encodedBytes ?? Number.MAX_VALUE), 0);
  const bySize = firsts
    .toSorted((a, b) => sizeOf(a) - sizeOf(b))
    .flatMap(({ ladder }) => (ladder === null ? [] : [ladder]));
  const quick = bySize.filter(({ use }, k) => bySize.findIndex(other => other.use === use) === k);
  return [...quick, ...slow];
}

/** Whether a chain takes so much longer than others that no curve is made of it. */
export function isSlow({ use }: Ladder): boolean {
  return use === 'smallest';
}

/** From where the grade is likely to end, up as long as it holds or down until it does; then between. */
async function scout(ladder: Ladder, options: SearchOptions): Promise<void> {
  const { board, request } = options;
  const windows = numbersOf(board);
  const holdsAt = async (step: number) => {
    const tried = triedAt(board, ladder, step);
    await measure([tried], windows, { ...options, onStep: leftOf('scouting', options) });
    return isMeasured(tried, windows) ? holds(tried, windows, { board, request }) : undefined;
  };
  const start = likelyEnd(ladder, windows, options);
  const isUp = await holdsAt(start);
  if (isUp === undefined) return;
  for (let step = gallop(start, isUp); step !== undefined; step = gallop(step, isUp)) {
    if ((await holdsAt(step)) !== isUp) break;
  }
  await narrow(ladder, windows, 'scouting', options);
}

/** By the error at one step, which grows with the step. */
function likelyEnd(ladder: Ladder, windows: readonly number[], { board, request }: SearchOptions): number {
  const error = pooledOf(triedAt(board, ladder, FIRST_STEP), windows, board)?.band_rmse_sigma ?? 0;
  return error > 0 ? oddStep((FIRST_STEP * LIKELY_ERROR[request.grade]) / error + 1) : FIRST_STEP;
}

/** Steps between the last that is of the grade and the next that is not, until these are neighbours. */
async function narrow(
  ladder: Ladder,
  windows: readonly number[],
  phase: Phase,
  options: SearchOptions,
): Promise<void> {
  const { board, bench, signal, deadlineMs } = options;
  while (!signal.aborted && bench.now() < deadlineMs) {
    const below = largestHolding(ladder, windows, options);
    const above = knownSteps(board, ladder, windows).find(step => step > below);
    const step = above === undefined ? undefined : stepBetween(below, above);
    if (step === undefined) return;
    const tried = triedAt(board, ladder, step);
    await measure([tried], windows, { ...options, onStep: leftOf(phase, options) });
    if (!isMeasured(tried, windows)) return;
  }
}

/** Steps that are measured on every window, and 1, which loses nothing: all of interest, if there is time for it. */
function chooseSteps(ladder: Ladder, source: Windows, options: SearchOptions): number[] {
  const { board, bench, request, deadlineMs } = options;
  const scouted = numbersOf(board);
  const end = Math.max(LEAST_STEP, largestHolding(ladder, scouted, options));
  const all = [1, ...curveSteps(end, true)];
  const samples = totalsOf(request.recordings).rawBytes / 2;
  const allMs = (all.length * samples * usualCostNs(board)) / 1e6 / bench.lanes.length;
  const isAll = source.total <= scouted.length || allMs < ALL_STEPS_SHARE * (deadlineMs - bench.now());
  return isAll ? all : [1, ...curveSteps(end, false)];
}

async function addWindows(
  ladder: Ladder,
  source: Windows,
  steps: readonly number[],
  options: SearchOptions,
): Promise<void> {
  const { board, bench, signal, deadlineMs } = options;
  const chains = steps.map(step => triedAt(board, ladder, step));
  const onStep = leftOf('curve', options);
  await measure(chains, numbersOf(board), { ...options, onStep });
  while (!signal.aborted && bench.now() < deadlineMs) {
    const drawn = source.draw(windowsOfRound(steps.length, options));
    if (drawn.length === 0) return;
    const numbers = drawn.map((_, k) => board.windows.length + k);
    board.windows.push(...drawn);
    await measure(chains, numbers, { ...options, onStep });
  }
}

/** Measures what has been measured on windows of the curve on others too, as long as there is time. */
export async function addMore(source: Windows, curve: Curve, options: SearchOptions): Promise<Curve> {
  const { board, bench, signal, deadlineMs } = options;
  const chains = [...board.chains.values()].filter(tried => isMeasured(tried, curve.windows));
  const windows = [...curve.windows];
  const isComplete = (window: number) => chains.every(({ cells }) => cells.has(window));
  while (!signal.aborted && bench.now() < deadlineMs) {
    const drawn = source.draw(bench.lanes.length);
    if (drawn.length === 0) break;
    const numbers = drawn.map((_, k) => board.windows.length + k);
    board.windows.push(...drawn);
    if (leftMs(chains, numbers, options) > deadlineMs - bench.now()) break;
    await measure(chains, numbers, { ...options, onStep: leftOf('more', options) });
    windows.push(...numbers.filter(isComplete));
  }
  return { ...curve, windows };
}

/** As many as take half of the time left, and one a lane at least. */
function windowsOfRound(steps: number, { board, bench, deadlineMs }: SearchOptions): number {
  const meanSamples =
    board.windows.reduce((sum, window) => sum + samplesOf(window), 0) / board.windows.length;
  const windowMs = (steps * meanSamples * usualCostNs(board)) / 1e6 / bench.lanes.length;
  return Math.max(bench.lanes.length, Math.floor((deadlineMs - bench.now()) / 2 / Math.max(windowMs, 1)));
}

/** Those on which all steps were measured; if there are none, as when it was stopped early, the one with the most. */
function completeWindows(board: Board, ladder: Ladder, steps: readonly number[]): number[] {
  const chains = steps.map(step => triedAt(board, ladder, step));
  const numbers = numbersOf(board);
  const complete = numbers.filter(window => chains.every(({ cells }) => cells.has(window)));
  if (complete.length > 0) return complete;
  const count = (window: number) => chains.filter(({ cells }) => cells.has(window)).length;
  const best = numbers.toSorted((a, b) => count(b) - count(a)).slice(0, 1);
  return best.filter(window => count(window) > 0);
}

/** What is left: where windows are still to come, all of the time. */
export function leftOf(phase: Phase, options: SearchOptions): (ms: number) => void {
  const { bench, request, hooks, board } = options;
  return ms => {
    const allLeftMs = request.deadlineMs - bench.now();
    const drawn = board.windows.reduce((sum, window) => sum + rawBytesOf(window), 0);
    const isDrawn = drawn >= 0.99 * totalsOf(request.recordings).rawBytes;
    hooks.onProgress(phase, phase === 'chains' || isDrawn ? Math.min(ms, allLeftMs) : allLeftMs);
  };
}
