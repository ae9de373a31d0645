/** The instructions of a function one after the other. */
import { type Cursor, readByte, readNumber, skip, skipNumber } from './bytes.js';
import { type Immediates, keyOf, opcodeOf, PREFIXES } from './opcodes.js';

export interface Instruction {
  readonly name: string;
  readonly start: number;
  /** The byte behind it and all that belongs to it. */
  readonly end: number;
}

/** A memory's number stands behind the alignment if this bit is in it. */
const NAMES_MEMORY = 64;

/** @throws Error if an opcode is none that is known */
export function readInstruction(cursor: Cursor): Instruction {
  const start = cursor.at;
  const first = readByte(cursor);
  const [prefix, number] = PREFIXES.has(first) ? [first, readNumber(cursor)] : [0, first];
  const opcode = opcodeOf(keyOf(prefix, number));
  if (opcode === undefined) {
    const hex = [...(prefix === 0 ? [] : [prefix]), number].map(value => `0x${value.toString(16)}`);
    throw new Error(`WebAssembly instruction ${hex.join(' ')} is not known here`);
  }
  SKIP[opcode.immediates](cursor);
  return { name: opcode.name, start, end: cursor.at };
}

const SKIP: Readonly<Record<Immediates, (cursor: Cursor) => void>> = {
  '': () => undefined,
  'one number': skipNumber,
  'two numbers': cursor => skipNumbers(cursor, 2),
  'block type': skipNumber,
  address: skipAddress,
  'address and lane': cursor => {
    skipAddress(cursor);
    skip(cursor, 1);
  },
  // and the one that is taken where none of the list is
  labels: cursor => skipNumbers(cursor, readNumber(cursor) + 1),
  types: cursor => skip(cursor, readNumber(cursor)),
  '1 byte': cursor => skip(cursor, 1),
  '4 bytes': cursor => skip(cursor, 4),
  '8 bytes': cursor => skip(cursor, 8),
  '16 bytes': cursor => skip(cursor, 16),
};

function skipNumbers(cursor: Cursor, count: number): void {
  for (let k = 0; k < count; k++) skipNumber(cursor);
}

function skipAddress(cursor: Cursor): void {
  const alignment = readNumber(cursor);
  if (alignment & NAMES_MEMORY) skipNumber(cursor);
  skipNumber(cursor);
}
