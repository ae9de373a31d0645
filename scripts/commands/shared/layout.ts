/**
 * Where the columns of a table stand within a width. Columns that may go are left out before anything else gives way. If
 * those that have to stay do not fit on a line, few long names stand on lines of their own; if most do not fit, or what
 * stands beside the name is itself too long, a row takes several lines:
 *
 * ```
 * chain  ratio  bits  MB/s     chain  ratio     chain       ratio     chain
 * delta  2.110  7.58  12.1     delta  2.110     delta       2.110       ratio  encode xRT
 * rice   1.490  10.7  22.5     rice   1.490     levels+delta+rice     levels+delta+rice
 *                                                           3.379       3.379         335
 * ```
 */

/** A column as the layout sees it. */
export interface Box {
  /** Of its longest text, and of the longest but a quarter of them. */
  readonly width: number;
  readonly usual: number;
  /** Left out where not all fit, 1 first, those of one number together. Without it a column stays. */
  readonly drop?: number | undefined;
  /** The row is known by it: it stands, with what is left of it, before all else. By default the first column. */
  readonly identifies?: boolean | undefined;
}

export interface Layout {
  /** Columns, by index, on each of the lines that a row takes. */
  readonly lines: readonly (readonly number[])[];
  /** Where lines after the first begin. */
  readonly indent: number;
  /** The column that identifies a row, and what it has on the first line. Longer texts stand alone there. */
  readonly name: number;
  readonly room: number;
}

/** Characters between columns. */
export const GAP = 2;
const INDENT = 2;
/** The most of the width that a row's name may take where all else stands on several lines beside it. */
const NARROW_NAME = 1 / 3;

/** @param width of a line; infinite where all columns are to stand on one */
export function layOut(boxes: readonly Box[], width: number): Layout {
  const staying = [...boxes.keys()].filter(c => boxes[c].drop === undefined);
  const at = Math.max(
    0,
    staying.findLastIndex(c => boxes[c].identifies === true),
  );
  const name = staying[at];
  const whole = { name, room: boxes[name].width };
  const left = width - spanOf(boxes, staying);
  if (left >= 0) return { lines: [withOthers(boxes, staying, width)], indent: 0, ...whole };
  if (boxes[name].usual <= boxes[name].width + left)
    return { lines: [staying], indent: 0, name, room: boxes[name].width + left };
  return { ...inLines(boxes, staying.slice(0, at + 1), staying.slice(at + 1), width), ...whole };
}

function inLines(
  boxes: readonly Box[],
  head: readonly number[],
  body: readonly number[],
  width: number,
): Pick<Layout, 'lines' | 'indent'> {
  const headSpan = spanOf(boxes, head);
  if (headSpan <= width * NARROW_NAME) {
    const indent = headSpan + GAP;
    const [top = [], ...more] = fill(boxes, body, width - indent);
    return { lines: [[...head, ...top], ...more], indent };
  }
  const heads = headSpan <= width ? [head] : fill(boxes, head, width - INDENT);
  return { lines: [...heads, ...fill(boxes, body, width - INDENT)], indent: INDENT };
}

function spanOf(boxes: readonly Box[], columns: readonly number[]): number {
  return columns.reduce((sum, c) => sum + boxes[c].width + GAP, -GAP);
}

/** The columns that stay, and of the others as many as fit, beginning with those that go last. */
function withOthers(boxes: readonly Box[], staying: readonly number[], width: number): number[] {
  const ranks = [...new Set(boxes.map(({ drop }) => drop ?? 0))].filter(rank => rank > 0);
  let shown = [...staying];
  for (const rank of ranks.toSorted((a, b) => b - a)) {
    const more = [...boxes.keys()].filter(c => shown.includes(c) || boxes[c].drop === rank);
    if (spanOf(boxes, more) <= width) shown = more;
  }
  return shown;
}

/** Columns in lines, as many as fit on each; one that is wider has a line of its own. */
function fill(boxes: readonly Box[], columns: readonly number[], width: number): number[][] {
  const lines: number[][] = [];
  for (const column of columns) {
    const last = lines.at(-1);
    if (last !== undefined && spanOf(boxes, [...last, column]) <= width) last.push(column);
    else lines.push([column]);
  }
  return lines;
}
