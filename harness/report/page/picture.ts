/** The plot as a picture of its own, drawn in Node: bundled by the build with a small DOM. */
import { DOMParser } from 'linkedom';
import type { ReportImplant } from '../implant/model.js';
import { lossySummary } from '../lossy-summary.js';
import { MEASURE_OF } from '../measures.js';
import type { PictureModule, ReportRun, Speed } from '../model.js';
import { paletteStyle } from '../palette.js';
import { chartable } from '../pick.js';
import { type ChainPoint, chainPoints } from '../points.js';
import { tradeoffSummary } from '../summary.js';
import { zoomOn } from '../zoom.js';
import { drawDistortion } from './distortion.js';
import { captionText, curveNames, curvesOf, distortionOf } from './distortion-facts.js';
import { drawDemandsPicture } from './implant-picture.js';
import { curveEntries, drawLegend, familyEntries, type LegendEntry, legendHeight } from './legend.js';
import { svgElement } from './svg.js';
import { drawTopology, TOPOLOGY_STYLE, topologyCaption } from './topology.js';
import { drawTradeoff } from './tradeoff.js';

const SIZE = { width: 840, height: 480 };

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

const LOSSY_STYLE = `
.picture .curve{stroke:var(--family)}
.picture .curve.yours{stroke:var(--yours)}
.picture .limit{stroke:var(--text)}
.picture .floor{stroke:var(--muted)}
.picture .grades{fill:var(--accent)}
.picture .reference{fill:var(--muted)}
.picture .point.lossless{fill:var(--text)}
`;

/** A drawing, and what stands around it. */
interface Framed {
  readonly drawing: SVGSVGElement;
  readonly title: string;
  readonly summary: string;
  readonly legend: readonly LegendEntry[];
  readonly style: string;
}

export const drawPicture: PictureModule['drawPicture'] = (run: ReportRun, speed: Speed) => {
  const document = makeDocument();
  return `${framed(tradeoffOf(run, speed, document), '', document).outerHTML}\n`;
};

export const drawBothPictures: PictureModule['drawBothPictures'] = (run: ReportRun) => {
  const document = makeDocument();
  const pictures = (['encode', 'decode'] as const).map(speed =>
    framed(tradeoffOf(run, speed, document), `${speed}-`, document),
  );
  const heights = pictures.map(picture => Number(picture.getAttribute('height')));
  const height = heights.reduce((sum, each) => sum + each, 0);
  const both = svgElement(document, 'svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${SIZE.width} ${height}`,
    width: SIZE.width,
    height,
  });
  for (const [index, one] of pictures.entries()) {
    one.setAttribute('y', String(index * heights[0]));
    both.append(one);
  }
  return `${both.outerHTML}\n`;
};

export const drawImplantPicture: PictureModule['drawImplantPicture'] = (implant: ReportImplant) =>
  `${drawDemandsPicture(implant, STYLE, makeDocument()).outerHTML}\n`;

export const drawTopologyPicture: PictureModule['drawTopologyPicture'] = (picture, name) => {
  const document = makeDocument();
  const drawing = drawTopology(picture, document);
  const [, top, width, height] = (drawing.getAttribute('viewBox') ?? '').split(' ').map(Number);
  drawing.setAttribute('class', 'picture topology');
  drawing.setAttribute('aria-labelledby', 'title summary');
  drawing.prepend(
    svgElement(document, 'title', { id: 'title' }, `How ${picture.channels} leads of ${name} are related`),
    svgElement(document, 'desc', { id: 'summary' }, topologyCaption(picture)),
    svgElement(document, 'style', {}, paletteStyle('.picture') + STYLE + TOPOLOGY_STYLE),
    svgElement(document, 'rect', { x: 0, y: top, width, height, fill: '#ffffff', class: 'ground' }),
  );
  return `${drawing.outerHTML}\n`;
};

export const drawLossyPicture: PictureModule['drawLossyPicture'] = (run, axis) => {
  const document = makeDocument();
  const measure = MEASURE_OF[axis];
  const drawable = chartable(run.lossy.chains);
  const curves = curvesOf(drawable, curveNames(run), measure);
  const picture: Framed = {
    drawing: drawDistortion(distortionOf(run, drawable, curves, measure), SIZE, document),
    title: `Bits a sample against what is lost: ${measure.title}`,
    summary: `${lossySummary(run)} ${captionText(run, measure)}`,
    legend: curveEntries(curves),
    style: STYLE + LOSSY_STYLE,
  };
  return `${framed(picture, '', document).outerHTML}\n`;
};

function tradeoffOf(run: ReportRun, speed: Speed, document: Document): Framed {
  const points: ChainPoint[] = chainPoints(chartable(run.chains), speed);
  return {
    drawing: drawTradeoff(points, zoomOn(points), speed, SIZE, document),
    title: `Compression ratio against ${speed} speed`,
    summary: tradeoffSummary(run, speed),
    legend: familyEntries(points.map(({ chain }) => chain)),
    style: STYLE,
  };
}

/** @param prefix of the ids, which are to be unique in a file */
function framed(
  { drawing, title, summary, legend, style }: Framed,
  prefix: string,
  document: Document,
): SVGSVGElement {
  const above = legendHeight(legend, SIZE.width);
  const height = SIZE.height + above;
  const ids = [`${prefix}title`, `${prefix}summary`];
  drawing.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  drawing.setAttribute('class', `${drawing.getAttribute('class') ?? ''} picture`.trim());
  drawing.setAttribute('viewBox', `0 ${-above} ${SIZE.width} ${height}`);
  drawing.setAttribute('height', String(height));
  drawing.setAttribute('role', 'img');
  drawing.setAttribute('aria-labelledby', ids.join(' '));
  drawing.prepend(
    svgElement(document, 'title', { id: ids[0] }, title),
    svgElement(document, 'desc', { id: ids[1] }, summary),
    svgElement(document, 'style', {}, paletteStyle('.picture') + style),
    backdrop(document, above, height),
  );
  drawing.append(drawLegend(legend, SIZE.width, document));
  return drawing;
}

/** Of XML, so that names are escaped by its rules. linkedom's types leave out much of a document, not what Plot uses. */
function makeDocument(): Document {
  const empty = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  return new DOMParser().parseFromString(empty, 'image/svg+xml') as unknown as Document;
}

/** What reads no style sheet still has a light ground under dark text. */
function backdrop(document: Document, above: number, height: number): Element {
  const { width } = SIZE;
  return svgElement(document, 'rect', { x: 0, y: -above, width, height, fill: '#ffffff', class: 'ground' });
}
