/**
 * Finds the grid on which sample values lie. With x(k) = (k * numerator + phase) / denominator,
 *
 *   value(k) = x(k) rounded down for k >= split, up for k < split
 *
 * Tools that scale a converter's codes to int16 leave just that, with a step that need not be whole: 21845/341 in
 * Neuralink's files, 625/52 and 625/26 in Neuropixels files by way of Open Ephys. A cast rounds towards zero, and what
 * was zero may have moved since; where all was rounded one way, the split lies below the least code.
 *
 * Every level gives bounds of the phase. For a given step they agree or they do not, and if not, the two levels that
 * disagree most bound the step itself. So the search asks for the simplest fraction inside the bounds known so far,
 * tries it, and either has a grid or a narrower pair of bounds.
 */

/** A fraction: the distance of neighbouring values, on average. */
export interface Step {
  readonly numerator: number;
  readonly denominator: number;
}

export interface Grid {
  readonly step: Step;
  /** 0 to numerator - 1, so that code 0 stands for a value near 0. */
  readonly phase: number;
  /** The least code that is rounded down. */
  readonly split: number;
}

/** With it, k * numerator + phase stays under 2^46, and x(k) is whole or 2^-13 off: exact in doubles. */
export const LARGEST_DENOMINATOR = 8190;
/** Below it, values next to each other occur, and cannot be distinguished from a grid of 1. From it on, values rise with codes. */
export const SMALLEST_STEP = 2;
export const LARGEST_STEP = 65535;

/** The value of code `k`; not limited to int16. */
export function valueAt({ step, phase, split }: Grid, k: number): number {
  const x = (k * step.numerator + phase) / step.denominator;
  return k < split ? Math.ceil(x) : Math.floor(x);
}

/** The code whose value is `value`, or one of the two nearest if there is none. */
export function codeOf(grid: Grid, value: number): number {
  const { numerator, denominator } = grid.step;
  const near = Math.floor((value * denominator - grid.phase) / numerator);
  const next = valueAt(grid, near + 1);
  // values rise with codes, so there is no nearer one
  if (next === value) return near + 1;
  return Math.abs(next - value) < Math.abs(valueAt(grid, near) - value) ? near + 1 : near;
}

/** The fraction of least denominator in low .. high, both included (continued fractions). */
export function simplestFraction(low: Step, high: Step): Step {
  const whole = Math.floor(low.numerator / low.denominator);
  if (whole * low.denominator === low.numerator) return { numerator: whole, denominator: 1 };
  if ((whole + 1) * high.denominator <= high.numerator) return { numerator: whole + 1, denominator: 1 };
  const rest = simplestFraction(
    { numerator: high.denominator, denominator: high.numerator - whole * high.denominator },
    { numerator: low.denominator, denominator: low.numerator - whole * low.denominator },
  );
  return { numerator: whole * rest.numerator + rest.denominator, denominator: rest.numerator };
}

/** Levels counted from the first, if neighbouring codes lie `step` apart on average. */
function indexBy(values: readonly number[], step: number): Int32Array {
  const indices = new Int32Array(values.length);
  for (let i = 1; i < values.length; i++) {
    indices[i] = indices[i - 1] + Math.round((values[i] - values[i - 1]) / step);
  }
  return indices;
}

/**
 * The average step, judged from gaps in rising order: the least are single steps, and each gap gives the step more
 * closely by the time that wider ones, of several steps, are divided by it.
 */
function averageStep(values: readonly number[]): number {
  const gaps = new Int32Array(values.length - 1);
  for (let i = 0; i < gaps.length; i++) gaps[i] = values[i + 1] - values[i];
  gaps.sort();
  let distance = 0;
  let steps = 0;
  for (const gap of gaps) {
    steps += gap <= gaps[0] + 1 ? 1 : Math.round((gap * steps) / distance);
    distance += gap;
  }
  return distance / steps;
}

/**
 * The grid of a known step on which all values lie, split as near to code 0 as can be, or undefined. `values` rise.
 *
 * With r = value * denominator - index * numerator, a level rounded down bounds the phase by r and
 * r + denominator - 1, one rounded up by r - (denominator - 1) and r.
 */
export function fitPhase(values: readonly number[], step: Step): Grid | undefined {
  const { numerator, denominator } = step;
  const indices = indexBy(values, numerator / denominator);
  const { length } = values;
  // bounds by all levels from i on, rounded down
  const leastAbove = new Float64Array(length + 1).fill(Number.NEGATIVE_INFINITY);
  const mostAbove = new Float64Array(length + 1).fill(Number.POSITIVE_INFINITY);
  for (let i = length - 1; i >= 0; i--) {
    const r = values[i] * denominator - indices[i] * numerator;
    leastAbove[i] = Math.max(leastAbove[i + 1], r);
    mostAbove[i] = Math.min(mostAbove[i + 1], r + denominator - 1);
  }
  let leastBelow = Number.NEGATIVE_INFINITY;
  let mostBelow = Number.POSITIVE_INFINITY;
  let best: Grid | undefined;
  for (let i = 0; i < length && leastBelow <= mostBelow; i++) {
    const least = Math.max(leastBelow, leastAbove[i]);
    if (least <= Math.min(mostBelow, mostAbove[i])) {
      const shift = Math.floor(least / numerator);
      // anywhere above the level before
      const lowestSplit = i === 0 ? 0 : indices[i - 1] + shift + 1;
      const split = Math.min(Math.max(lowestSplit, 0), indices[i] + shift);
      if (best === undefined || Math.abs(split) < Math.abs(best.split)) {
        best = { step, phase: least - shift * numerator, split };
      }
    }
    const r = values[i] * denominator - indices[i] * numerator;
    leastBelow = Math.max(leastBelow, r - denominator + 1);
    mostBelow = Math.min(mostBelow, r);
  }
  return best;
}

/** The levels that bound the phase most closely, from below and above, if those from `split` on are rounded down. */
function boundPhase(values: readonly number[], indices: Int32Array, split: number, step: Step) {
  const { numerator, denominator } = step;
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  let lowest = 0;
  let highest = 0;
  for (let i = 0; i < values.length; i++) {
    const r = values[i] * denominator - indices[i] * numerator;
    const low = i < split ? r - denominator + 1 : r;
    if (low > least) {
      least = low;
      lowest = i;
    }
    if (low + denominator - 1 < most) {
      most = low + denominator - 1;
      highest = i;
    }
  }
  return { agree: least <= most, lowest, highest };
}

// Rounding both ways may leave the phase no more than the inside of one unit, whose middle is half a unit.
function twice({ numerator, denominator }: Step): Step {
  return { numerator: 2 * numerator, denominator: 2 * denominator };
}

const LARGEST_TRIED = LARGEST_DENOMINATOR / 2;
// Fractions of denominator up to 4095 differ from a/b by 1/(4095 b) at least, so a bound that is not itself allowed
// moves in by 1/(4096 b).
const NUDGE = LARGEST_TRIED + 1;
// each trial takes a pair of levels out of play; real grids took 3 to 9
const TRIALS = 64;

/** The simplest step of a grid whose levels from `split` on are rounded down, and up before, or undefined. */
function fitStep(values: readonly number[], indices: Int32Array, split: number): Step | undefined {
  let low: Step = { numerator: SMALLEST_STEP, denominator: 1 };
  let high: Step = { numerator: LARGEST_STEP, denominator: 1 };
  for (let trial = 0; trial < TRIALS; trial++) {
    if (low.numerator * high.denominator > high.numerator * low.denominator) return undefined;
    const step = simplestFraction(low, high);
    if (step.denominator > LARGEST_TRIED) return undefined;
    const { agree, lowest, highest } = boundPhase(values, indices, split, twice(step));
    if (agree) return step;
    // the first of both is more than so many steps ahead of the second
    const slack = (lowest < split ? 1 : 0) + (highest < split ? 0 : 1);
    const distance = values[lowest] - values[highest] - slack;
    const apart = indices[lowest] - indices[highest];
    const nudge = slack > 0 ? 1 : 0;
    if (apart > 0) low = { numerator: distance * NUDGE + nudge, denominator: apart * NUDGE };
    else if (apart < 0) high = { numerator: -distance * NUDGE - nudge, denominator: -apart * NUDGE };
    else return undefined;
  }
  return undefined;
}

/** Where to look for the split: at zero or nowhere, or in between any two levels. */
export type Turning = 'at zero' | 'anywhere';

// the search is quadratic in them
const MOST_LEVELS_TO_TURN_ANYWHERE = 512;

function splitsToTry(values: readonly number[], turning: Turning): number[] {
  if (turning === 'at zero') {
    const zero = values.findIndex(value => value >= 0);
    return zero <= 0 ? [0] : [zero, values[zero] === 0 ? zero + 1 : zero, 0];
  }
  return values.length <= MOST_LEVELS_TO_TURN_ANYWHERE ? [...values.keys()] : [];
}

/** The grid on which all values lie, of a simple step, or undefined. `values` rise. */
export function fitGrid(values: readonly number[], turning: Turning): Grid | undefined {
  if (values.length < 2) return undefined;
  const indices = indexBy(values, averageStep(values));
  for (const split of new Set(splitsToTry(values, turning))) {
    const step = fitStep(values, indices, split);
    // none after all if wide gaps count otherwise by this step than by the average
    const grid = step && (fitPhase(values, step) ?? fitPhase(values, twice(step)));
    if (grid !== undefined) return grid;
  }
  return undefined;
}
