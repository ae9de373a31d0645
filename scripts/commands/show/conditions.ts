/** What `--where` asks of a row and `--sort` orders rows by, read from the command line. */
import { nearest, suggest } from '../../../harness/common/near.js';
import { type ColumnType, TOTAL_COLUMNS } from '../../../harness/run/columns.js';

export type Field = string | number | boolean | null;

type Kind = 'text' | 'number' | 'truth value';

/** What may be asked of, by name. */
export type Kinds = ReadonlyMap<string, Kind>;

export interface Condition {
  readonly column: string;
  readonly holds: (field: Field) => boolean;
}

export interface Order {
  readonly column: string;
  readonly descending: boolean;
}

/** Of results of any tool. */
const COMMON_KINDS = {
  name: 'text',
  source: 'text',
  raw_bytes: 'number',
  encoded_bytes: 'number',
  ratio: 'number',
  encode_xrt: 'number',
  decode_xrt: 'number',
  encode_mb_per_s: 'number',
  decode_mb_per_s: 'number',
} as const satisfies Readonly<Record<string, Kind>>;

/** @param own whether some of the results are of this project, which have every column of totals.csv */
export function kindsOf(own: boolean): Kinds {
  const totals = Object.entries(TOTAL_COLUMNS).map(([name, { type }]) => [name, kindOf(type)] as const);
  return new Map<string, Kind>([...Object.entries(COMMON_KINDS), ...(own ? totals : [])]);
}

function kindOf(type: ColumnType): Kind {
  if (type === 'truth value') return type;
  return type === 'integer' || type === 'number' ? 'number' : 'text';
}

const CONDITION = /^\s*(\w+)\s*(!=|<=|>=|=|<|>|~)\s*(.*?)\s*$/s;

/**
 * A condition such as `ratio>3`. A field that is empty meets `COLUMN=` and every `!=` but `COLUMN!=`, and nothing else.
 * @throws Error in one line if it is none, the column is not known, or its kind has no such comparison
 */
export function parseCondition(given: string, kinds: Kinds): Condition {
  const [, column, operator, value] = CONDITION.exec(given) ?? [];
  if (column === undefined)
    throw new Error(
      `--where '${given}': want a column, one of = != < <= > >= ~ and a value, in quotes, such as 'ratio>3'`,
    );
  const kind = kindNamed(column, kinds, `--where '${given}'`);
  const refuse = (wanted: string) => new Error(`--where '${given}': ${column} is a ${kind}, ${wanted}`);
  return { column, holds: comparisonOf(kind, operator, value, refuse) };
}

type Refuse = (wanted: string) => Error;

function comparisonOf(kind: Kind, operator: string, value: string, refuse: Refuse): Condition['holds'] {
  if (operator === '~') return containing(kind, value, refuse);
  if (operator !== '=' && operator !== '!=') return ordering(kind, operator, value, refuse);
  const wanted = fieldOf(kind, value, refuse);
  return field => equal(field, wanted) === (operator === '=');
}

function containing(kind: Kind, value: string, refuse: Refuse): Condition['holds'] {
  if (kind !== 'text') throw refuse('of which ~ (contains) asks nothing');
  const part = value.toLowerCase();
  return field => typeof field === 'string' && field.toLowerCase().includes(part);
}

function ordering(kind: Kind, operator: string, value: string, refuse: Refuse): Condition['holds'] {
  if (kind !== 'number')
    throw refuse(`which has no order: want ${kind === 'text' ? '=, != or ~' : '= or !='}`);
  const bound = fieldOf(kind, value, refuse);
  if (typeof bound !== 'number') throw refuse(`want a number after ${operator}`);
  const holds = ORDERINGS[operator];
  return field => typeof field === 'number' && holds(field, bound);
}

const ORDERINGS: Readonly<Record<string, (field: number, bound: number) => boolean>> = {
  '<': (field, bound) => field < bound,
  '<=': (field, bound) => field <= bound,
  '>': (field, bound) => field > bound,
  '>=': (field, bound) => field >= bound,
};

/** No text is as good as none. */
function equal(field: Field, wanted: Field): boolean {
  return (field === '' ? null : field) === wanted;
}

/** @throws Error in one line unless the text is a field of that kind; an empty one is null */
function fieldOf(kind: Kind, text: string, refuse: Refuse): Field {
  if (text === '') return null;
  if (kind === 'text') return text;
  if (kind === 'number') {
    const value = Number(text);
    if (Number.isNaN(value)) throw refuse(`want a number for ${JSON.stringify(text)}`);
    return value;
  }
  const word = text.toLowerCase();
  if (word !== 'true' && word !== 'false') throw refuse(`want true or false for ${JSON.stringify(text)}`);
  return word === 'true';
}

/** Where more is better: these are ordered from the largest unless it is asked for otherwise, all else from the smallest. */
const MORE_IS_BETTER: ReadonlySet<string> = new Set([
  'ratio',
  'ratio_geomean',
  'encode_xrt',
  'decode_xrt',
  'encode_mb_per_s',
  'decode_mb_per_s',
  'channels_realtime',
  'ok',
  'on_pareto_front',
  'on_encode_front',
  'on_decode_front',
  'given',
]);

const ORDER = /^(\w+)(?::(asc|desc))?$/;

/**
 * An order such as `encode_xrt`, the best first, or `encode_xrt:asc`.
 * @throws Error in one line if it is none, or the column is not known
 */
export function parseOrder(given: string, kinds: Kinds): Order {
  const [, column, direction] = ORDER.exec(given) ?? [];
  if (column === undefined)
    throw new Error(`--sort ${given}: want a column, and :asc or :desc after it unless the best come first`);
  kindNamed(column, kinds, `--sort ${given}`);
  return { column, descending: direction === undefined ? MORE_IS_BETTER.has(column) : direction === 'desc' };
}

function kindNamed(column: string, kinds: Kinds, where: string): Kind {
  const kind = kinds.get(column);
  if (kind !== undefined) return kind;
  const known = [...kinds.keys()];
  // a part of a name is a word between dashes there
  const dashed = (name: string) => name.replaceAll('_', '-');
  const near = nearest(dashed(column), known.map(dashed)).map(name => name.replaceAll('-', '_'));
  throw new Error(`${where}: no column ${column}${suggest(near, `there are ${known.join(', ')}`)}`);
}
