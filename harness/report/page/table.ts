/**
 * The table of totals, as wide as the page: sorted by a click or a key on a heading, following the filters, the user's
 * chains on top whatever the order.
 */
import type { ReportChain, ReportRun } from '../model.js';
import { familyClass } from '../palette.js';
import { standingText } from '../summary.js';
import { type Column, columnsOf } from './columns.js';
import { breakable, element } from './element.js';
import { drawGlyph } from './glyph.js';
import type { Part, Toggle, View } from './view.js';

interface Order {
  readonly column: Column;
  readonly descending: boolean;
}

/** Rows that are there at first; a button brings the others. */
const SHOWN_AT_FIRST = 40;

export function makeTable(run: ReportRun, toggle: Toggle): Part {
  const columns = columnsOf(run);
  const rowOf = makeRows(run, columns, toggle);
  const yours = element('tbody', { class: 'yours' });
  const others = element('tbody');
  const more = element('button', { type: 'button', class: 'more' });
  let showsAll = false;
  let order: Order = {
    column: columns.find(({ title }) => title === 'ratio') ?? columns[0],
    descending: true,
  };
  let view: View | undefined;
  const headings = columns.map(column => {
    const button = element('button', { type: 'button' }, column.title);
    button.addEventListener('click', () => {
      const again = order.column === column;
      order = { column, descending: again ? !order.descending : isBestHigh(run, column) };
      if (view !== undefined) update(view);
    });
    return element('th', { scope: 'col', class: classOf(run, column) }, button);
  });
  const update = (next: View) => {
    view = next;
    for (const [index, heading] of headings.entries()) {
      const sorted = columns[index] === order.column;
      heading.setAttribute('aria-sort', sorted ? (order.descending ? 'descending' : 'ascending') : 'none');
    }
    const given = run.chains.filter(({ standing }) => standing !== null);
    const rest = next.shown.filter(({ standing }) => standing === null).toSorted(byOrder(order));
    const seen = showsAll ? rest : rest.slice(0, SHOWN_AT_FIRST);
    const rows = (chains: readonly ReportChain[]) =>
      chains.map(chain => rowOf(chain, next.picked.has(chain)));
    yours.replaceChildren(...rows(given.toSorted(byOrder(order))));
    others.replaceChildren(...rows(seen));
    more.hidden = seen.length === rest.length;
    more.textContent = `Show the other ${(rest.length - seen.length).toLocaleString('en-US')}`;
  };
  more.addEventListener('click', () => {
    showsAll = true;
    if (view !== undefined) update(view);
  });
  const table = element(
    'table',
    { id: 'totals-table' },
    element('caption', {}, 'Totals over all recordings, a row a chain'),
    element(
      'thead',
      {},
      element('tr', {}, element('th', { scope: 'col', class: 'pick' }, 'pick'), ...headings),
    ),
    yours,
    others,
  );
  return { element: element('div', {}, table, more), update };
}

/** Whether an order by it begins with the highest. */
function isBestHigh(run: ReportRun, column: Column): boolean {
  return isFigure(run, column) && column.title !== 'rank' && column.title !== 'bytes to the smallest';
}

function isFigure({ chains }: ReportRun, { value }: Column): boolean {
  return chains.some(chain => typeof value(chain) === 'number');
}

function classOf(run: ReportRun, column: Column): string {
  const kind = isFigure(run, column) ? 'figure' : 'words';
  return column.from === undefined ? kind : `${kind} from-${column.from}`;
}

/** Rows, each made once, when it is first shown. */
function makeRows(run: ReportRun, columns: readonly Column[], toggle: Toggle) {
  const glyphs = new Map(run.chains.map(({ family }) => [family, drawGlyph(family, document)]));
  const classes = columns.map(column => classOf(run, column));
  const rows = new Map<ReportChain, { readonly row: HTMLTableRowElement; readonly box: HTMLInputElement }>();
  const make = (chain: ReportChain) => {
    const box = element('input', { type: 'checkbox', 'aria-label': `pick ${chain.chain}` });
    box.addEventListener('change', () => toggle(chain));
    const cells = columns.map((column, index) => {
      const text = column.text?.(chain) ?? String(column.value(chain) ?? '');
      if (column.title === 'chain') return chainCell(chain);
      if (column.title !== 'family') return element('td', { class: classes[index] }, ...breakable(text));
      const glyph = glyphs.get(chain.family)?.cloneNode(true) ?? '';
      return element(
        'td',
        { class: `family-cell ${classes[index]} ${familyClass(chain.family)}` },
        glyph,
        ' ',
        text,
      );
    });
    const row = element('tr', { 'data-chain': chain.chain }, element('td', { class: 'pick' }, box), ...cells);
    return { row, box };
  };
  return (chain: ReportChain, isPicked: boolean) => {
    const made = rows.get(chain) ?? make(chain);
    rows.set(chain, made);
    made.box.checked = isPicked;
    return made.row;
  };
}

function chainCell(chain: ReportChain): HTMLElement {
  const program = chain.isolation === 'process' ? ' †' : '';
  const standing =
    chain.standing === null ? [] : [element('div', { class: 'standing' }, `yours: ${standingText(chain)}`)];
  return element('th', { scope: 'row' }, ...breakable(chain.chain), program, ...standing);
}

function byOrder({ column, descending }: Order) {
  return (a: ReportChain, b: ReportChain): number => {
    const [left, right] = [column.value(a), column.value(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : String(left).localeCompare(String(right), 'en', { numeric: true });
    return descending ? -order : order;
  };
}
