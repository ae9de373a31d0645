/** How a comparison is set: as text that fits the terminal, or as Markdown. */
import { formatMarkdown, formatTable, type TextColumn } from '../shared/terminal.js';
import { wrap } from '../shared/wrap.js';

export interface Style {
  readonly markdown: boolean;
  readonly title: (text: string) => string;
  readonly table: <Row>(rows: readonly Row[], columns: readonly TextColumn<Row>[]) => string;
  /** Of sentences: what goes on below is indented where it is an entry of a list. */
  readonly prose: (text: string, hanging?: number) => string;
}

export function styleOf(markdown: boolean): Style {
  if (markdown) {
    return { markdown, title: text => `### ${text}`, table: formatMarkdown, prose: text => text };
  }
  return {
    markdown,
    title: text => wrap(text),
    table: formatTable,
    prose: (text, hanging = 2) => wrap(text, hanging),
  };
}
