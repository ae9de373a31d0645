/** The plot as a picture of its own, drawn in Node: bundled by the build with a small DOM. */
import { DOMParser } from 'linkedom';
import type { ReportImplant } from '../implant/model.js';
import type { PictureModule, ReportRun, Speed } from '../model.js';
import { familyClass, lookOf, paletteStyle } from '../palette.js';
import { chartable } from '../pick.js';
import { type ChainPoint, chainPoints } from '../points.js';
import { tradeoffSummary } from '../summary.js';
import { zoomOn } from '../zoom.js';
import { drawGlyph } from './glyph.js';
import { drawDemandsPicture } from './implant-picture.js';
import { svgElement } from './svg.js';
import { drawTradeoff } from './tradeoff.js';

const SIZE = { width: 840, height: 480 };
/** Above the plot, for the families. */
const LEGEND_HEIGHT = 30;
const LEGEND = { left: 12, glyphTop: -22, baseline: -11, indent: 18, characterWidth: 6.6 };

const STYLE = `
.picture{background:var(--surface);color:var(--text);fill:var(--text)}
.picture .ground{fill:var(--surface)}
.picture .point{fill:var(--family);stroke:var(--surface);stroke-width:.8}
.picture .point.program{fill:var(--surface);stroke:var(--family);stroke-width:1.8}
.picture .point.yours{fill:var(--yours)}
.picture .labels text{stroke:var(--surface);stroke-width:3;paint-order:stroke}
.picture .labels .yours{fill:var(--yours)}
.picture .front,.picture .leader{stroke:var(--muted)}
`;

export const drawPicture: PictureModule['drawPicture'] = (run: ReportRun, speed: Speed) =>
  `${drawOne(run, speed, '', makeDocument()).outerHTML}\n`;

export const drawBothPictures: PictureModule['drawBothPictures'] = (run: ReportRun) => {
  const document = makeDocument();
  const height = SIZE.height + LEGEND_HEIGHT;
  const both = svgElement(document, 'svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${SIZE.width} ${2 * height}`,
    width: SIZE.width,
    height: 2 * height,
  });
  for (const [index, speed] of (['encode', 'decode'] as const).entries()) {
    const one = drawOne(run, speed, `${speed}-`, document);
    one.setAttribute('y', String(index * height));
    both.append(one);
  }
  return `${both.outerHTML}\n`;
};

export const drawImplantPicture: PictureModule['drawImplantPicture'] = (implant: ReportImplant) =>
  `${drawDemandsPicture(implant, STYLE, makeDocument()).outerHTML}\n`;

/** @param prefix of the ids, which are to be unique in a file */
function drawOne(run: ReportRun, speed: Speed, prefix: string, document: Document): SVGSVGElement {
  const points = chainPoints(chartable(run.chains), speed);
  const svg = drawTradeoff(points, zoomOn(points), speed, SIZE, document);
  const height = SIZE.height + LEGEND_HEIGHT;
  const [title, summary] = [`${prefix}title`, `${prefix}summary`];
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.setAttribute('class', `${svg.getAttribute('class') ?? ''} picture`.trim());
  svg.setAttribute('viewBox', `0 ${-LEGEND_HEIGHT} ${SIZE.width} ${height}`);
  svg.setAttribute('height', String(height));
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-labelledby', `${title} ${summary}`);
  svg.prepend(
    svgElement(document, 'title', { id: title }, `Compression ratio against ${speed} speed`),
    svgElement(document, 'desc', { id: summary }, tradeoffSummary(run, speed)),
    svgElement(document, 'style', {}, paletteStyle('.picture') + STYLE),
    backdrop(document, height),
  );
  svg.append(drawLegend(document, points));
  return svg;
}

/** Of XML, so that names are escaped by its rules. linkedom's types leave out much of a document, not what Plot uses. */
function makeDocument(): Document {
  const empty = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  return new DOMParser().parseFromString(empty, 'image/svg+xml') as unknown as Document;
}

/** What reads no style sheet still has a light ground under dark text. */
function backdrop(document: Document, height: number): Element {
  const { width } = SIZE;
  return svgElement(document, 'rect', {
    x: 0,
    y: -LEGEND_HEIGHT,
    width,
    height,
    fill: '#ffffff',
    class: 'ground',
  });
}

function drawLegend(document: Document, points: readonly ChainPoint[]): Element {
  const legend = svgElement(document, 'g', { 'text-anchor': 'start' });
  const families = [...new Set(points.map(({ chain }) => chain.family))].sort();
  let x = LEGEND.left;
  for (const family of families) {
    const glyph = drawGlyph(lookOf(family), document);
    glyph.setAttribute('x', String(x));
    glyph.setAttribute('y', String(LEGEND.glyphTop));
    glyph.setAttribute('class', familyClass(family));
    const at = { x: x + LEGEND.indent, y: LEGEND.baseline };
    legend.append(glyph, svgElement(document, 'text', at, family));
    x += 2 * LEGEND.indent + Math.ceil(family.length * LEGEND.characterWidth);
  }
  if (points.some(({ chain }) => chain.isolation === 'process')) {
    legend.append(
      svgElement(document, 'text', { x, y: LEGEND.baseline }, '† hollow: starts a program for each call'),
    );
  }
  return legend;
}
