/**
 * A channel's samples mapped to codes and its codes to values, in the kernel's memory: along a line if there is one
 * that is exact for all that occur, which takes a third of the time, else through a table.
 */

import { loadKernel, reserve } from '../../bytes/wasm.js';
import { type HistogramKernel, layOut } from '../../models/histogram.js';
import { withinInt16 } from '../../models/range.js';
import type { Form, Levels } from './forms.js';
import { codeOf, valueAt } from './grid.js';
import {
  codeAlong,
  type LineToCodes,
  type LineToValues,
  lineToCodes,
  lineToValues,
  valueAlong,
} from './line.js';

interface LevelsKernel extends HistogramKernel {
  readonly listValues: (samples: number, length: number, marks: number, values: number) => number;
  readonly findLaneRanges: (samples: number, length: number) => void;
  readonly minimumOfLanes: () => number;
  readonly maximumOfLanes: () => number;
  readonly toCodes: (samples: number, length: number, factor: number, offset: number) => void;
  readonly toValues: (
    samples: number,
    length: number,
    whole: number,
    factor: number,
    turn: number,
    rise: number,
    weight: number,
    offset: number,
    shift: number,
  ) => void;
  readonly lookUp: (samples: number, length: number, table: number) => void;
}

export interface LevelMaps {
  /** Finds the distinct values of a channel; it is counted when counts are asked for. */
  readonly levelsOf: (channel: Int16Array) => Levels;
  /** Writes to `to` the codes of samples whose levels are given. */
  readonly mapToCodes: (form: Form, levels: Levels, from: Int16Array, to: Int16Array) => void;
  /**
   * Writes to `to` the values of codes, at least one.
   * @throws Error if there is a code that no encoder writes
   */
  readonly mapToValues: (form: Form, from: Int16Array, to: Int16Array) => void;
}

const TABLE_ENTRIES = 65536;
const MARK_BYTES = 65536;
const SAMPLES_OF_HEAD = 1024;
/** Up to here the kernel writes behind samples. */
const SLACK_BYTES = 16;

/** What becomes of a channel that does not stay as it is. */
type Mapped = Exclude<Form, { readonly type: 'as is' }>;

/** Rank of the least value that is not negative. */
function rankOfZero(values: readonly number[]): number {
  const rank = values.findIndex(value => value >= 0);
  return rank < 0 ? values.length : rank;
}

/** Writes into `table`, indexed by value modulo 2^16, the code of each value that occurs. */
export function tabulateCodes(form: Mapped, { values }: Levels, table: Int16Array): void {
  const zero = rankOfZero(values);
  for (let rank = 0; rank < values.length; rank++) {
    const value = values[rank];
    table[value & 0xffff] = form.type === 'grid' ? codeOf(form.grid, value) : rank - zero;
  }
}

interface Range {
  readonly least: number;
  readonly most: number;
}

/** The codes that an encoder may write for values of 16 bits. */
function codesOf(form: Mapped): Range {
  if (form.type === 'grid') return { least: codeOf(form.grid, -32768), most: codeOf(form.grid, 32767) };
  const least = -rankOfZero(form.values);
  return { least, most: least + form.values.length - 1 };
}

function checkRange(form: Mapped, { least, most }: Range): void {
  const allowed = codesOf(form);
  if (least < allowed.least || most > allowed.most) {
    throw new Error(`codes ${least}..${most} where the ${form.type} has ${allowed.least}..${allowed.most}`);
  }
}

/** Writes into `table`, indexed by code modulo 2^16, the value of each code of a range. */
function tabulateValues(form: Mapped, { least, most }: Range, table: Int16Array): void {
  const allowed = codesOf(form);
  for (let code = least; code <= most; code++) {
    const value = form.type === 'grid' ? valueAt(form.grid, code) : form.values[code - allowed.least];
    // beyond 16 bits lie only codes of exceptions, and where there is a loss behind, of others as well
    table[code & 0xffff] = withinInt16(value);
  }
}

function exactLineToCodes(form: Mapped, values: readonly number[]): LineToCodes | undefined {
  if (form.type !== 'grid') return undefined;
  const { grid } = form;
  const line = lineToCodes(grid);
  return values.every(value => codeAlong(line, value) === codeOf(grid, value)) ? line : undefined;
}

function exactLineToValues(form: Mapped, { least, most }: Range): LineToValues | undefined {
  if (form.type !== 'grid') return undefined;
  const line = lineToValues(form.grid);
  for (let code = least; code <= most; code++) {
    const value = valueAt(form.grid, code);
    if (valueAlong(line, code) !== value || value !== withinInt16(value)) return undefined;
  }
  return line;
}

/** A plain array; `Array.from` takes ten times as long. */
function toNumbers(view: Int16Array | Uint32Array, start: number, count: number): number[] {
  const numbers = new Array<number>(count);
  for (let i = 0; i < count; i++) numbers[i] = view[start + i];
  return numbers;
}

/** All of a kernel's memory, to be taken anew when it has grown. */
function viewsOf({ memory: { buffer } }: LevelsKernel) {
  return { buffer, int16: new Int16Array(buffer), uint32: new Uint32Array(buffer) };
}

/** Loads the kernel. Its memory is 1.1 MB of tables, hardly touched, and the longest channel so far. */
export async function openLevelMaps(): Promise<LevelMaps> {
  const kernel = await loadKernel<LevelsKernel>('levels');
  const { banks, values, counts, tables, samples } = layOut(kernel, TABLE_ENTRIES * 2 + MARK_BYTES);
  const marks = tables + TABLE_ENTRIES * 2;
  // many short channels are as slow as the views that each takes
  let views = viewsOf(kernel);

  function put(channel: Int16Array): void {
    reserve(kernel, samples + channel.byteLength + SLACK_BYTES);
    if (views.buffer !== kernel.memory.buffer) views = viewsOf(kernel);
    views.int16.set(channel, samples / 2);
  }

  function take(to: Int16Array): void {
    to.set(views.int16.subarray(samples / 2, samples / 2 + to.length));
  }

  function toValues(line: LineToValues, length: number): void {
    const { whole, factor, turn, rise, weight, offset, shift } = line;
    kernel.toValues(samples, length, whole, factor, turn, rise, weight, offset, shift);
  }

  function lookUp(tabulate: (table: Int16Array) => void, length: number): void {
    tabulate(views.int16.subarray(tables / 2, tables / 2 + TABLE_ENTRIES));
    kernel.lookUp(samples, length, tables);
  }

  /** Whether there are neighbouring integers among the first samples. */
  function hasNeighbours(length: number): boolean {
    const distinct = kernel.listValues(samples, Math.min(length, SAMPLES_OF_HEAD), marks, values);
    const first = values / 2;
    for (let i = first + 1; i < first + distinct; i++) {
      if (views.int16[i] - views.int16[i - 1] === 1) return true;
    }
    return false;
  }

  function levelsOf(channel: Int16Array): Levels {
    if (channel.length === 0) return { values: [], counts: () => [] };
    put(channel);
    // no grid lies under all values, so counts will be asked for
    if (hasNeighbours(channel.length)) return countedLevels(channel.length);
    const distinct = kernel.listValues(samples, channel.length, marks, values);
    let counted: Levels | undefined;
    return {
      values: toNumbers(views.int16, values / 2, distinct),
      counts: () => {
        if (counted === undefined) {
          put(channel);
          counted = countedLevels(channel.length);
        }
        return counted.counts();
      },
    };
  }

  function countedLevels(length: number): Levels {
    const distinct = kernel.histogram(samples, length, banks, values, counts);
    const found = toNumbers(views.uint32, counts / 4, distinct);
    return { values: toNumbers(views.int16, values / 2, distinct), counts: () => found };
  }

  function mapToCodes(form: Form, levels: Levels, from: Int16Array, to: Int16Array): void {
    if (form.type === 'as is') {
      to.set(from);
      return;
    }
    put(from);
    const line = exactLineToCodes(form, levels.values);
    if (line !== undefined) kernel.toCodes(samples, from.length, line.factor, line.offset);
    else lookUp(table => tabulateCodes(form, levels, table), from.length);
    take(to);
  }

  function mapToValues(form: Form, from: Int16Array, to: Int16Array): void {
    if (form.type === 'as is') {
      to.set(from);
      return;
    }
    put(from);
    kernel.findLaneRanges(samples, from.length);
    const range = { least: kernel.minimumOfLanes(), most: kernel.maximumOfLanes() };
    checkRange(form, range);
    const line = exactLineToValues(form, range);
    if (line !== undefined) toValues(line, from.length);
    else lookUp(table => tabulateValues(form, range, table), from.length);
    take(to);
  }

  return { levelsOf, mapToCodes, mapToValues };
}
