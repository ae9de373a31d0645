/** Side information of levels, as transform.ts draws it: written and read. */
import { foldSign, packNumbers, unfoldSign } from '../../bytes/numbers.js';
import { type Cursor, readVarint } from '../../bytes/shape.js';
import type { Form } from './forms.js';
import { LARGEST_DENOMINATOR, LARGEST_STEP, SMALLEST_STEP, type Step } from './grid.js';

const AS_IS_KIND = 0;
const TABLE_KIND = 1;
const FIRST_STEP_KIND = 2;
const HAS_EXCEPTIONS = 2;
const IS_RUN = 1;

export interface Exception {
  readonly frame: number;
  /** What to add to the value of the code. */
  readonly difference: number;
}

/** What decode has to know of a channel. */
export interface Plan {
  readonly form: Form;
  readonly exceptions: readonly Exception[];
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

/** @throws Error if there is anything that no encoder writes */
export function readPlans(bytes: Uint8Array, channels: number, frames: number): Plan[] {
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

/** @param plans of all channels, on grids of these steps */
export function packPlans(plans: readonly Plan[], steps: readonly Step[]): Uint8Array {
  return packNumbers([
    steps.length,
    ...steps.flatMap(step => [step.numerator, step.denominator]),
    ...joinRuns(plans.map(plan => numbersOfPlan(plan, steps))),
  ]);
}
