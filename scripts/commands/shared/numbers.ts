/** What numbers on a command line have to be: each check returns the value, or says in one line what would be right. */

import { ownValue } from '../../../codecs/own-value.js';

/** The most that a whole number may be unless a command says less: beyond it a number is not distinct from the next. */
const LARGEST = Number.MAX_SAFE_INTEGER;
/** Seconds of which three times as many milliseconds still fit a timer. */
const LONGEST_S = 500_000;
/** Less than this, and Node itself does not start. */
const LEAST_MEMORY_MIB = 128;

/** @throws Error in one line unless it is a whole number within the bounds */
export function wholeNumber(option: string, value: number, least: number, most = LARGEST): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  const bounds = most === LARGEST ? `of at least ${least}` : `from ${least} to ${most}`;
  throw wrong(option, value, `a whole number ${bounds}`);
}

/** @throws Error in one line unless it is a finite number over 0 */
export function positiveNumber(option: string, value: number): number {
  if (value > 0 && Number.isFinite(value)) return value;
  throw wrong(option, value, 'a number over 0');
}

/** @throws Error in one line unless it is one of these */
export function oneOf<Value extends number>(option: string, value: number, choices: readonly Value[]): Value {
  const chosen = choices.find(choice => choice === value);
  if (chosen !== undefined) return chosen;
  throw wrong(option, value, choices.join(' or '));
}

/** @throws Error in one line unless it is a time that timers take */
export function seconds(option: string, value: number): number {
  if (value > 0 && value <= LONGEST_S) return value;
  throw wrong(option, value, `seconds, more than 0 and at most ${LONGEST_S}`);
}

const UNIT_S: Readonly<Record<string, number>> = { '': 1, ms: 0.001, s: 1, sec: 1, m: 60, min: 60, h: 3600 };

/**
 * Seconds of `60s`, `2min`, `1h`, `1.5 min`, or `90` (seconds).
 * @throws Error in one line if it is none of these, or not within the bounds
 */
export function duration(option: string, text: string, leastS: number, mostS: number): number {
  const match = /^(\d+(?:\.\d+)?) *([a-z]*)$/.exec(text.trim().toLowerCase());
  const unitS = match === null ? undefined : ownValue(UNIT_S, match[2]);
  if (match === null || unitS === undefined) {
    throw new Error(`--${option} ${JSON.stringify(text)}: want a time such as 60s, 2min or 1h`);
  }
  const value = Number(match[1]) * unitS;
  if (value >= leastS && value <= mostS) return value;
  throw new Error(`--${option} ${text}: want ${leastS} s to ${mostS / 3600} h`);
}

/** @throws Error in one line unless it is a whole number of MiB in which a process of Node runs */
export function memoryMib(option: string, value: number): number {
  return wholeNumber(option, value, LEAST_MEMORY_MIB);
}

/** @throws Error in one line unless random numbers can start from it */
export function seedNumber(option: string, value: number): number {
  return wholeNumber(option, value, 0);
}

/** @param value yargs makes NaN of a word, and a list of an option that is given twice */
function wrong(option: string, value: number, wanted: string): Error {
  return new Error(`--${option}${Number.isNaN(value) ? ': not a number' : ` ${value}`}: want ${wanted}`);
}
