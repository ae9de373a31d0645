/**
 * A channel's samples mapped to codes and its codes to values, in the kernel's memory: along a line if there is one
 * that is exact for all that occur, which takes a third of the time, else through a table.
 */
import { type HistogramKernel, layOut } from '../coders/counts.js';
import { loadKernel, reserve } from '../wasm.js';
import { codeOf, type Grid, valueAt } from './grid.js';
import type { Form, Levels } from './level-forms.js';
import { type Line, lineAt, lineToCodes, lineToValues } from './line.js';

interface LevelsKernel extends HistogramKernel {
  readonly listValues: (samples: number, length: number, marks: number, values: number) => number;
  readonly findLaneRanges: (samples: number, length: number) => void;
  readonly minimumOfLanes: () => number;
  readonly maximumOfLanes: () => number;
  readonly followLine: (
    samples: number,
    length: number,
    whole: number,
    factor: number,
    turn: number,
    below: number,
    above: number,
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
/** Up to here the kernel writes behind samples. */
const SLACK_BYTES = 16;

/** Rank of the least value that is not negative. */
function rankOfZero(values: readonly number[]): number {
  const rank = values.findIndex(value => value >= 0);
  return rank < 0 ? values.length : rank;
}

/** Writes into `table`, indexed by value modulo 2^16, the code of each value that occurs. */
export function tabulateCodes(form: Form, { values }: Levels, table: Int16Array): void {
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
function codesOf(form: Form): Range {
  if (form.type === 'grid') return { least: codeOf(form.grid, -32768), most: codeOf(form.grid, 32767) };
  if (form.type === 'as is') return { least: -32768, most: 32767 };
  const least = -rankOfZero(form.values);
  return { least, most: least + form.values.length - 1 };
}

function checkRange(form: Form, { least, most }: Range): void {
  const allowed = codesOf(form);
  if (least < allowed.least || most > allowed.most) {
    throw new Error(`codes ${least}..${most} where the ${form.type} has ${allowed.least}..${allowed.most}`);
  }
}

/** Writes into `table`, indexed by code modulo 2^16, the value of each code of a range. */
function tabulateValues(form: Form, { least, most }: Range, table: Int16Array): void {
  const allowed = codesOf(form);
  for (let code = least; code <= most; code++) {
    if (form.type === 'grid') table[code & 0xffff] = valueAt(form.grid, code);
    else if (form.type === 'table') table[code & 0xffff] = form.values[code - allowed.least];
  }
}

function reachOf({ least, most }: Range): number {
  return Math.max(Math.abs(least), Math.abs(most));
}

function exactLineToCodes(grid: Grid, values: readonly number[]): Line | undefined {
  const line = lineToCodes(grid, reachOf({ least: values[0], most: values[values.length - 1] }));
  return values.every(value => lineAt(line, value) === codeOf(grid, value)) ? line : undefined;
}

function exactLineToValues(grid: Grid, range: Range): Line | undefined {
  const line = lineToValues(grid, reachOf(range));
  for (let code = range.least; code <= range.most; code++) {
    if (lineAt(line, code) !== valueAt(grid, code)) return undefined;
  }
  return line;
}

/** A plain array; `Array.from` takes ten times as long. */
function toNumbers(view: Int16Array | Uint32Array, start: number, count: number): number[] {
  const numbers: number[] = [];
  for (let i = start; i < start + count; i++) numbers.push(view[i]);
  return numbers;
}

/** All of a kernel's memory, to be taken anew when it has grown. */
function viewsOf({ memory: { buffer } }: LevelsKernel) {
  return { buffer, int16: new Int16Array(buffer), uint32: new Uint32Array(buffer) };
}

/** Loads the kernel. Its memory is that of the longest channel so far. */
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

  function follow({ whole, factor, turn, below, above, shift }: Line, length: number): void {
    kernel.followLine(samples, length, whole, factor, turn, below, above, shift);
  }

  function lookUp(tabulate: (table: Int16Array) => void, length: number): void {
    tabulate(views.int16.subarray(tables / 2, tables / 2 + TABLE_ENTRIES));
    kernel.lookUp(samples, length, tables);
  }

  function levelsOf(channel: Int16Array): Levels {
    if (channel.length === 0) return { values: [], counts: () => [] };
    put(channel);
    const distinct = kernel.listValues(samples, channel.length, marks, values);
    const found = toNumbers(views.int16, values / 2, distinct);
    let counted: readonly number[] | undefined;
    return {
      values: found,
      counts: () => {
        counted ??= countsOf(channel);
        return counted;
      },
    };
  }

  function countsOf(channel: Int16Array): number[] {
    put(channel);
    const distinct = kernel.histogram(samples, channel.length, banks, values, counts);
    return toNumbers(views.uint32, counts / 4, distinct);
  }

  function mapToCodes(form: Form, levels: Levels, from: Int16Array, to: Int16Array): void {
    if (form.type === 'as is') {
      to.set(from);
      return;
    }
    put(from);
    const line = form.type === 'grid' ? exactLineToCodes(form.grid, levels.values) : undefined;
    if (line !== undefined) follow(line, from.length);
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
    const line = form.type === 'grid' ? exactLineToValues(form.grid, range) : undefined;
    if (line !== undefined) follow(line, from.length);
    else lookUp(table => tabulateValues(form, range, table), from.length);
    take(to);
  }

  return { levelsOf, mapToCodes, mapToValues };
}
