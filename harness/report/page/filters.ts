/** What narrows charts and a table: words, and the groups of the legend. */
import { count } from '../format.js';
import { familyClass, type Look, lookOf } from '../palette.js';
import { element } from './element.js';
import { drawGlyph } from './glyph.js';

export interface Filters<Row> {
  readonly element: HTMLElement;
  readonly passes: (row: Row) => boolean;
  /** Says how many are left. */
  readonly showCount: (shown: number) => void;
}

/** Rows alike: a button of the legend. */
export interface Group {
  readonly name: string;
  readonly look: Look;
  /** Sets its colour. */
  readonly class: string;
}

export interface FilterOptions<Row> {
  /** Before its ids, of which a page has others. */
  readonly prefix?: string;
  readonly rows: readonly Row[];
  readonly groups: readonly Group[];
  readonly groupOf: (row: Row) => string;
  /** What the groups are, for who hears the page. */
  readonly legend: string;
  readonly hasYours: boolean;
  readonly changed: () => void;
}

interface Named {
  readonly chain: string;
  readonly aliases: readonly string[];
}

export function makeFilters<Row extends Named>(options: FilterOptions<Row>): Filters<Row> {
  const { prefix = '', rows, groups, groupOf, changed } = options;
  const hidden = new Set<string>();
  const id = `${prefix}words`;
  const input = element('input', { type: 'search', id, autocomplete: 'off', spellcheck: 'false' });
  input.addEventListener('input', changed);
  const status = element('p', {
    class: 'note',
    role: 'status',
    'aria-live': 'polite',
    id: `${prefix}shown`,
  });
  const legend = groups.map(group => {
    const button = element('button', { type: 'button', class: `family ${group.class}` });
    button.setAttribute('aria-pressed', 'true');
    button.append(drawGlyph(group.look, document), group.name);
    button.addEventListener('click', () => {
      if (!hidden.delete(group.name)) hidden.add(group.name);
      button.setAttribute('aria-pressed', String(!hidden.has(group.name)));
      changed();
    });
    return button;
  });
  return {
    element: element(
      'div',
      { class: 'filters', role: 'search', 'aria-label': `Narrow ${options.legend}` },
      element('div', { class: 'legend', role: 'group', 'aria-label': options.legend }, ...legend),
      ...(options.hasYours ? [yoursSign()] : []),
      element('label', { for: id }, 'With these words'),
      input,
      status,
    ),
    passes: row =>
      !hidden.has(groupOf(row)) && hasWords([row.chain, ...row.aliases, groupOf(row)], input.value),
    showCount: shown => {
      status.textContent = `${shown.toLocaleString('en-US')} of ${count(rows.length, 'chain')} shown`;
    },
  };
}

/** Families of chains, in their order. */
export function familyGroups(chains: readonly { readonly family: string }[]): Group[] {
  const names = [...new Set(chains.map(({ family }) => family))].sort();
  return names.map(name => ({ name, look: lookOf(name), class: familyClass(name) }));
}

/** What the colour of the user's own chains means. */
function yoursSign(): HTMLElement {
  return element('span', { class: 'yours-sign' }, 'yours');
}

function hasWords(texts: readonly string[], words: string): boolean {
  const text = texts.join(' ').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word));
}
