/** Which steps are looked at. All are odd: an even one rounds unevenly, and loses as much as the next odd one. */

export const LEAST_STEP = 3;
/** The most that all ladders take. */
const GREATEST_STEP = 1023;
/** Where ladders are first compared. */
export const FIRST_STEP = 9;

/** Up to here every odd step is looked at, if there is time for it. */
const FINE_UP_TO = 33;
/** How far steps are apart, as a factor: beyond that; where there is less time; and where the end of the grade is sought. */
const APART = 1.25;
const FAR_APART = 1.5;
const VERY_FAR_APART = 2;
const GALLOP = 1.25;
/** How far beyond the end of the grade the curve goes. */
const BEYOND = 1.7;
/** How finely the end of the grade is looked for, as a share of the step; 2 where that is less. */
const RESOLUTION = 0.02;
/** Where the grade may end on other windows. */
const ABOUT = [0.9, 0.95, 1, 1.05, 1.1];

/** The odd step next below, within what there is. */
export function oddStep(value: number): number {
  return Math.min(GREATEST_STEP, Math.max(LEAST_STEP, 2 * Math.floor(value / 2) + 1));
}

/** The next step up or down on the way to the end of the grade; undefined if there is none. */
export function gallop(step: number, isUp: boolean): number | undefined {
  const far = oddStep(isUp ? step * GALLOP : step / GALLOP);
  const next = far === step ? oddStep(isUp ? step + 2 : step - 2) : far;
  return next === step ? undefined : next;
}

/** The odd step between two, if they are further apart than matters. */
export function stepBetween(below: number, above: number): number | undefined {
  return above - below <= Math.max(2, RESOLUTION * below) ? undefined : oddStep((below + above) / 2);
}

/** A step further up or down, by as much as matters; undefined if there is none. */
export function nextStep(step: number, isUp: boolean): number | undefined {
  const stride = 2 * Math.max(1, Math.round((RESOLUTION * step) / 2));
  const next = isUp ? step + stride : step - stride;
  return next < LEAST_STEP || next > GREATEST_STEP ? undefined : next;
}

/**
 * Steps of a curve, rising.
 * @param end where the grade ends, as far as is known
 * @param areMany whether there is time for all that are of interest
 */
export function curveSteps(end: number, areMany: boolean): number[] {
  const about = ABOUT.map(factor => oddStep(factor * end));
  const next = [end - 2, end, end + 2].map(oddStep);
  return rising([...alongTheWay(end, areMany), ...about, ...(end <= FINE_UP_TO ? next : [])]);
}

function alongTheWay(end: number, areMany: boolean): number[] {
  if (end > FINE_UP_TO) return geometric(areMany ? APART : VERY_FAR_APART, BEYOND * end);
  return areMany ? geometric(1, FINE_UP_TO) : geometric(FAR_APART, FINE_UP_TO);
}

function geometric(factor: number, most: number): number[] {
  const steps = [LEAST_STEP];
  for (let step = LEAST_STEP; step < Math.min(most, GREATEST_STEP); ) {
    step = Math.max(step + 2, oddStep(factor * step));
    steps.push(step);
  }
  return steps.filter(step => step <= GREATEST_STEP);
}

function rising(steps: readonly number[]): number[] {
  return [...new Set(steps)].toSorted((a, b) => a - b);
}
