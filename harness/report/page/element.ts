/** Elements by call. Text goes in as text, so that no name of a chain or a file is ever markup. */

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** An attribute that is false is left out; one that is true is empty. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children);
  return made;
}

/** A part of the page under a heading of its own. */
export function section(id: string, title: string, ...children: (Node | string)[]): HTMLElement {
  const heading = element('h2', { id: `${id}-title` }, title);
  return element('section', { id, 'aria-labelledby': `${id}-title` }, heading, ...children);
}

/** What says again in words or figures what stands above it: there when asked for. */
export function folded(summary: string, ...children: (Node | string)[]): HTMLDetailsElement {
  return element('details', {}, element('summary', {}, summary), ...children);
}

/** What is wider than a phone scrolls sideways in a box of its own, by keyboard too. */
export function scrollBox(label: string, child: HTMLElement): HTMLElement {
  return element('div', { class: 'scroll', role: 'region', 'aria-label': label, tabindex: 0 }, child);
}

/** A name of a chain that may break after each `+`, `:` and `,`. */
export function breakable(name: string): (Node | string)[] {
  return name
    .split(/(?<=[+:,])/)
    .flatMap((piece, index) => (index === 0 ? [piece] : [element('wbr'), piece]));
}

export function paragraph(text: string, kind = 'note'): HTMLParagraphElement {
  return element('p', { class: kind }, text);
}

/** What stands over a column: words, or words and the screens that have the column. */
type Title = string | { readonly title: string; readonly from: 'tablet' };

/** A plain table; columns of figures stand right. */
export function plainTable(
  caption: string,
  titles: readonly Title[],
  rows: readonly (readonly (Node | string)[])[],
  figuresFrom = 1,
): HTMLTableElement {
  const classOf = (column: number) => {
    const title = titles[column];
    const from = typeof title === 'string' ? '' : ` from-${title.from}`;
    return { class: `${column >= figuresFrom ? 'figure' : 'words'}${from}` };
  };
  const headings = titles.map((title, c) =>
    element('th', { scope: 'col', ...classOf(c) }, typeof title === 'string' ? title : title.title),
  );
  const body = rows.map(row =>
    element(
      'tr',
      {},
      ...row.map((cell, c) =>
        c === 0 ? element('th', { scope: 'row' }, cell) : element('td', classOf(c), cell),
      ),
    ),
  );
  return element(
    'table',
    {},
    element('caption', {}, caption),
    element('thead', {}, element('tr', {}, ...headings)),
    element('tbody', {}, ...body),
  );
}
