/** What narrows the charts and the table: words, and the families of the legend. */
import { count } from '../format.js';
import type { ReportChain, ReportRun } from '../model.js';
import { familyClass } from '../palette.js';
import { element } from './element.js';
import { drawGlyph } from './glyph.js';

export interface Filters {
  readonly element: HTMLElement;
  readonly passes: (chain: ReportChain) => boolean;
  /** Says how many are left. */
  readonly showCount: (shown: number) => void;
}

export function makeFilters(run: ReportRun, changed: () => void): Filters {
  const hidden = new Set<string>();
  const input = element('input', { type: 'search', id: 'words', autocomplete: 'off', spellcheck: 'false' });
  input.addEventListener('input', changed);
  const status = element('p', { class: 'note', role: 'status', 'aria-live': 'polite', id: 'shown' });
  const families = [...new Set(run.chains.map(({ family }) => family))].sort();
  const legend = families.map(family => {
    const button = element('button', { type: 'button', class: `family ${familyClass(family)}` });
    button.setAttribute('aria-pressed', 'true');
    button.append(drawGlyph(family, document), family);
    button.addEventListener('click', () => {
      if (!hidden.delete(family)) hidden.add(family);
      button.setAttribute('aria-pressed', String(!hidden.has(family)));
      changed();
    });
    return button;
  });
  return {
    element: element(
      'div',
      { class: 'filters', role: 'search' },
      element('div', { class: 'legend', role: 'group', 'aria-label': 'Families shown' }, ...legend),
      ...(run.chains.some(({ standing }) => standing !== null) ? [yoursSign()] : []),
      element('label', { for: 'words' }, 'With these words'),
      input,
      status,
    ),
    passes: chain => !hidden.has(chain.family) && hasWords(chain, input.value),
    showCount: shown => {
      status.textContent = `${shown.toLocaleString('en-US')} of ${count(run.chains.length, 'chain')} shown`;
    },
  };
}

/** What the colour of the user's own chains means. */
function yoursSign(): HTMLElement {
  return element('span', { class: 'yours-sign' }, 'yours');
}

function hasWords({ chain, aliases, family }: ReportChain, words: string): boolean {
  const text = [chain, ...aliases, family].join(' ').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word));
}
