/** The legend above a picture in a file, in as many lines as it takes. */
import { GRADE_CAVEAT } from '../../quality/grade.js';
import type { ReportChain } from '../model.js';
import { familyClass, type Look, lookOf, seriesClass, seriesLook } from '../palette.js';
import type { Curve } from './distortion.js';
import { drawGlyph } from './glyph.js';
import { svgElement } from './svg.js';

export interface LegendEntry {
  readonly text: string;
  /** None of a remark. */
  readonly mark?: { readonly look: Look; readonly class: string };
}

const LEFT = 12;
const INDENT = 18;
const LINE_HEIGHT = 19;
/** From the top of the picture to the first line of text, and from the last to the plot. */
const TOP = 19;
const BOTTOM = 11;
/** About as wide as a letter is. */
const LETTER = 6.6;
/** From a line of text up to the glyph beside it. */
const GLYPH = 11;

/** Families of chains, and what hollow marks are. */
export function familyEntries(chains: readonly ReportChain[]): LegendEntry[] {
  const families = [...new Set(chains.map(({ family }) => family))].sort();
  return [
    ...families.map(family => ({ text: family, mark: { look: lookOf(family), class: familyClass(family) } })),
    ...(chains.some(({ isolation }) => isolation === 'process')
      ? [{ text: '† hollow: starts a program for each call' }]
      : []),
  ];
}

/** Curves, and what grades are by. */
export function curveEntries(curves: readonly Curve[]): LegendEntry[] {
  return [
    ...curves.map(({ name, index, isYours }) => ({
      text: isYours ? `${name} (yours)` : name,
      mark: { look: seriesLook(index), class: seriesClass(index) },
    })),
    { text: `shaded: what a grade allows here (${GRADE_CAVEAT})` },
  ];
}

export function legendHeight(entries: readonly LegendEntry[], width: number): number {
  return TOP + LINE_HEIGHT * placed(entries, width).line + BOTTOM;
}

/** Ends `BOTTOM` above 0, where the plot begins. */
export function drawLegend(entries: readonly LegendEntry[], width: number, document: Document): Element {
  const legend = svgElement(document, 'g', { 'text-anchor': 'start' });
  const { places, line: last } = placed(entries, width);
  for (const [k, { text, mark }] of entries.entries()) {
    const { x, line } = places[k];
    const y = -BOTTOM - LINE_HEIGHT * (last - line);
    if (mark !== undefined) {
      const glyph = drawGlyph(mark.look, document);
      glyph.setAttribute('x', String(x));
      glyph.setAttribute('y', String(y - GLYPH));
      glyph.setAttribute('class', mark.class);
      legend.append(glyph);
    }
    legend.append(svgElement(document, 'text', { x: mark === undefined ? x : x + INDENT, y }, text));
  }
  return legend;
}

/** Where each entry begins, and the number of the last line. */
function placed(entries: readonly LegendEntry[], width: number) {
  let [x, line] = [LEFT, 0];
  const places = entries.map(({ text, mark }) => {
    const own = Math.ceil(text.length * LETTER) + (mark === undefined ? 0 : INDENT);
    if (x > LEFT && x + own > width - LEFT) [x, line] = [LEFT, line + 1];
    const place = { x, line };
    x += own + INDENT;
    return place;
  });
  return { places, line };
}
