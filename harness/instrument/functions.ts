/** The functions of a module's code section. */
import { type Cursor, makeByteList, numberBytes, readNumber, skip, skipNumber } from './bytes.js';

/** Their bodies: locals, then instructions. */
export function functionBodies(code: Uint8Array): Uint8Array[] {
  const cursor: Cursor = { bytes: code, at: 0 };
  return Array.from({ length: readNumber(cursor) }, () => {
    const length = readNumber(cursor);
    const start = cursor.at;
    skip(cursor, length);
    return code.subarray(start, cursor.at);
  });
}

/** The code section of bodies. */
export function joinBodies(bodies: readonly Uint8Array[]): Uint8Array {
  const list = makeByteList();
  list.push(numberBytes(bodies.length));
  for (const body of bodies) {
    list.push(numberBytes(body.length));
    list.push(body);
  }
  return list.finish();
}

/** What a body declares. */
export interface Locals {
  /** How many groups of locals, and where these stand. */
  readonly groups: number;
  readonly declared: Uint8Array;
  /** How many locals, parameters left out. */
  readonly count: number;
}

/** Moves the cursor, at the start of a body, to its first instruction. */
export function readLocals(cursor: Cursor): Locals {
  const groups = readNumber(cursor);
  const start = cursor.at;
  let count = 0;
  for (let k = 0; k < groups; k++) {
    count += readNumber(cursor);
    skipType(cursor);
  }
  return { groups, declared: cursor.bytes.subarray(start, cursor.at), count };
}

/** A value type; references to types that are named have a number behind them. */
export function skipType(cursor: Cursor): void {
  const type = cursor.bytes[cursor.at];
  skip(cursor, 1);
  if (type === 0x63 || type === 0x64) skipNumber(cursor);
}
