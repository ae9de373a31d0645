/**
 * A table as wide as the page: sorted by a click or a key on a heading, narrowed by filters, with some rows on top whatever
 * the order.
 */
import { breakable, element } from './element.js';

export interface Column<Row> {
  readonly title: string;
  /** What it is sorted by; nothing stands last either way. */
  readonly value: (row: Row) => number | string | null;
  /** Unless it is the value itself. */
  readonly text?: (row: Row) => string;
  /** Unless it is the text alone, which may break where names do, if it is no figure. */
  readonly cell?: (row: Row) => HTMLTableCellElement;
  /** Whether an order by it begins with the least, though it is a figure. */
  readonly isBestLow?: boolean;
  /** Screens that have it; unless given, all. Phones have what decides. */
  readonly from?: 'tablet' | 'laptop' | 'desktop';
}

export interface TableOptions<Row> {
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  /** All rows, by which it is known what is a figure. */
  readonly rows: readonly Row[];
  /** Title of the column that it is sorted by at first. */
  readonly sortedBy: string;
  /** Whether a row stands on top, also if it does not pass the filters. */
  readonly isOnTop: (row: Row) => boolean;
  /** Where rows can be picked. */
  readonly toggle?: (row: Row) => void;
}

interface SortedTable<Row> {
  readonly element: HTMLElement;
  readonly update: (shown: readonly Row[], picked?: ReadonlySet<Row>) => void;
}

interface Order<Row> {
  readonly column: Column<Row>;
  readonly descending: boolean;
}

/** Rows that are there at first; a button brings the others. */
const SHOWN_AT_FIRST = 40;

export function makeSortedTable<Row extends { readonly chain: string }>(
  options: TableOptions<Row>,
): SortedTable<Row> {
  const { columns, isOnTop } = options;
  const rowOf = makeRows(options);
  const onTop = element('tbody', { class: 'yours' });
  const others = element('tbody');
  const more = element('button', { type: 'button', class: 'more' });
  let showsAll = false;
  const first = columns.find(({ title }) => title === options.sortedBy) ?? columns[0];
  let order: Order<Row> = { column: first, descending: isBestHigh(options, first) };
  let shown: readonly Row[] = options.rows;
  let picked: ReadonlySet<Row> = new Set();
  const headings = columns.map(column => {
    const button = element('button', { type: 'button' }, column.title);
    button.addEventListener('click', () => {
      const again = order.column === column;
      order = { column, descending: again ? !order.descending : isBestHigh(options, column) };
      draw();
    });
    return element('th', { scope: 'col', class: classOf(options, column) }, button);
  });
  const draw = () => {
    for (const [index, heading] of headings.entries()) {
      const sorted = columns[index] === order.column;
      heading.setAttribute('aria-sort', sorted ? (order.descending ? 'descending' : 'ascending') : 'none');
    }
    const rest = shown.filter(row => !isOnTop(row)).toSorted(byOrder(order));
    const seen = showsAll ? rest : rest.slice(0, SHOWN_AT_FIRST);
    const rows = (of: readonly Row[]) => of.map(row => rowOf(row, picked.has(row)));
    onTop.replaceChildren(...rows(options.rows.filter(isOnTop).toSorted(byOrder(order))));
    others.replaceChildren(...rows(seen));
    more.hidden = seen.length === rest.length;
    more.textContent = `Show the other ${(rest.length - seen.length).toLocaleString('en-US')}`;
  };
  more.addEventListener('click', () => {
    showsAll = true;
    draw();
  });
  const pick = options.toggle === undefined ? [] : [element('th', { scope: 'col', class: 'pick' }, 'pick')];
  const table = element(
    'table',
    { id: options.id, class: 'sorted' },
    element('caption', {}, options.caption),
    element('thead', {}, element('tr', {}, ...pick, ...headings)),
    onTop,
    others,
  );
  return {
    element: element('div', {}, table, more),
    update: (next, nowPicked = new Set()) => {
      [shown, picked] = [next, nowPicked];
      draw();
    },
  };
}

/** Whether an order by it begins with the highest. */
function isBestHigh<Row>(options: TableOptions<Row>, column: Column<Row>): boolean {
  return isFigure(options, column) && column.isBestLow !== true;
}

function isFigure<Row>({ rows }: TableOptions<Row>, { value }: Column<Row>): boolean {
  return rows.some(row => typeof value(row) === 'number');
}

function classOf<Row>(options: TableOptions<Row>, column: Column<Row>): string {
  const kind = isFigure(options, column) ? 'figure' : 'words';
  return column.from === undefined ? kind : `${kind} from-${column.from}`;
}

/** Rows, each made once, when it is first shown. */
function makeRows<Row extends { readonly chain: string }>(options: TableOptions<Row>) {
  const { columns, toggle } = options;
  const classes = columns.map(column => classOf(options, column));
  const figures = columns.map(column => isFigure(options, column));
  const made = new Map<Row, { readonly row: HTMLTableRowElement; readonly box: HTMLInputElement | null }>();
  const make = (row: Row) => {
    const box = toggle === undefined ? null : pickBox(row, toggle);
    const cells = columns.map((column, index) => {
      const text = textOf(column, row);
      const cell = column.cell?.(row) ?? element('td', {}, ...(figures[index] ? [text] : breakable(text)));
      if (cell.tagName === 'TD') cell.classList.add(...classes[index].split(' '));
      return cell;
    });
    const pick = box === null ? [] : [element('td', { class: 'pick' }, box)];
    return { row: element('tr', { 'data-chain': row.chain }, ...pick, ...cells), box };
  };
  return (row: Row, isPicked: boolean) => {
    const known = made.get(row) ?? make(row);
    made.set(row, known);
    if (known.box !== null) known.box.checked = isPicked;
    return known.row;
  };
}

function pickBox<Row extends { readonly chain: string }>(
  row: Row,
  toggle: (row: Row) => void,
): HTMLInputElement {
  const box = element('input', { type: 'checkbox', 'aria-label': `pick ${row.chain}` });
  box.addEventListener('change', () => toggle(row));
  return box;
}

function textOf<Row>({ text, value }: Column<Row>, row: Row): string {
  return text?.(row) ?? String(value(row) ?? '');
}

function byOrder<Row>({ column, descending }: Order<Row>) {
  return (a: Row, b: Row): number => {
    const [left, right] = [column.value(a), column.value(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : String(left).localeCompare(String(right), 'en', { numeric: true });
    return descending ? -order : order;
  };
}
