/** What is counted: operations by class, type, width and lanes. */

/**
 * - `add`: and subtract, negate, absolute value, average, count of bits
 * - `compare`: and least, greatest, saturation
 * - `shift`: by a variable, rotations, lanes picked by a variable
 * - `wire`: a shift by a constant, a sign carried upwards: no arithmetic, but an instruction of a processor
 * - `select`: one of two values
 * - `convert`: between floats and integers, and rounding to whole numbers
 * - `load`, `store`: of so many bits of memory
 * - `branch`, `call`: taken or not
 * - `move`: locals and globals, constants, lanes widened, taken out and put in: neither, where values have registers
 */
export type OperationKind =
  | 'add'
  | 'multiply'
  | 'divide'
  | 'square-root'
  | 'shift'
  | 'compare'
  | 'logic'
  | 'select'
  | 'convert'
  | 'load'
  | 'store'
  | 'wire'
  | 'branch'
  | 'call'
  | 'move';

/** One class of operations. */
export interface OperationClass {
  readonly kind: OperationKind;
  readonly type: 'integer' | 'float';
  /** Of each lane; of a load or store, all that is moved. */
  readonly bits: number;
  /** Results that one instruction computes side by side. */
  readonly lanes: number;
}

/** How often a class of operations was executed. */
export interface Operation extends OperationClass {
  /** Of multiplications of integers: the widest that the two operands were, in bits, the narrower first. */
  readonly operandBits?: readonly [number, number];
  /** Instructions, each with its lanes. */
  readonly count: number;
}

/** Adds up operations of the same class, and sorts them. */
export function sumOfOperations(lists: readonly (readonly Operation[])[]): Operation[] {
  const sums = new Map<string, Operation>();
  for (const operation of lists.flat()) {
    if (operation.count === 0) continue;
    const { kind, type, bits, lanes, operandBits = [] } = operation;
    const key = [kind, type, bits, lanes, ...operandBits].join(' ');
    sums.set(key, { ...operation, count: operation.count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, operation]) => operation);
}
