/**
 * A CSV of ours in typed columns: some 150 bytes a row of what a command needs of a cells.csv, where rows as objects
 * take a thousand.
 */
import type { Columns, RowOf } from '../columns.js';
import { scanRows, type TakeField } from './scan.js';
import { type Store, storeOf, type Value } from './stores.js';

export interface Table<Row> {
  readonly length: number;
  /** Of a column that is kept, the field of each row. */
  readonly field: <Name extends keyof Row & string>(name: Name) => (row: number) => Row[Name];
  /** The rows as objects of their own. */
  readonly rows: () => Row[];
  /** The rows as views: their fields are read from the columns when they are asked for, and are no properties to copy. */
  readonly views: () => Row[];
}

/**
 * Reads a CSV. All columns are checked, those that are named are kept.
 * @param names all unless given
 * @throws Error in one line that names the file, and the column or row that is wrong
 */
export function readTable<const C extends Columns>(path: string, columns: C): Table<RowOf<C>>;
export function readTable<const C extends Columns, Name extends keyof C>(
  path: string,
  columns: C,
  names: readonly Name[],
): Table<Pick<RowOf<C>, Name>>;
export function readTable(
  path: string,
  columns: Columns,
  names: readonly string[] = Object.keys(columns),
): Table<Record<string, Value>> {
  let stores: ReadonlyMap<string, Store> = new Map();
  let absent: readonly Absent[] = [];
  const length = scanRows(path, header => {
    const known = Object.entries(columns);
    const missing = known.filter(
      ([name, { inOlderFiles }]) => !header.includes(name) && inOlderFiles === undefined,
    );
    if (missing.length > 0) throw new Error(`${path}: no column ${missing.map(([name]) => name).join(', ')}`);
    stores = new Map(known.map(([name, column]) => [name, storeOf(column, names.includes(name))]));
    absent = known.flatMap(([name, { inOlderFiles = '' }]) =>
      header.includes(name) ? [] : [{ name, text: Buffer.from(inOlderFiles) }],
    );
    return header.map((name, at) => {
      const store = header.indexOf(name) === at ? stores.get(name) : undefined;
      return store?.set ?? passOver;
    });
  });
  const at = new Map(names.map(name => [name, readerOf(name, stores, absent)]));
  return {
    length,
    field: name => at.get(name) ?? readerOf(name, stores, absent),
    rows: () => Array.from({ length }, (_, row) => rowAt(at, row)),
    views: () => viewsOf(at, length),
  };
}

/** A column that the file lacks, and what stands for it. */
interface Absent {
  readonly name: string;
  readonly text: Buffer;
}

const passOver: TakeField = () => undefined;

type ReadField = (row: number) => Value;

function readerOf(name: string, stores: ReadonlyMap<string, Store>, absent: readonly Absent[]): ReadField {
  const store = stores.get(name);
  if (store === undefined) throw new Error(`no column ${name}`);
  const missing = absent.find(column => column.name === name);
  if (missing === undefined) return store.at;
  store.set(0, missing.text, 0, missing.text.length);
  return () => store.at(0);
}

function rowAt(at: ReadonlyMap<string, ReadField>, row: number): Record<string, Value> {
  const fields: Record<string, Value> = {};
  for (const [name, read] of at) fields[name] = read(row);
  return fields;
}

/** Each is but the number of its row; what reads the columns is in the prototype that all of a table share. */
function viewsOf(at: ReadonlyMap<string, ReadField>, length: number): Record<string, Value>[] {
  class View {
    readonly #row: number;
    constructor(row: number) {
      this.#row = row;
    }
    static rowOf(view: View): number {
      return view.#row;
    }
  }
  for (const [name, read] of at) {
    Object.defineProperty(View.prototype, name, {
      enumerable: true,
      get(this: View) {
        return read(View.rowOf(this));
      },
    });
  }
  return Array.from({ length }, (_, row) => new View(row) as unknown as Record<string, Value>);
}
