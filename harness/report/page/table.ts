/** The table of totals: sorted by a click or a key on a heading, following the filters. */
import { figure, fixed } from '../format.js';
import type { ReportChain, ReportRun } from '../model.js';
import { familyClass } from '../palette.js';
import { element, scrollBox } from './element.js';
import { drawGlyph } from './glyph.js';
import type { Part, Toggle, View } from './view.js';

interface Column {
  readonly title: string;
  /** What it is sorted by; nothing stands last either way. */
  readonly value: (chain: ReportChain) => number | string | null;
  /** Unless it is the value itself. */
  readonly text?: (chain: ReportChain) => string;
  /** Left out where it is empty in every row. */
  readonly appears?: (run: ReportRun) => boolean;
}

const hasSpeeds = ({ chains }: ReportRun) => chains.some(({ encodeXrt }) => encodeXrt !== null);
const MEBIBYTE = 2 ** 20;

const COLUMNS: readonly Column[] = [
  { title: 'chain', value: ({ chain }) => chain },
  {
    title: 'alias',
    value: ({ aliases }) => aliases.join(', '),
    appears: ({ chains }) => chains.some(({ aliases }) => aliases.length > 0),
  },
  {
    title: 'scope',
    value: ({ scope }) => scope,
    appears: ({ chains }) => chains.some(({ scope }) => scope === 'solid'),
  },
  { title: 'ratio', value: ({ ratio }) => ratio, text: ({ ratio }) => fixed(ratio, 4) },
  {
    title: 'bits/sample',
    value: ({ bitsPerSample }) => bitsPerSample,
    text: ({ bitsPerSample }) => fixed(bitsPerSample, 3),
  },
  {
    title: 'model bytes',
    value: ({ modelBytes }) => modelBytes,
    text: ({ modelBytes }) => figure(modelBytes),
    appears: ({ chains }) => chains.some(({ modelBytes }) => modelBytes > 0),
  },
  {
    title: 'encode xRT',
    value: chain => chain.encodeXrt,
    text: chain => figure(chain.encodeXrt),
    appears: hasSpeeds,
  },
  {
    title: 'decode xRT',
    value: chain => chain.decodeXrt,
    text: chain => figure(chain.decodeXrt),
    appears: hasSpeeds,
  },
  { title: 'family', value: ({ family }) => family },
  {
    title: 'encode MB/s',
    value: chain => chain.encodeMbPerS,
    text: chain => figure(chain.encodeMbPerS),
    appears: hasSpeeds,
  },
  {
    title: 'decode MB/s',
    value: chain => chain.decodeMbPerS,
    text: chain => figure(chain.decodeMbPerS),
    appears: hasSpeeds,
  },
  {
    title: 'memory, MiB',
    value: chain => chain.peakRssBytes,
    text: ({ peakRssBytes }) => figure(peakRssBytes === null ? null : peakRssBytes / MEBIBYTE),
    appears: hasSpeeds,
  },
  {
    title: 'failed',
    value: ({ failed }) => failed,
    text: ({ failed, recordings }) => (failed === 0 ? '0' : `${failed} of ${recordings}`),
    appears: ({ chains }) => chains.some(({ failed }) => failed > 0),
  },
  { title: 'Pareto front', value: paretoText, appears: hasSpeeds },
];

function paretoText({ onFront, dominatedBy }: ReportChain): string {
  if (onFront === null) return '';
  return onFront ? '★ on it' : `beaten by ${dominatedBy}`;
}

interface Order {
  readonly column: Column;
  readonly descending: boolean;
}

export function makeTable(run: ReportRun, toggle: Toggle): Part {
  const columns = COLUMNS.filter(({ appears }) => appears?.(run) ?? true);
  const glyphs = new Map(run.chains.map(({ family }) => [family, drawGlyph(family, document)]));
  const rows = new Map(
    run.chains.map(chain => [
      chain,
      makeRow(chain, columns, glyphs.get(chain.family)?.cloneNode(true) ?? '', toggle),
    ]),
  );
  const body = element('tbody');
  let order: Order = {
    column: columns.find(({ title }) => title === 'ratio') ?? columns[0],
    descending: true,
  };
  let view: View | undefined;
  const headings = columns.map(column => {
    const button = element('button', { type: 'button' }, column.title);
    button.addEventListener('click', () => {
      const again = order.column === column;
      order = { column, descending: again ? !order.descending : isFigure(run, column) };
      if (view !== undefined) update(view);
    });
    return element('th', { scope: 'col', class: isFigure(run, column) ? 'figure' : 'words' }, button);
  });
  const update = (next: View) => {
    view = next;
    for (const [index, heading] of headings.entries()) {
      const sorted = columns[index] === order.column;
      heading.setAttribute('aria-sort', sorted ? (order.descending ? 'descending' : 'ascending') : 'none');
    }
    const chains = next.shown.toSorted(byOrder(order));
    body.replaceChildren(...chains.flatMap(chain => rows.get(chain) ?? []));
    for (const [chain, row] of rows) {
      const box = row.querySelector('input');
      if (box !== null) box.checked = next.picked.has(chain);
    }
  };
  const table = element(
    'table',
    { id: 'totals-table' },
    element('caption', {}, 'Totals over all recordings, a row a chain'),
    element(
      'thead',
      {},
      element('tr', {}, element('th', { scope: 'col', class: 'pick' }, 'pick'), ...headings),
    ),
    body,
  );
  return { element: scrollBox('Table of totals', table), update };
}

function isFigure({ chains }: ReportRun, { value }: Column): boolean {
  return chains.some(chain => typeof value(chain) === 'number');
}

function makeRow(
  chain: ReportChain,
  columns: readonly Column[],
  glyph: Node | string,
  toggle: Toggle,
): HTMLTableRowElement {
  const box = element('input', { type: 'checkbox', 'aria-label': `pick ${chain.chain}` });
  box.addEventListener('change', () => toggle(chain));
  const cells = columns.map(column => {
    const value = column.value(chain);
    const text = column.text?.(chain) ?? String(value ?? '');
    if (column.title === 'chain') {
      const program = chain.isolation === 'process' ? ' †' : '';
      return element('th', { scope: 'row' }, text, program);
    }
    if (column.title === 'family') {
      return element('td', { class: `words ${familyClass(chain.family)}` }, glyph, ' ', text);
    }
    return element('td', { class: column.text === undefined ? 'words' : 'figure' }, text);
  });
  return element('tr', { 'data-chain': chain.chain }, element('td', { class: 'pick' }, box), ...cells);
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
