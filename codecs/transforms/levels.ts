/**
 * Undoes a coarse grid: each channel's sample values become neighbouring integers, small differences staying small.
 *
 *   as is   code = value
 *   table   no grid found, but common values lie far apart: code = rank of the value, 0 at the least one >= 0
 *   grid    value(k) = (k * numerator + phase) / denominator, rounded down for k >= split, up for k < split: code = k,
 *           whether or not all k occur
 *
 * A few samples off the grid are exceptions: they take the nearest code, and what that misses is sent. Side
 * information, empty if all channels are as they are (varints; a sign is folded in as 0, -1, 1, -2 …):
 *
 *   steps n | n times:  numerator | denominator
 *   until all channels are told:
 *     tag = kind * 4 + (2 if there are exceptions) + (1 if a run)
 *     if a run:         how many further channels have the very same form
 *     kind 1, table     levels - 1 | first | gap - 1 to each of the others
 *     kind 2 + s, grid  phase on step s | split
 *     if exceptions:    count | each:  frames since the last | value less the code's
 */
import { defineTransform, NO_SIDE_INFORMATION, type Samples, type Transformed } from '../codec.js';
import { foldSign, packNumbers, unfoldSign } from '../numbers.js';
import { type Cursor, readVarint, shapeOf } from '../shape.js';
import { codeOf, LARGEST_DENOMINATOR, LARGEST_STEP, SMALLEST_STEP, type Step, valueAt } from './grid.js';
import { chooseForms, countLevels, type Form, isOnGrid, type Levels } from './level-forms.js';

const AS_IS_KIND = 0;
const TABLE_KIND = 1;
const FIRST_STEP_KIND = 2;
const HAS_EXCEPTIONS = 2;
const IS_RUN = 1;

interface Exception {
  readonly frame: number;
  /** What to add to the value of the code. */
  readonly difference: number;
}

/** What decode has to know of a channel. */
interface Plan {
  readonly form: Form;
  readonly exceptions: readonly Exception[];
}

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

/** Samples to codes, or codes to samples. */
export function mapThrough(table: Int16Array, from: Int16Array, to: Int16Array): void {
  for (let i = 0; i < from.length; i++) to[i] = table[from[i] & 0xffff];
}

function findExceptions(form: Form, { values }: Levels, data: Int16Array): Exception[] {
  if (form.type !== 'grid') return [];
  const { grid } = form;
  const strays = new Set(values.filter(value => !isOnGrid(grid, value)));
  const exceptions: Exception[] = [];
  if (strays.size === 0) return exceptions;
  for (let frame = 0; frame < data.length; frame++) {
    if (!strays.has(data[frame])) continue;
    exceptions.push({ frame, difference: data[frame] - valueAt(grid, codeOf(grid, data[frame])) });
  }
  return exceptions;
}

function numbersOfForm(form: Form, steps: readonly Step[]): { kind: number; numbers: number[] } {
  if (form.type === 'as is') return { kind: AS_IS_KIND, numbers: [] };
  if (form.type === 'grid') {
    return {
      kind: FIRST_STEP_KIND + steps.indexOf(form.grid.step),
      numbers: [form.grid.phase, foldSign(form.grid.split)],
    };
  }
  const { values } = form;
  const gaps = values.slice(1).map((value, i) => value - values[i] - 1);
  return { kind: TABLE_KIND, numbers: [values.length - 1, foldSign(values[0]), ...gaps] };
}

function numbersOfExceptions(exceptions: readonly Exception[]): number[] {
  const numbers = [exceptions.length];
  let last = 0;
  for (const { frame, difference } of exceptions) {
    numbers.push(frame - last, foldSign(difference));
    last = frame;
  }
  return numbers;
}

/** A channel's numbers: the tag, its bit for a run yet unset, and what follows it. */
function numbersOfPlan({ form, exceptions }: Plan, steps: readonly Step[]): number[] {
  const { kind, numbers } = numbersOfForm(form, steps);
  if (exceptions.length === 0) return [kind * 4, ...numbers];
  return [kind * 4 + HAS_EXCEPTIONS, ...numbers, ...numbersOfExceptions(exceptions)];
}

function areEqual(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** Numbers of all channels; those of a channel like the one before it are told once. */
function joinRuns(channels: readonly (readonly number[])[]): number[] {
  const numbers: number[] = [];
  for (let first = 0, next = 0; first < channels.length; first = next) {
    while (next < channels.length && areEqual(channels[next], channels[first])) next++;
    const [tag, ...rest] = channels[first];
    const further = next - first - 1;
    numbers.push(...(further === 0 ? [tag] : [tag + IS_RUN, further]));
    for (const value of rest) numbers.push(value);
  }
  return numbers;
}

/** Tables that live as long as the stage, so that a call need not clear them. */
interface Scratch {
  /** 65536 zeros between calls. */
  readonly counts: Uint32Array;
  /** 65536 entries, written before they are read. */
  readonly table: Int16Array;
}

/** A view of each channel. */
export function partsOf(data: Int16Array, channels: number): Int16Array[] {
  const frames = data.length / channels;
  return Array.from({ length: channels }, (_, c) => data.subarray(c * frames, (c + 1) * frames));
}

function encode(samples: Samples, { counts, table }: Scratch): Transformed {
  const { channels, frames } = shapeOf(samples);
  const from = partsOf(samples.data, channels);
  const levels = from.map(part => countLevels(part, counts));
  const { forms, steps } = chooseForms(levels, frames);
  const data = samples.data.slice();
  const coded = { data, channels };
  if (forms.every(form => form.type === 'as is')) return { samples: coded, side: NO_SIDE_INFORMATION };
  const to = partsOf(data, channels);
  const plans = forms.map((form, channel) => {
    if (form.type !== 'as is') {
      tabulateCodes(form, levels[channel], table);
      mapThrough(table, from[channel], to[channel]);
    }
    return numbersOfPlan({ form, exceptions: findExceptions(form, levels[channel], from[channel]) }, steps);
  });
  return {
    samples: coded,
    side: packNumbers([
      steps.length,
      ...steps.flatMap(step => [step.numerator, step.denominator]),
      ...joinRuns(plans),
    ]),
  };
}

function readStep(side: Cursor): Step {
  const numerator = readVarint(side);
  const denominator = readVarint(side);
  if (denominator < 1 || denominator > LARGEST_DENOMINATOR) {
    throw new Error(`denominator ${denominator} out of range 1..${LARGEST_DENOMINATOR}`);
  }
  if (numerator < SMALLEST_STEP * denominator || numerator > LARGEST_STEP * denominator) {
    throw new Error(`step ${numerator}/${denominator} out of range ${SMALLEST_STEP}..${LARGEST_STEP}`);
  }
  return { numerator, denominator };
}

function readTable(side: Cursor): Form {
  const further = readVarint(side);
  let value = unfoldSign(readVarint(side));
  const values = [value];
  for (let k = 0; k < further; k++) {
    value += readVarint(side) + 1;
    values.push(value);
  }
  if (values[0] < -32768 || value > 32767) throw new Error(`levels ${values[0]}..${value} beyond 16 bits`);
  return { type: 'table', values };
}

function readForm(side: Cursor, kind: number, steps: readonly Step[]): Form {
  if (kind === AS_IS_KIND) return { type: 'as is' };
  if (kind === TABLE_KIND) return readTable(side);
  const step = steps[kind - FIRST_STEP_KIND];
  if (step === undefined) throw new Error(`step ${kind - FIRST_STEP_KIND} where there are ${steps.length}`);
  const phase = readVarint(side);
  if (phase >= step.numerator) throw new Error(`phase ${phase} out of range 0..${step.numerator - 1}`);
  return { type: 'grid', grid: { step, phase, split: unfoldSign(readVarint(side)) } };
}

function readExceptions(side: Cursor, frames: number): Exception[] {
  const count = readVarint(side);
  const exceptions: Exception[] = [];
  let frame = 0;
  for (let k = 0; k < count; k++) {
    frame += readVarint(side);
    if (frame >= frames) throw new Error(`exception at frame ${frame} of ${frames}`);
    exceptions.push({ frame, difference: unfoldSign(readVarint(side)) });
  }
  return exceptions;
}

function readPlans(bytes: Uint8Array, channels: number, frames: number): Plan[] {
  const side = { bytes, at: 0 };
  const count = readVarint(side);
  const steps: Step[] = [];
  for (let k = 0; k < count; k++) steps.push(readStep(side));
  const plans: Plan[] = [];
  while (plans.length < channels) {
    const tag = readVarint(side);
    const run = tag & IS_RUN ? 1 + readVarint(side) : 1;
    if (run > channels - plans.length)
      throw new Error(`run of ${run} where ${channels - plans.length} channels are left`);
    const form = readForm(side, tag >>> 2, steps);
    const exceptions = tag & HAS_EXCEPTIONS ? readExceptions(side, frames) : [];
    for (let k = 0; k < run; k++) plans.push({ form, exceptions });
  }
  if (side.at !== bytes.length) throw new Error(`${bytes.length - side.at} bytes of side information left`);
  return plans;
}

/** The codes that an encoder may write for values of 16 bits. */
function codesOf(form: Form): { least: number; most: number } {
  if (form.type === 'grid') return { least: codeOf(form.grid, -32768), most: codeOf(form.grid, 32767) };
  if (form.type === 'as is') return { least: -32768, most: 32767 };
  const least = -rankOfZero(form.values);
  return { least, most: least + form.values.length - 1 };
}

function rangeOf(data: Int16Array): { least: number; most: number } {
  let least = 32767;
  let most = -32768;
  for (let i = 0; i < data.length; i++) {
    if (data[i] < least) least = data[i];
    if (data[i] > most) most = data[i];
  }
  return { least, most };
}

/** Writes into `table`, indexed by code modulo 2^16, the value of every code from the least to the most in use. */
function tabulateValues(form: Form, codes: Int16Array, table: Int16Array): void {
  const allowed = codesOf(form);
  const { least, most } = rangeOf(codes);
  if (least < allowed.least || most > allowed.most) {
    throw new Error(`codes ${least}..${most} where the ${form.type} has ${allowed.least}..${allowed.most}`);
  }
  for (let code = least; code <= most; code++) {
    if (form.type === 'grid') table[code & 0xffff] = valueAt(form.grid, code);
    else if (form.type === 'table') table[code & 0xffff] = form.values[code - allowed.least];
  }
}

function decode({ samples, side }: Transformed, { table }: Scratch): Samples {
  const { channels, frames } = shapeOf(samples);
  const data = samples.data.slice();
  if (side.length === 0 || frames === 0) return { data, channels };
  const from = partsOf(samples.data, channels);
  const to = partsOf(data, channels);
  for (const [channel, { form, exceptions }] of readPlans(side, channels, frames).entries()) {
    if (form.type !== 'as is') {
      tabulateValues(form, from[channel], table);
      mapThrough(table, from[channel], to[channel]);
    }
    for (const { frame, difference } of exceptions) to[channel][frame] += difference;
  }
  return { data, channels };
}

export const levels = defineTransform({
  name: 'levels',
  family: 'grid',
  summary: 'undoes a coarse grid (10-bit codes in 16-bit clothes), channel by channel',
  open: () => {
    const scratch = { counts: new Uint32Array(65536), table: new Int16Array(65536) };
    return {
      encode: samples => encode(samples, scratch),
      decode: transformed => decode(transformed, scratch),
    };
  },
});
