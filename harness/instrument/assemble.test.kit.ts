/** Small WebAssembly modules for tests, put together by hand. */

/** Value types. */
export const I32 = 0x7f;
export const I64 = 0x7e;
export const V128 = 0x7b;

export interface HandMadeFunction {
  readonly parameters: readonly number[];
  readonly results: readonly number[];
  /** One local of each of these types. */
  readonly locals?: readonly number[];
  /** Without the last `end`. */
  readonly code: readonly number[];
}

function vector(entries: readonly (readonly number[])[]): number[] {
  return [...unsigned(entries.length), ...entries.flat()];
}

function sized(bytes: readonly number[]): number[] {
  return [...unsigned(bytes.length), ...bytes];
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...unsigned(Math.floor(value / 128))];
}

/** LEB128 of a number with a sign. */
export function signed(value: number): number[] {
  return value >= -64 && value < 64
    ? [value & 127]
    : [(((value % 128) + 128) % 128) + 128, ...signed(Math.floor(value / 128))];
}

/**
 * Functions are exported as f0, f1 …; there are a memory of one page, a table of one function reference, a segment of
 * data of one byte and one of elements, neither of which is put anywhere, and a global of 32 bits.
 */
export function assemble(functions: readonly HandMadeFunction[]): Uint8Array {
  const types = functions.map(({ parameters, results }) => [
    0x60,
    ...vector(parameters.map(type => [type])),
    ...vector(results.map(type => [type])),
  ]);
  const bodies = functions.map(({ locals = [], code }) =>
    sized([...vector(locals.map(type => [1, type])), ...code, 0x0b]),
  );
  const names = functions.map((_, k) => [...sized([...new TextEncoder().encode(`f${k}`)]), 0x00, k]);
  const sections: readonly (readonly [number, readonly number[]])[] = [
    [1, vector(types)],
    [3, vector(functions.map((_, k) => [k]))],
    [4, vector([[0x70, 0x00, 0x01]])],
    [5, vector([[0x00, 0x01]])],
    [6, vector([[I32, 0x01, 0x41, 0x00, 0x0b]])],
    [7, vector(names)],
    [9, vector([[0x01, 0x00, ...vector([[0x00]])]])],
    [12, unsigned(1)],
    [10, vector(bodies)],
    [11, vector([[0x01, ...sized([7])]])],
  ];
  const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  return Uint8Array.from([...header, ...sections.flatMap(([id, content]) => [id, ...sized(content)])]);
}
