/**
 * Of which type each `select` of a module is. The instruction does not say, but there is one that does, and the engine
 * takes a module for valid only if it says right: so types are tried. What is never reached is valid with any.
 */
import { type Cursor, makeByteList } from './bytes.js';
import { functionBodies, joinBodies, readLocals } from './functions.js';
import { readInstruction } from './instructions.js';
import type { OperationClass } from './operation.js';
import { contentOf, SECTION, type Section, withSection, writeSections } from './sections.js';

const SELECT_OF = 0x1c;
const I32 = 0x7f;
const OTHERS = [0x7e, 0x7b, 0x7c, 0x7d];
const CLASSES: Readonly<Record<number, OperationClass>> = {
  [I32]: { kind: 'select', type: 'integer', bits: 32, lanes: 1 },
  126: { kind: 'select', type: 'integer', bits: 64, lanes: 1 },
  125: { kind: 'select', type: 'float', bits: 32, lanes: 1 },
  124: { kind: 'select', type: 'float', bits: 64, lanes: 1 },
  123: { kind: 'select', type: 'integer', bits: 128, lanes: 1 },
};

/** Classes of the selects of each function, in their order. */
export function classesOfSelects(sections: readonly Section[]): OperationClass[][] {
  const code = contentOf(sections, SECTION.code);
  if (code === undefined) return [];
  const bodies = functionBodies(code);
  const places = bodies.map(placesOfSelects);
  const isValid = (of: number, types: ReadonlyMap<number, number>) => {
    const tried = bodies.map((body, k) => (k === of ? typed(body, places[k], types) : body));
    return WebAssembly.validate(writeSections(withSection(sections, SECTION.code, joinBodies(tried))));
  };
  return bodies.map((_, of) => {
    const own = places[of].map((_, k) => k);
    // mostly they are all the same
    if (own.length === 0 || isValid(of, new Map(own.map(k => [k, I32])))) return own.map(() => CLASSES[I32]);
    return own.map(k => {
      const other = isValid(of, new Map([[k, I32]]))
        ? I32
        : OTHERS.find(type => isValid(of, new Map([[k, type]])));
      if (other === undefined) throw new Error('a select is of no type that is known here');
      return CLASSES[other];
    });
  });
}

/** The class of a `select` that says its type, by the byte that says it; references are taken for 32 bits. */
export function classOfTyped(type: number): OperationClass {
  return CLASSES[type] ?? CLASSES[I32];
}

function placesOfSelects(body: Uint8Array): number[] {
  const cursor: Cursor = { bytes: body, at: 0 };
  readLocals(cursor);
  const places: number[] = [];
  while (cursor.at < body.length) {
    const { name, start } = readInstruction(cursor);
    if (name === 'select') places.push(start);
  }
  return places;
}

/** A function whose selects of these numbers say that they are of these types. */
function typed(body: Uint8Array, places: readonly number[], types: ReadonlyMap<number, number>): Uint8Array {
  const list = makeByteList();
  let at = 0;
  for (const [k, type] of types) {
    list.push(body.subarray(at, places[k]));
    list.push([SELECT_OF, 1, type]);
    at = places[k] + 1;
  }
  list.push(body.subarray(at));
  return list.finish();
}
