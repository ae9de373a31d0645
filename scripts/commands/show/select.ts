/** Which rows of results are shown, in which order: `--where`, `--sort` and `--limit`. */
import { SAME_AGAIN, type TotalRow } from '../../../harness/run/columns.js';
import type { ResultRow } from '../../../harness/run/foreign/format.js';
import type { Results } from '../../../harness/run/results.js';
import { type Field, kindsOf, type Order, parseCondition, parseOrder } from './conditions.js';

/** As the command line has it. */
export interface Asked {
  readonly where: readonly string[];
  readonly sort: string | undefined;
  /** The first so many; all unless given. */
  readonly limit: number | undefined;
}

/** Results of which only what is asked for is left, in the order that is asked for. */
export interface Selected {
  readonly results: Results;
  readonly totals: readonly ResultRow[];
  /** The same with all their columns, of runs of ours. */
  readonly own: readonly TotalRow[] | undefined;
  /** Rows of files, of the names that are left. */
  readonly rows: readonly ResultRow[];
}

export interface Selection {
  /** In order; of several results those that are in any of them. */
  readonly names: readonly string[];
  /** One for each of the results. */
  readonly selected: readonly Selected[];
}

/** A row of one of the results: what stands in its columns, and where it comes from. */
interface Item {
  readonly total: ResultRow;
  readonly own: TotalRow | undefined;
  readonly from: number;
}

/**
 * Filters, orders and cuts, in that order; by ratio unless an order is asked for, and where that says nothing. Of several
 * results what counts is the name: it is judged and ordered by its row in the first of them that has it.
 * @throws Error in one line if a condition or the order is none, or names no column
 */
export function select(all: readonly Results[], { where, sort, limit }: Asked): Selection {
  const kinds = kindsOf(all.some(({ own }) => own !== undefined));
  const conditions = where.map(given => parseCondition(given, kinds));
  const order = sort === undefined ? undefined : parseOrder(sort, kinds);
  const items = all.map(itemsOf);
  const keyOf = (item: Item) => (all.length === 1 ? item : item.total.name);
  const judged = [...firstOf(items.flat(), keyOf).values()]
    .filter(item => conditions.every(({ column, holds }) => holds(fieldOf(item, column))))
    .toSorted((a, b) => (order === undefined ? 0 : compare(a, b, order)) || byRatioOfFirst(a, b))
    .slice(0, limit);
  const places = new Map(judged.map((item, place) => [keyOf(item), place]));
  const placeOf = (item: Item) => places.get(keyOf(item)) ?? Number.POSITIVE_INFINITY;
  const left = items.map(of =>
    of.filter(item => places.has(keyOf(item))).toSorted((a, b) => placeOf(a) - placeOf(b)),
  );
  return {
    names: judged.map(({ total }) => total.name),
    selected: all.map((results, index) => selectedOf(results, left[index])),
  };
}

/** The a/a copy is no chain of its own: it is left out. */
function itemsOf({ totals, own }: Results, from: number): Item[] {
  const measured = own?.filter(row => row.alias !== SAME_AGAIN);
  return totals.map((total, index) => ({ total, own: measured?.[index], from }));
}

function firstOf<Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item> {
  const first = new Map<Key, Item>();
  for (const item of items) if (!first.has(keyOf(item))) first.set(keyOf(item), item);
  return first;
}

/** What a row has in a column; null for what its tool does not say. */
function fieldOf({ total, own }: Item, column: string): Field {
  return inColumn(own, column) ?? inColumn(total, column) ?? null;
}

function inColumn(row: TotalRow | ResultRow | undefined, column: string): Field | undefined {
  return row !== undefined && Object.hasOwn(row, column) ? row[column as keyof typeof row] : undefined;
}

function byRatioOfFirst(a: Item, b: Item): number {
  return a.from - b.from || compare(a, b, { column: 'ratio', descending: true });
}

/** Empty fields last, whichever way. */
function compare(a: Item, b: Item, { column, descending }: Order): number {
  const [x, y] = [fieldOf(a, column), fieldOf(b, column)];
  if (x === null || y === null) return Number(x === null) - Number(y === null);
  return (x < y ? -1 : x > y ? 1 : 0) * (descending ? -1 : 1);
}

function selectedOf(results: Results, items: readonly Item[]): Selected {
  const places = new Map(items.map(({ total }, place) => [total.name, place]));
  const place = ({ name }: ResultRow) => places.get(name) ?? 0;
  return {
    results,
    totals: items.map(({ total }) => total),
    own: results.own && items.flatMap(({ own }) => own ?? []),
    get rows() {
      return results.rows.filter(({ name }) => places.has(name)).toSorted((a, b) => place(a) - place(b));
    },
  };
}
