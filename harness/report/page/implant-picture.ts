/** What chains ask of an implant as a picture of its own: a panel a radio, two beside each other. */
import type { ReportImplant } from '../implant/model.js';
import { implantSummary } from '../implant/words.js';
import { paletteStyle } from '../palette.js';
import { drawDemands, looksOf } from './demands.js';
import { drawLegend, type LegendEntry, legendHeight } from './legend.js';
import { svgElement } from './svg.js';

const PANEL = { width: 560, height: 460 };
const COLUMNS = 2;

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
  const legend = legendOf(implant);
  const above = legendHeight(legend, width);
  const height = above + Math.ceil(radios.length / columns) * PANEL.height;
  const svg = svgElement(document, 'svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    class: 'picture',
    viewBox: `0 ${-above} ${width} ${height}`,
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
    svgElement(document, 'rect', { x: 0, y: -above, width, height, fill: '#ffffff', class: 'ground' }),
    drawLegend(legend, width, document),
  );
  for (const k of radios.keys()) {
    const panel = drawDemands(implant, k, PANEL, document);
    panel.setAttribute('x', String((k % columns) * PANEL.width));
    panel.setAttribute('y', String(Math.floor(k / columns) * PANEL.height));
    svg.append(panel);
  }
  return svg;
}

/** What comes back by the marks, and what they are. */
function legendOf({ rows }: ReportImplant): LegendEntry[] {
  return [
    ...looksOf(rows).map(({ name, ...mark }) => ({ text: name, mark })),
    { text: 'a mark at the worst second and the codec’s ceiling, bars from the mean and its floor' },
    { text: 'shaded: fits link and power' },
    ...(rows.some(({ compute }) => compute === null)
      ? [{ text: 'hollow: without the codec, of whose power nothing is known' }]
      : []),
  ];
}
