/** About how wide a text stands, where nothing can measure it: in Node, and before a page is drawn. */

/** Of the type's size: of the wide fonts that `system-ui` may be, so that no text is wider than is thought. */
const WIDTHS = { narrow: 0.36, usual: 0.63, wide: 0.95 };
const NARROW = /[ijlft.,:;|!'()[\] -]/;
const WIDE = /[mwMW=+%@†▸▾◂]|[^\u0020-\u024f]/;
const BOLD = 1.1;

export const LABEL_SIZE = 11;

/** In pixels. */
export function textWidth(text: string, isBold = false): number {
  const ems = [...text].reduce((sum, char) => sum + widthOf(char), 0);
  return ems * LABEL_SIZE * (isBold ? BOLD : 1);
}

function widthOf(char: string): number {
  if (NARROW.test(char)) return WIDTHS.narrow;
  return WIDE.test(char) ? WIDTHS.wide : WIDTHS.usual;
}

/**
 * A chain's name in lines of about `most` characters, broken before `+`, `:` and `,` alone: a longer piece stands in
 * a line of its own.
 */
export function breakName(name: string, most: number): string[] {
  const lines: string[] = [];
  for (const piece of name.split(/(?=[+:,])/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + piece.length <= most) lines[lines.length - 1] = last + piece;
    else lines.push(piece);
  }
  return lines;
}
