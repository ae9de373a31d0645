/**
 * Options of the library's functions, checked as those of the command line are: a wrong one is an error that names it
 * and says what would be right.
 */
import { PRESETS } from '../grid/presets.js';
import { PROMISING } from '../quality/grade.js';

/** What a value has to be, in words, and whether it is. */
export interface Kind {
  readonly wanted: string;
  readonly fits: (value: unknown) => boolean;
}

/** What each option of a function has to be. */
export type OptionKinds<Options> = { readonly [Name in keyof Options]-?: Kind };

export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): Kind {
  const bounds = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  return {
    wanted: `a whole number ${bounds}`,
    fits: value => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
  };
}

function isOver0(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && Number.isFinite(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function listOf(wanted: string, fits: (item: unknown) => boolean): Kind {
  return { wanted: `a list of ${wanted}`, fits: value => Array.isArray(value) && value.every(fits) };
}

function choiceOf(choices: readonly unknown[]): Kind {
  return { wanted: choices.join(', '), fits: value => choices.includes(value) };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

export const OVER_0: Kind = { wanted: 'a number over 0', fits: isOver0 };
export const AT_LEAST_0: Kind = {
  wanted: 'a number of at least 0',
  fits: value => value === 0 || isOver0(value),
};
export const OVER_0_OR_NULL: Kind = {
  wanted: 'a number over 0, or null',
  fits: value => value === null || isOver0(value),
};
export const TEXT: Kind = { wanted: 'a text', fits: isText };
export const TEXTS = listOf('texts', isText);
export const OBJECTS = listOf('objects', isObject);
export const RECORDINGS = listOf(
  'paths, or of recordings that were found',
  value => isText(value) || isObject(value),
);
export const TRUTH_VALUE = choiceOf([true, false]);
export const FUNCTION: Kind = { wanted: 'a function', fits: value => typeof value === 'function' };
export const SIGNAL: Kind = { wanted: 'an AbortSignal', fits: value => value instanceof AbortSignal };
export const GRADE = choiceOf(PROMISING);
export const SCOPE = choiceOf(['recording', 'solid', 'both']);
export const CHUNKS = listOf(
  'seconds over 0, or null for one stream',
  value => value === null || isOver0(value),
);
export const PRESET = choiceOf(Object.keys(PRESETS));

/**
 * Checks the options that a function of the library was given; `undefined` stands for what is not given.
 * @throws Error in one line that names the option
 */
export function checkOptions<Options extends object>(
  name: string,
  options: Options,
  kinds: OptionKinds<Options>,
  required: readonly (keyof Options & string)[],
): void {
  const known: ReadonlyMap<string, Kind> = new Map(Object.entries(kinds));
  for (const [option, value] of Object.entries(options)) {
    const kind = known.get(option);
    if (kind === undefined) {
      throw new Error(`${name}: unknown option ${option}; there are ${[...known.keys()].join(', ')}`);
    }
    if (value !== undefined && !kind.fits(value)) {
      throw new Error(`${name}: ${option} ${JSON.stringify(value)}: want ${kind.wanted}`);
    }
  }
  const missing = required.find(option => options[option] === undefined);
  if (missing !== undefined) throw new Error(`${name}: ${missing}: want ${known.get(missing)?.wanted}`);
}
