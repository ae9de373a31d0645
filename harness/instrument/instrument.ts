/**
 * Puts counters into a WebAssembly module. Instructions are counted by straight-line runs: a run begins at the start of
 * a function or loop, and behind each instruction that may lead elsewhere or that others may lead to (`if`, `else`,
 * `end` of a block, branches, `return`); all of it is executed as often as its first instruction. So a run has one
 * counter, a global of 64 bits that is exported, and a histogram of its instructions; totals are counts times
 * histograms, and exact. Nothing else of the module changes: its memory, its exports and what it computes are as
 * before. A run that is left by a trap counts as whole.
 */
import { type Cursor, makeByteList, numberBytes, textBytes } from './bytes.js';
import { classesOf } from './classes.js';
import { functionBodies, joinBodies, readLocals } from './functions.js';
import { type Instruction, readInstruction } from './instructions.js';
import {
  countOne,
  countTop,
  type OperandForm,
  operandForm,
  recordOperands,
  type Scratch,
} from './operands.js';
import type { OperationClass } from './operation.js';
import {
  contentOf,
  factsOf,
  readSections,
  SECTION,
  type Section,
  withEntries,
  withSection,
  writeSections,
} from './sections.js';
import { classesOfSelects, classOfTyped } from './selects.js';

/** A multiplication of integers, and the counters that know its operands. */
export interface MultiplySite {
  readonly operation: OperationClass;
  readonly form: OperandForm;
  readonly operands: readonly [number, number];
}

/** What a counter counts: executions of a run of instructions. */
export interface Run {
  readonly counter: number;
  readonly operations: readonly { readonly operation: OperationClass; readonly times: number }[];
  readonly multiplies: readonly MultiplySite[];
}

/** An instruction that moves as many bytes as its last operand says; its counter sums them. */
interface BulkSite {
  readonly counter: number;
  readonly loads: boolean;
  readonly stores: boolean;
}

/** What the counters of a module mean; they are exported as `counterName(0)` and on. */
export interface CountingPlan {
  readonly counters: number;
  readonly runs: readonly Run[];
  readonly bulk: readonly BulkSite[];
}

export interface Instrumented {
  readonly bytes: Uint8Array;
  readonly plan: CountingPlan;
}

/** Under which name a counter is exported. */
export function counterName(counter: number): string {
  return `operations counter ${counter}`;
}

const ENDS_RUN = /^(loop|if|else|br|br_if|br_table|return|return_call|return_call_indirect|unreachable)$/;
const MOVED: Readonly<Record<string, Omit<BulkSite, 'counter'>>> = {
  'memory.copy': { loads: true, stores: true },
  'memory.fill': { loads: false, stores: true },
  'memory.init': { loads: true, stores: true },
};
/** `global (mut i64) = 0`. */
const COUNTER_GLOBAL = [0x7e, 0x01, 0x42, 0x00, 0x0b];
const EXPORT_GLOBAL = 0x03;

/** Runs that are found, and numbers of counters. */
interface Planning {
  readonly firstGlobal: number;
  counters: number;
  readonly runs: Run[];
  readonly bulk: BulkSite[];
}

/** @throws Error if it is no module, or has instructions that are not known here */
export function instrument(bytes: Uint8Array): Instrumented {
  const sections = readSections(bytes);
  const { parameters, globals } = factsOf(sections);
  const planning: Planning = { firstGlobal: globals, counters: 0, runs: [], bulk: [] };
  const selects = classesOfSelects(sections);
  const bodies = functionBodies(contentOf(sections, SECTION.code) ?? Uint8Array.of(0));
  const code = bodies.map((body, k) => instrumentBody(body, parameters[k], selects[k], planning));
  const { counters, runs, bulk } = planning;
  const counted = withSection(sections, SECTION.code, joinBodies(code));
  const made = writeSections(withCounters(counted, globals, counters));
  if (!WebAssembly.validate(made)) throw new Error('the module cannot be given counters');
  return { bytes: made, plan: { counters, runs, bulk } };
}

function withCounters(sections: readonly Section[], firstGlobal: number, counters: number): Section[] {
  const numbers = Array.from({ length: counters }, (_, k) => k);
  const globals = withEntries(
    contentOf(sections, SECTION.global),
    numbers.map(() => COUNTER_GLOBAL),
  );
  const exported = withEntries(
    contentOf(sections, SECTION.export),
    numbers.map(k => [...textBytes(counterName(k)), EXPORT_GLOBAL, ...numberBytes(firstGlobal + k)]),
  );
  return withSection(withSection(sections, SECTION.global, globals), SECTION.export, exported);
}

function instrumentBody(
  body: Uint8Array,
  parameters: number,
  selects: readonly OperationClass[],
  planning: Planning,
): Uint8Array {
  const cursor: Cursor = { bytes: body, at: 0 };
  const { groups, declared, count } = readLocals(cursor);
  const { scratch, types } = makeScratch(parameters + count);
  const code = instrumentInstructions(cursor, { scratch, selects: selects.values(), planning });
  const list = makeByteList();
  list.push(numberBytes(groups + types().length));
  list.push(declared);
  for (const type of types()) list.push([2, type]);
  list.push(code);
  return list.finish();
}

function makeScratch(firstLocal: number): { scratch: Scratch; types: () => readonly number[] } {
  const types: number[] = [];
  const pairOf = (type: number) => {
    if (!types.includes(type)) types.push(type);
    const local = firstLocal + 2 * types.indexOf(type);
    return [local, local + 1] as const;
  };
  return { scratch: { pairOf }, types: () => types };
}

/** What the runs of a function share. */
interface FunctionContext {
  readonly scratch: Scratch;
  /** Classes of the selects to come. */
  readonly selects: IterableIterator<OperationClass>;
  readonly planning: Planning;
}

function instrumentInstructions(cursor: Cursor, context: FunctionContext): Uint8Array {
  const code = makeByteList();
  const opened: string[] = [];
  let last: Instruction | undefined;
  let run = makeRun(context);
  while (cursor.at < cursor.bytes.length) {
    const instruction = readInstruction(cursor);
    run.add(instruction, cursor.bytes, last?.name.endsWith('.const') === true);
    last = instruction;
    const { name } = instruction;
    if (name === 'block' || name === 'loop' || name === 'if') opened.push(name);
    // nothing leads to the end of a loop but what stands before it
    const endsHere = name === 'end' ? opened.pop() !== 'loop' : ENDS_RUN.test(name);
    if (!endsHere) continue;
    code.push(run.finish());
    run = makeRun(context);
  }
  return code.finish();
}

/** Gathers the instructions of a run. */
function makeRun({ scratch, selects, planning }: FunctionContext) {
  const list = makeByteList();
  const times = new Map<string, { readonly operation: OperationClass; times: number }>();
  const multiplies: MultiplySite[] = [];
  const counter = () => planning.counters++;

  function addBulk(name: string): void {
    const site = { counter: counter(), ...MOVED[name] };
    planning.bulk.push(site);
    list.push(countTop(planning.firstGlobal + site.counter, scratch));
  }

  function addMultiply(name: string, operation: OperationClass): void {
    const form = operandForm(name, operation);
    const operands = [counter(), counter()] as const;
    multiplies.push({ operation, form, operands });
    const [first, second] = operands.map(operand => planning.firstGlobal + operand);
    list.push(recordOperands(form, [first, second], scratch));
  }

  function addClass(operation: OperationClass): void {
    const key = Object.values(operation).join(' ');
    const known = times.get(key);
    if (known === undefined) times.set(key, { operation, times: 1 });
    else known.times++;
  }

  return {
    add: ({ name, start, end }: Instruction, bytes: Uint8Array, hasConstant: boolean): void => {
      if (name in MOVED) addBulk(name);
      else if (name === 'select') addClass(selects.next().value);
      else if (name === 'select_of') addClass(classOfTyped(bytes[end - 1]));
      else {
        for (const operation of classesOf(name, hasConstant)) {
          if (operation.kind === 'multiply' && operation.type === 'integer') addMultiply(name, operation);
          else addClass(operation);
        }
      }
      list.push(bytes.subarray(start, end));
    },
    /** The run's code with its counter before it, if there is anything to count. */
    finish: (): Uint8Array => {
      if (times.size + multiplies.length === 0) return list.finish();
      const run = { counter: counter(), operations: [...times.values()], multiplies };
      planning.runs.push(run);
      const counted = makeByteList();
      counted.push(countOne(planning.firstGlobal + run.counter));
      counted.push(list.finish());
      return counted.finish();
    },
  };
}
