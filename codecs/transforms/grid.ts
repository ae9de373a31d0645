/**
 * Finds the grid on which sample values lie: value(k) = (k * numerator + phase) / denominator, rounded towards zero
 * or down. Tools that scale a converter's codes to int16 leave just that, with a step that need not be whole: 21845/341
 * in Neuralink's files, 625/52 and 625/26 in Neuropixels files by way of Open Ephys.
 *
 * Every level k tells bounds of the phase. For a given step they agree or they do not, and if not, the two levels that
 * disagree most bound the step itself. So the search asks for the simplest fraction inside the bounds known so far,
 * tries it, and either has a grid or a narrower pair of bounds.
 */

/** Rounding as C casts do (towards zero), or as floor(x + 1/2) does, whose half is part of the phase. */
export type Rounding = 'zero' | 'down';

/** What channels of one recording have in common. */
export interface Step {
  readonly numerator: number;
  readonly denominator: number;
  readonly rounding: Rounding;
}

export interface Grid {
  readonly step: Step;
  /** 0 to numerator - 1, so that code 0 stands for the least value that is not negative, or for 0. */
  readonly phase: number;
}

/** With it, k * numerator + phase stays under 2^46, and its quotient is 2^-13 or more off the next integer: exact in doubles. */
export const LARGEST_DENOMINATOR = 8190;
/** The least step: below it, levels next to each other occur, and cannot be told from a grid of 1. */
export const SMALLEST_STEP = 2;
export const LARGEST_STEP = 65535;

/** The value of code `k`; not limited to int16. */
export function valueAt({ step, phase }: Grid, k: number): number {
  const quotient = (k * step.numerator + phase) / step.denominator;
  return step.rounding === 'zero' ? Math.trunc(quotient) : Math.floor(quotient);
}

/** The code whose value is `value`, or one of the two nearest if there is none. */
export function codeOf(grid: Grid, value: number): number {
  const { numerator, denominator } = grid.step;
  const near = Math.floor((value * denominator - grid.phase) / numerator);
  const isNext = Math.abs(valueAt(grid, near + 1) - value) < Math.abs(valueAt(grid, near) - value);
  return isNext ? near + 1 : near;
}

interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/** The fraction of least denominator in low .. high, both included (continued fractions). */
export function simplestFraction(low: Fraction, high: Fraction): Fraction {
  const whole = Math.floor(low.numerator / low.denominator);
  if (whole * low.denominator === low.numerator) return { numerator: whole, denominator: 1 };
  if ((whole + 1) * high.denominator <= high.numerator) return { numerator: whole + 1, denominator: 1 };
  const rest = simplestFraction(
    { numerator: high.denominator, denominator: high.numerator - whole * high.denominator },
    { numerator: low.denominator, denominator: low.numerator - whole * low.denominator },
  );
  return { numerator: whole * rest.numerator + rest.denominator, denominator: rest.numerator };
}

/** Levels counted from the first, if values lie `step` apart on average. */
function indexBy(values: readonly number[], step: number): number[] {
  let index = 0;
  return values.map((value, i) => {
    if (i > 0) index += Math.round((value - values[i - 1]) / step);
    return index;
  });
}

/**
 * The average step between levels, judged from gaps in rising order: the least are single steps, and each gap tells the
 * step more closely by the time that wider ones, of several steps, are divided by it.
 */
function averageStep(values: readonly number[]): number {
  const gaps = Int32Array.from({ length: values.length - 1 }, (_, i) => values[i + 1] - values[i]).sort();
  let distance = 0;
  let steps = 0;
  for (const gap of gaps) {
    steps += gap <= gaps[0] + 1 ? 1 : Math.round((gap * steps) / distance);
    distance += gap;
  }
  return distance / steps;
}

/** How far below and above a value, in the open interval of one, what was rounded to it may have been. */
function slackBelow(value: number, rounding: Rounding): number {
  return rounding === 'zero' && value <= 0 ? 1 : 0;
}

function slackAbove(value: number, rounding: Rounding): number {
  return rounding === 'down' || value >= 0 ? 1 : 0;
}

/** The levels that bound the phase from below and above, and the bounds, both included. */
interface PhaseBounds {
  readonly least: number;
  readonly most: number;
  readonly lowest: number;
  readonly highest: number;
}

function boundPhase(values: readonly number[], indices: readonly number[], step: Step): PhaseBounds {
  const { numerator, denominator, rounding } = step;
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  let lowest = 0;
  let highest = 0;
  for (let i = 0; i < values.length; i++) {
    const at = values[i] * denominator - indices[i] * numerator;
    const low = at - slackBelow(values[i], rounding) * (denominator - 1);
    const high = at + slackAbove(values[i], rounding) * (denominator - 1);
    if (low > least) {
      least = low;
      lowest = i;
    }
    if (high < most) {
      most = high;
      highest = i;
    }
  }
  return { least, most, lowest, highest };
}

function gridOf(step: Step, bounds: PhaseBounds): Grid {
  const { numerator } = step;
  return { step, phase: ((bounds.least % numerator) + numerator) % numerator };
}

/** The grid of a known step on which all values lie, or undefined. `values` rise. */
export function fitPhase(values: readonly number[], step: Step): Grid | undefined {
  const bounds = boundPhase(values, indexBy(values, step.numerator / step.denominator), step);
  return bounds.least <= bounds.most ? gridOf(step, bounds) : undefined;
}

function twice({ numerator, denominator, rounding }: Step): Step {
  return { numerator: 2 * numerator, denominator: 2 * denominator, rounding };
}

const LARGEST_TRIED = LARGEST_DENOMINATOR / 2;
// Fractions of denominator up to 4095 differ from a/b by 1/(4095 b) at least, so a bound that is not itself allowed
// moves in by 1/(4096 b).
const NUDGE = LARGEST_TRIED + 1;
// each trial takes a pair of levels out of play; real grids took 3 to 9
const TRIALS = 64;

/** The grid of simplest step on which all values lie, or undefined. `values` rise. */
export function fitGrid(values: readonly number[], rounding: Rounding): Grid | undefined {
  if (values.length < 2) return undefined;
  const indices = indexBy(values, averageStep(values));
  let low: Fraction = { numerator: SMALLEST_STEP, denominator: 1 };
  let high: Fraction = { numerator: LARGEST_STEP, denominator: 1 };
  for (let trial = 0; trial < TRIALS; trial++) {
    if (low.numerator * high.denominator > high.numerator * low.denominator) return undefined;
    const step = { ...simplestFraction(low, high), rounding };
    if (step.denominator > LARGEST_TRIED) return undefined;
    // Rounding towards zero may leave the phase no more than the inside of one unit, whose middle is half a unit.
    const bounds = boundPhase(values, indices, twice(step));
    if (bounds.least <= bounds.most) return fitPhase(values, step) ?? gridOf(twice(step), bounds);
    // What `lowest` and `highest` are apart asks for more than so many steps give.
    const { lowest: i, highest: j } = bounds;
    const slack = slackBelow(values[i], rounding) + slackAbove(values[j], rounding);
    const distance = values[i] - values[j] - slack;
    const apart = indices[i] - indices[j];
    const nudge = slack > 0 ? 1 : 0;
    if (apart > 0) low = { numerator: distance * NUDGE + nudge, denominator: apart * NUDGE };
    else if (apart < 0) high = { numerator: -distance * NUDGE - nudge, denominator: -apart * NUDGE };
    else return undefined;
  }
  return undefined;
}
