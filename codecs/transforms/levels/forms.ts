/** Chooses what becomes of each channel's levels: a grid, a table, or nothing. Runs in the encoder only. */
import { packedSize } from '../../bytes/numbers.js';
import {
  codeOf,
  fitGrid,
  fitPhase,
  type Grid,
  SMALLEST_STEP,
  type Step,
  type Turning,
  valueAt,
} from './grid.js';

/** The distinct values of a channel, rising, and how often each occurs, which need not be known until asked for. */
export interface Levels {
  readonly values: readonly number[];
  readonly counts: () => readonly number[];
}

/** What becomes of a channel. */
export type Form =
  | { readonly type: 'as is' }
  | { readonly type: 'table'; readonly values: readonly number[] }
  | { readonly type: 'grid'; readonly grid: Grid };

/** @param counts 65536 zeros, which it leaves zero */
export function countLevels(data: Int16Array, counts: Uint32Array): Levels {
  let least = 32767;
  let most = -32768;
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (value < least) least = value;
    if (value > most) most = value;
    counts[value & 0xffff]++;
  }
  const values: number[] = [];
  const found: number[] = [];
  for (let value = least; value <= most; value++) {
    const count = counts[value & 0xffff];
    if (count === 0) continue;
    values.push(value);
    found.push(count);
    counts[value & 0xffff] = 0;
  }
  return { values, counts: () => found };
}

/** The least distance of values that occur more than `rare` times; 1 is returned as soon as it is seen. */
function leastGap(levels: Levels, rare: number): number {
  const { values } = levels;
  // all occur more than 0 times, so that is known without counting
  const counts = rare === 0 ? undefined : levels.counts();
  let least = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length && least > 1; i++) {
    if (counts !== undefined && counts[i] <= rare) continue;
    least = Math.min(least, values[i] - last);
    last = values[i];
  }
  return least;
}

/** Those that occur more than `rare` times. */
function valuesOver(levels: Levels, rare: number): readonly number[] {
  if (rare === 0) return levels.values;
  const counts = levels.counts();
  return levels.values.filter((_, i) => counts[i] > rare);
}

/** The grid under values: of a step that another channel has if one fits, else of a new one. */
function findGrid(values: readonly number[], known: readonly Step[], turning: Turning): Grid | undefined {
  if (values.length < 2) return undefined;
  for (const step of known) {
    const grid = fitPhase(values, step);
    if (grid !== undefined) return grid;
  }
  return fitGrid(values, turning);
}

/** Whether the grid has a code for a value. */
export function isOnGrid(grid: Grid, value: number): boolean {
  return valueAt(grid, codeOf(grid, value)) === value;
}

const SIDE_BITS_OF_GRID = 64;
const SIDE_BITS_OF_EXCEPTION = 32;

const MOST_EXCEPTIONS = 1 / 64;

function countExceptions(grid: Grid, levels: Levels): number {
  const { values } = levels;
  const counts = levels.counts();
  let exceptions = 0;
  for (let i = 0; i < values.length; i++) if (!isOnGrid(grid, values[i])) exceptions += counts[i];
  return exceptions;
}

/** Whether few samples lie off a grid, and the bits that it saves, at best, are more than what it costs. */
function gridPays(grid: Grid, exceptions: number, frames: number): boolean {
  const saved = frames * Math.log2(grid.step.numerator / grid.step.denominator);
  return (
    exceptions <= frames * MOST_EXCEPTIONS && saved > SIDE_BITS_OF_GRID + exceptions * SIDE_BITS_OF_EXCEPTION
  );
}

// Values as rare as this are left out of the search for a grid, in turn, and are exceptions if they lie off it.
const RARE_COUNTS = [0, 1, 4, 16, 64];

// That rounding turns in a place of its own is the last thing to believe: it explains some strays as well.
const TURNINGS: readonly Turning[] = ['at zero', 'anywhere'];

function gridOfMost(levels: Levels, frames: number, known: readonly Step[]): Grid | undefined {
  for (const turning of TURNINGS) {
    for (const rare of RARE_COUNTS) {
      if (leastGap(levels, rare) < SMALLEST_STEP) continue;
      const grid = findGrid(valuesOver(levels, rare), known, turning);
      if (grid === undefined) continue;
      // most channels have a grid under all their values, which is found without counting them
      const exceptions = rare === 0 ? 0 : countExceptions(grid, levels);
      if (gridPays(grid, exceptions, frames)) return grid;
    }
  }
  return undefined;
}

// A value that occurs so often while its neighbours never do is no accident of a thin tail.
const COMMON_COUNT = 8;
const TABLE_MARGIN = 2;

/** Whether common values lie so far apart that ranks save more bits than the table takes, with a margin. */
function tablePays(levels: Levels): boolean {
  const { values } = levels;
  const counts = levels.counts();
  let saved = 0;
  for (let i = 1; i < values.length - 1; i++) {
    const distance = values[i + 1] - values[i - 1];
    if (distance > 2 && counts[i] >= COMMON_COUNT) saved += counts[i] * Math.log2(distance / 2);
  }
  // a gap takes a byte at least
  if (saved <= TABLE_MARGIN * 8 * (values.length - 1)) return false;
  const gaps = values.slice(1).map((value, i) => value - values[i]);
  return saved > TABLE_MARGIN * 8 * packedSize(gaps);
}

function chooseForm(levels: Levels, frames: number, known: readonly Step[]): Form {
  const grid = gridOfMost(levels, frames, known);
  if (grid !== undefined) return { type: 'grid', grid };
  return tablePays(levels) ? { type: 'table', values: levels.values } : { type: 'as is' };
}

export interface Chosen {
  /** A form for each channel. */
  readonly forms: readonly Form[];
  /** The steps of their grids, each once. */
  readonly steps: readonly Step[];
}

/** Chooses for all channels. Those of most levels come first, since they know a common step best. */
export function chooseForms(channels: readonly Levels[], frames: number): Chosen {
  const order = [...channels.keys()].sort((a, b) => channels[b].values.length - channels[a].values.length);
  const forms: Form[] = [];
  const steps: Step[] = [];
  for (const channel of order) {
    const form = chooseForm(channels[channel], frames, steps);
    forms[channel] = form;
    if (form.type === 'grid' && !steps.includes(form.grid.step)) steps.push(form.grid.step);
  }
  return { forms, steps };
}
