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
 *   until all channels are there:
 *     tag = kind * 4 + (2 if there are exceptions) + (1 if a run)
 *     if a run:         how many further channels have the very same form
 *     kind 1, table     levels - 1 | first | gap - 1 to each of the others
 *     kind 2 + s, grid  phase on step s | split
 *     if exceptions:    count | each:  frames since the last | value less the code's
 */

import { foldSign, packNumbers, unfoldSign } from '../../bytes/numbers.js';
import { type Cursor, channelsOf, readVarint, shapeOf } from '../../bytes/shape.js';
import { defineTransform, NO_SIDE_INFORMATION, type Samples, type Transformed } from '../../codec.js';
import { chooseForms, type Form, isOnGrid, type Levels } from './forms.js';
import { codeOf, LARGEST_DENOMINATOR, LARGEST_STEP, SMALLEST_STEP, type Step, valueAt } from './grid.js';
import { type LevelMaps, openLevelMaps } from './maps.js';

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

/** Numbers of all channels; those of a channel like the one before it are written once. */
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

function encode(samples: Samples, maps: LevelMaps): Transformed {
  const { channels, frames } = shapeOf(samples);
  const from = channelsOf(samples);
  const levels = from.map(maps.levelsOf);
  const { forms, steps } = chooseForms(levels, frames);
  if (forms.every(form => form.type === 'as is')) {
    return { samples: { data: samples.data.slice(), channels }, side: NO_SIDE_INFORMATION };
  }
  const data = new Int16Array(samples.data.length);
  const to = channelsOf({ data, channels });
  const plans = forms.map((form, channel) => {
    maps.mapToCodes(form, levels[channel], from[channel], to[channel]);
    return numbersOfPlan({ form, exceptions: findExceptions(form, levels[channel], from[channel]) }, steps);
  });
  return {
    samples: { data, channels },
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

function decode({ samples, side }: Transformed, maps: LevelMaps): Samples {
  const { channels, frames } = shapeOf(samples);
  if (side.length === 0 || frames === 0) return { data: samples.data.slice(), channels };
  const data = new Int16Array(samples.data.length);
  const from = channelsOf(samples);
  const to = channelsOf({ data, channels });
  for (const [channel, { form, exceptions }] of readPlans(side, channels, frames).entries()) {
    maps.mapToValues(form, from[channel], to[channel]);
    for (const { frame, difference } of exceptions) {
      // behind a loss the code may be another, next to the end of what 16 bits hold
      to[channel][frame] = Math.max(-32768, Math.min(32767, to[channel][frame] + difference));
    }
  }
  return { data, channels };
}

function errorPassedOn(error: number, { samples, side }: Transformed): number {
  const { channels, frames } = shapeOf(samples);
  if (side.length === 0 || frames === 0) return error;
  const plans = readPlans(side, channels, frames);
  return plans.reduce((most, { form }) => Math.max(most, distanceOf(form, error)), 0);
}

/** How far apart the values of two codes are at most. */
function distanceOf(form: Form, codes: number): number {
  if (form.type === 'as is') return codes;
  if (form.type === 'grid') {
    const { numerator, denominator } = form.grid.step;
    return Math.ceil((codes * numerator) / denominator);
  }
  const { values } = form;
  const last = values.length - 1;
  return values.reduce((most, value, i) => Math.max(most, values[Math.min(i + codes, last)] - value), 0);
}

export const levels = defineTransform({
  name: 'levels',
  family: 'grid',
  summary: 'undoes a coarse grid (10-bit codes scaled to 16 bits), channel by channel',
  errorPassedOn,
  open: async () => {
    const maps = await openLevelMaps();
    return {
      encode: samples => encode(samples, maps),
      decode: transformed => decode(transformed, maps),
    };
  },
});
