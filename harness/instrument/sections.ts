/** A WebAssembly module taken apart into sections, and what instrumenting needs to know of them. */
import { type Cursor, makeByteList, numberBytes, readByte, readNumber, skip, skipNumber } from './bytes.js';
import { skipType } from './functions.js';

export interface Section {
  readonly id: number;
  readonly content: Uint8Array;
}

export const SECTION = { type: 1, import: 2, function: 3, global: 6, export: 7, code: 10 } as const;

const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
/** In which order sections stand: by id, but for that of tags (13) and of the count of data segments (12). */
const ORDER = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

/** @throws Error if the bytes are no module of version 1 */
export function readSections(bytes: Uint8Array): Section[] {
  if (HEADER.some((byte, at) => bytes[at] !== byte)) throw new Error('no WebAssembly module of version 1');
  const cursor: Cursor = { bytes, at: HEADER.length };
  const sections: Section[] = [];
  while (cursor.at < bytes.length) {
    const id = readByte(cursor);
    const length = readNumber(cursor);
    const start = cursor.at;
    skip(cursor, length);
    sections.push({ id, content: bytes.subarray(start, cursor.at) });
  }
  return sections;
}

export function writeSections(sections: readonly Section[]): Uint8Array {
  const list = makeByteList();
  list.push(HEADER);
  for (const { id, content } of sections) {
    list.push([id, ...numberBytes(content.length)]);
    list.push(content);
  }
  return list.finish();
}

export function contentOf(sections: readonly Section[], id: number): Uint8Array | undefined {
  return sections.find(section => section.id === id)?.content;
}

/** Sections with one made anew, which is put where it belongs if there was none. */
export function withSection(sections: readonly Section[], id: number, content: Uint8Array): Section[] {
  const made = { id, content };
  if (sections.some(section => section.id === id)) {
    return sections.map(section => (section.id === id ? made : section));
  }
  const isBehind = (section: Section) => ORDER.indexOf(section.id) > ORDER.indexOf(id);
  const at = sections.findIndex(isBehind);
  return at < 0 ? [...sections, made] : sections.toSpliced(at, 0, made);
}

/** A vector with entries put behind those that it has. */
export function withEntries(
  content: Uint8Array | undefined,
  entries: readonly (readonly number[])[],
): Uint8Array {
  const cursor: Cursor = { bytes: content ?? Uint8Array.of(0), at: 0 };
  const count = readNumber(cursor);
  const list = makeByteList();
  list.push(numberBytes(count + entries.length));
  list.push(cursor.bytes.subarray(cursor.at));
  for (const entry of entries) list.push(entry);
  return list.finish();
}

const FUNCTION_TYPE = 0x60;

/** Of each type how many parameters a function of it has. */
function parametersOfTypes(content: Uint8Array | undefined): number[] {
  if (content === undefined) return [];
  const cursor: Cursor = { bytes: content, at: 0 };
  return Array.from({ length: readNumber(cursor) }, () => {
    if (readByte(cursor) !== FUNCTION_TYPE)
      throw new Error('WebAssembly types other than functions are not counted');
    const parameters = readNumber(cursor);
    for (let k = 0; k < parameters; k++) skipType(cursor);
    const results = readNumber(cursor);
    for (let k = 0; k < results; k++) skipType(cursor);
    return parameters;
  });
}

const IMPORT = { function: 0, table: 1, memory: 2, global: 3, tag: 4 } as const;

function importedGlobals(content: Uint8Array | undefined): number {
  if (content === undefined) return 0;
  const cursor: Cursor = { bytes: content, at: 0 };
  let globals = 0;
  for (let left = readNumber(cursor); left > 0; left--) {
    skip(cursor, readNumber(cursor));
    skip(cursor, readNumber(cursor));
    const kind = readByte(cursor);
    if (kind === IMPORT.function) skipNumber(cursor);
    else if (kind === IMPORT.tag) {
      skip(cursor, 1);
      skipNumber(cursor);
    } else if (kind === IMPORT.global) {
      globals++;
      skipType(cursor);
      skip(cursor, 1);
    } else {
      if (kind === IMPORT.table) skipType(cursor);
      skipLimits(cursor);
    }
  }
  return globals;
}

const HAS_MAXIMUM = 1;

function skipLimits(cursor: Cursor): void {
  const flags = readByte(cursor);
  skipNumber(cursor);
  if (flags & HAS_MAXIMUM) skipNumber(cursor);
}

/** What instrumenting has to know of a module. */
export interface ModuleFacts {
  /** Of each function of the code section. */
  readonly parameters: readonly number[];
  /** The index of the next global. */
  readonly globals: number;
}

export function factsOf(sections: readonly Section[]): ModuleFacts {
  const types = parametersOfTypes(contentOf(sections, SECTION.type));
  const cursor: Cursor = { bytes: contentOf(sections, SECTION.function) ?? Uint8Array.of(0), at: 0 };
  const parameters = Array.from({ length: readNumber(cursor) }, () => types[readNumber(cursor)]);
  const defined = readNumber({ bytes: contentOf(sections, SECTION.global) ?? Uint8Array.of(0), at: 0 });
  return { parameters, globals: importedGlobals(contentOf(sections, SECTION.import)) + defined };
}
