/** The counters of an instance of an instrumented module. */
import { type CountingPlan, counterName, type MultiplySite, type Run } from './instrument.js';
import { recordedBits } from './operands.js';
import { type Operation, sumOfOperations } from './operation.js';

export interface Counters {
  /** All counters back to 0. */
  readonly reset: () => void;
  /** What was executed since. */
  readonly read: () => Operation[];
}

/** A global of 64 bits, as the engine has it. */
interface CounterGlobal {
  value: bigint;
}

/** In what pieces a processor or a memory of 64 bits moves what `memory.copy` and the like move. */
const BULK_BITS = 64;
const BULK_BYTES = BULK_BITS / 8;

/** @param exports of an instance of the module that the plan is of */
export function countersOf(
  exports: Readonly<Record<string, unknown>>,
  { counters, runs, bulk }: CountingPlan,
): Counters {
  const globals = Array.from({ length: counters }, (_, k) => globalOf(exports, counterName(k)));
  const countOf = (counter: number) => Number(globals[counter].value);
  return {
    reset: () => {
      for (const global of globals) global.value = 0n;
    },
    read: () => {
      const ofBulk = bulk.map(({ counter, loads, stores }) => {
        const count = Math.ceil(countOf(counter) / BULK_BYTES);
        return [...(loads ? [moved('load', count)] : []), ...(stores ? [moved('store', count)] : [])];
      });
      const ofRuns = runs.map(run => operationsOf(run, countOf(run.counter), globals));
      return sumOfOperations([...ofRuns, ...ofBulk]);
    },
  };
}

function globalOf(exports: Readonly<Record<string, unknown>>, name: string): CounterGlobal {
  const global = exports[name];
  if (!isCounter(global)) throw new Error(`no counter ${name} in the instance`);
  return global;
}

function isCounter(value: unknown): value is CounterGlobal {
  return typeof value === 'object' && value !== null && 'value' in value && typeof value.value === 'bigint';
}

function moved(kind: 'load' | 'store', count: number): Operation {
  return { kind, type: 'integer', bits: BULK_BITS, lanes: 1, count };
}

function operationsOf(run: Run, executions: number, globals: readonly CounterGlobal[]): Operation[] {
  if (executions === 0) return [];
  const plain = run.operations.map(({ operation, times }) => ({ ...operation, count: times * executions }));
  return [...plain, ...run.multiplies.map(site => multiplied(site, executions, globals))];
}

function multiplied(
  { operation, form, operands }: MultiplySite,
  count: number,
  globals: readonly CounterGlobal[],
): Operation {
  const [a, b] = operands.map(operand => recordedBits(globals[operand].value, form));
  return { ...operation, operandBits: [Math.min(a, b), Math.max(a, b)], count };
}
