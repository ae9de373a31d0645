/** What chains ask of an implant as a picture of its own: a panel a radio, two beside each other. */
import type { ReportImplant } from '../implant/model.js';
import { implantSummary } from '../implant/words.js';
import { paletteStyle } from '../palette.js';
import { textWidth } from '../text-width.js';
import { drawDemands, looksOf } from './demands.js';
import { drawGlyph } from './glyph.js';
import { svgElement } from './svg.js';

const PANEL = { width: 560, height: 460 };
const COLUMNS = 2;
/** Above the panels, for what marks stand for. */
const HEAD_HEIGHT = 46;
const LEGEND = { left: 12, glyphTop: 8, baseline: 19, indent: 18, gap: 16, noteBaseline: 37 };

const STYLE = `
.picture .point.open{fill:var(--surface);stroke:var(--family);stroke-width:1.8}
.picture .curve{stroke:var(--family)}
.picture .limit{stroke:var(--text)}
.picture .fits{fill:var(--accent)}
.picture .reference,.picture .labels .front{fill:var(--muted)}
`;

/** @param style sheet of all pictures, for elements of class `picture` */
export function drawDemandsPicture(implant: ReportImplant, style: string, document: Document): SVGElement {
  const { radios } = implant.terms;
  const columns = Math.min(COLUMNS, radios.length);
  const width = columns * PANEL.width;
  const height = HEAD_HEIGHT + Math.ceil(radios.length / columns) * PANEL.height;
  const svg = svgElement(document, 'svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    class: 'picture',
    viewBox: `0 0 ${width} ${height}`,
    ...{ width, height },
    role: 'img',
    'aria-labelledby': 'title summary',
    'font-family': 'system-ui, sans-serif',
    'font-size': '11px',
  });
  svg.append(
    svgElement(document, 'title', { id: 'title' }, 'Bits a second against power, on an implant'),
    svgElement(document, 'desc', { id: 'summary' }, implantSummary(implant)),
    svgElement(document, 'style', {}, paletteStyle('.picture') + style + STYLE),
    // what reads no style sheet still has a light ground under dark text
    svgElement(document, 'rect', { x: 0, y: 0, width, height, fill: '#ffffff', class: 'ground' }),
    drawHead(implant, document),
  );
  for (const k of radios.keys()) {
    const panel = drawDemands(implant, k, PANEL, document);
    panel.setAttribute('x', String((k % columns) * PANEL.width));
    panel.setAttribute('y', String(HEAD_HEIGHT + Math.floor(k / columns) * PANEL.height));
    svg.append(panel);
  }
  return svg;
}

/** What comes back by the marks, and what open ones are. */
function drawHead({ rows }: ReportImplant, document: Document): Element {
  const head = svgElement(document, 'g', { 'text-anchor': 'start' });
  let x = LEGEND.left;
  for (const { name, look, class: kind } of looksOf(rows)) {
    const glyph = drawGlyph(look, document);
    glyph.setAttribute('x', String(x));
    glyph.setAttribute('y', String(LEGEND.glyphTop));
    glyph.setAttribute('class', kind);
    head.append(glyph, svgElement(document, 'text', { x: x + LEGEND.indent, y: LEGEND.baseline }, name));
    x += LEGEND.indent + LEGEND.gap + Math.ceil(textWidth(name));
  }
  const isOpen = rows.some(({ compute }) => compute === null);
  const note = isOpen
    ? `${MARKS_TEXT}; hollow: without the codec, of whose power nothing is known`
    : MARKS_TEXT;
  head.append(svgElement(document, 'text', { x: LEGEND.left, y: LEGEND.noteBaseline }, note));
  return head;
}

const MARKS_TEXT =
  'a mark at the worst second and the codec’s ceiling, bars from the mean and from its floor; shaded: fits link and power';
