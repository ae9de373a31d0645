/** A picture of leads: placed by distance, the tree that they are coded along, and where they lie in the file by colour. */
import type { TopologyEdge, TopologyPicture } from '../../topology/model.js';
import { meaningOf, neighboursOf } from '../../topology/words.js';
import { type Name, type PlacedLabel, placeLabels, type Segment } from '../labels.js';
import { LABEL_SIZE } from '../text-width.js';
import { svgElement } from './svg.js';

/** What has to be in the style sheet around it. */
export const TOPOLOGY_STYLE = `
.topology .edge{stroke:var(--muted);stroke-opacity:.75;stroke-linecap:round}
.topology .edge.against{stroke:var(--worse)}
.topology .lead circle{stroke:var(--surface);stroke-width:1}
.topology .first{fill:none;stroke:var(--text);stroke-width:1.5}
.topology .labels text{fill:var(--text);stroke:var(--surface);stroke-width:3;paint-order:stroke}
.topology .leader{stroke:var(--muted);stroke-width:.7}
`;

const WIDTH = 840;
const MARGIN = 34;
const LEGEND = 58;
const HEIGHT = { none: 240, each: 9 };
/** Widths of a line of |r| = 0 and, among few and many leads, 1. */
const STROKE = { least: 0.8, few: 7, many: 4 };
const FEW = 100;
/** Names are put so near to their leads that no line is needed; of many leads some then stay without. */
const REACH = 26;
/** Up to so many leads every one has a name, however far off. */
const ALL_NAMED = 24;
/** From the first channel of the file to the last: a contrast of 3 on light and dark, apart for the colour-blind. */
const INDEX_COLOURS = [
  [40, 116, 214],
  [130, 96, 208],
  [196, 72, 130],
  [212, 94, 52],
  [184, 128, 10],
] as const;
const KEY = { left: 82, width: 180, height: 9, pieces: 24 };

/** Of a picture as wide and high as its places want. */
export function drawTopology(picture: TopologyPicture, document: Document): SVGElement {
  const { channels, edges, first } = picture;
  const { points, height } = pointsOf(picture);
  const radius = radiusOf(channels);
  const svg = svgElement(document, 'svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    class: 'topology',
    viewBox: `0 ${-LEGEND} ${WIDTH} ${height + LEGEND}`,
    width: WIDTH,
    height: height + LEGEND,
    role: 'img',
    'font-family': 'system-ui, sans-serif',
    'font-size': `${LABEL_SIZE}px`,
  });
  const lines = edges.map(({ lead, parent }) => ({ from: points[lead], to: points[parent] }));
  svg.append(legendOf(picture, document), edgesOf(edges, lines, document));
  svg.append(leadsOf(picture, points, radius, document));
  const { x, y } = points[first];
  svg.append(svgElement(document, 'circle', { class: 'first', cx: x, cy: y, r: radius + 3 }));
  const frame = { left: 2, right: WIDTH - 2, top: 2, bottom: height - 2 };
  const labels = placeLabels(namesOf(picture, points), { points, lines, frame });
  svg.append(labelsOf(labels, document));
  return svg;
}

/** In words, what the picture shows. */
export function topologyCaption(picture: TopologyPicture): string {
  return `${meaningOf(picture)} ${neighboursOf(picture)}`.trim();
}

interface Placed {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly height: number;
}

/** One scale both ways, so that distances are true; no higher than wide, and of few leads lower. */
function pointsOf({ places, channels }: TopologyPicture): Placed {
  const xs = Array.from({ length: channels }, (_, lead) => places[2 * lead]);
  const ys = Array.from({ length: channels }, (_, lead) => places[2 * lead + 1]);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [wide, high] = [Math.max(...xs) - left || 1, Math.max(...ys) - top || 0.2];
  const most = Math.min(WIDTH, HEIGHT.none + HEIGHT.each * channels) - 2 * MARGIN;
  const scale = Math.min((WIDTH - 2 * MARGIN) / wide, most / high);
  const offset = (WIDTH - scale * wide) / 2;
  return {
    points: xs.map((x, lead) => ({
      x: round(offset + scale * (x - left)),
      y: round(MARGIN + scale * (ys[lead] - top)),
    })),
    height: Math.ceil(2 * MARGIN + scale * high),
  };
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}

function radiusOf(channels: number): number {
  return channels <= 24 ? 7 : channels <= 100 ? 5.5 : 4;
}

function edgesOf(edges: readonly TopologyEdge[], lines: readonly Segment[], document: Document): SVGElement {
  const group = svgElement(document, 'g', { class: 'edges' });
  // the thickest last, so that none hides under a thinner one
  const order = [...edges.keys()].sort((a, b) => Math.abs(edges[a].r) - Math.abs(edges[b].r));
  for (const k of order) group.append(lineOf(lines[k], edges[k].r, edges.length, document));
  return group;
}

function lineOf({ from, to }: Segment, r: number, channels: number, document: Document): SVGElement {
  const most = channels > FEW ? STROKE.many : STROKE.few;
  return svgElement(document, 'line', {
    class: r < 0 ? 'edge against' : 'edge',
    ...{ x1: from.x, y1: from.y, x2: to.x, y2: to.y },
    'stroke-width': round(STROKE.least + (most - STROKE.least) * Math.abs(r)),
    ...(r < 0 && { 'stroke-dasharray': '5 6' }),
  });
}

function leadsOf(
  { channels, edges }: TopologyPicture,
  points: Placed['points'],
  radius: number,
  document: Document,
): SVGElement {
  const group = svgElement(document, 'g', { class: 'leads' });
  const parents = new Map(edges.map(edge => [edge.lead, edge]));
  for (const [lead, { x, y }] of points.entries()) {
    const one = svgElement(document, 'g', { class: 'lead' });
    const fill = indexColour(lead / Math.max(1, channels - 1));
    const edge = parents.get(lead);
    const said =
      edge === undefined
        ? `lead ${lead}, coded first`
        : `lead ${lead}, r ${edge.r.toFixed(2)} with lead ${edge.parent}`;
    const circle = svgElement(document, 'circle', { cx: x, cy: y, r: radius, fill });
    one.append(svgElement(document, 'title', {}, said), circle);
    group.append(one);
  }
  return group;
}

function indexColour(share: number): string {
  const place = share * (INDEX_COLOURS.length - 1);
  const below = Math.min(INDEX_COLOURS.length - 2, Math.floor(place));
  const [from, to] = [INDEX_COLOURS[below], INDEX_COLOURS[below + 1]];
  return `rgb(${from.map((value, k) => Math.round(value + (place - below) * (to[k] - value))).join(',')})`;
}

/** The first lead and those that many hang on come first. */
function namesOf({ channels, edges, first }: TopologyPicture, points: Placed['points']): Name[] {
  const children = new Int32Array(channels);
  for (const { parent } of edges) children[parent]++;
  const rank = (lead: number) => (lead === first ? channels : children[lead]);
  return [...points.keys()]
    .sort((a, b) => rank(b) - rank(a) || a - b)
    .map(lead => ({
      ...points[lead],
      lines: [String(lead)],
      ...(channels > ALL_NAMED && { reach: REACH }),
    }));
}

function labelsOf(labels: readonly PlacedLabel[], document: Document): SVGElement {
  const group = svgElement(document, 'g', { class: 'labels', 'aria-hidden': 'true' });
  for (const { of, box, leader } of labels) {
    if (leader !== null) {
      const { from, to } = leader;
      group.append(
        svgElement(document, 'line', {
          class: 'leader',
          ...{ x1: round(from.x), y1: round(from.y), x2: round(to.x), y2: round(to.y) },
        }),
      );
    }
    const x = round((box.left + box.right) / 2);
    const y = round(box.bottom - 3);
    group.append(svgElement(document, 'text', { x, y, 'text-anchor': 'middle' }, of.lines[0]));
  }
  return group;
}

function legendOf({ channels, edges }: TopologyPicture, document: Document): SVGElement {
  const legend = svgElement(document, 'g', { class: 'legend', fill: 'var(--text)' });
  const text = (x: number, y: number, said: string, anchor = 'start') =>
    svgElement(document, 'text', { x, y, 'text-anchor': anchor }, said);
  const y = -LEGEND + 20;
  legend.append(text(12, y, 'in the file: 0'));
  const width = KEY.width / KEY.pieces;
  for (let k = 0; k < KEY.pieces; k++) {
    const fill = indexColour(k / (KEY.pieces - 1));
    legend.append(
      svgElement(document, 'rect', {
        x: KEY.left + k * width,
        y: y - KEY.height,
        width: width + 0.5,
        height: KEY.height,
        fill,
      }),
    );
  }
  legend.append(text(KEY.left + KEY.width + 6, y, String(channels - 1)));
  let x = 330;
  const sample = (r: number, said: string) => {
    legend.append(lineOf({ from: { x, y: y - 4 }, to: { x: x + 30, y: y - 4 } }, r, channels, document));
    legend.append(text(x + 37, y, said));
    x += 37 + 7 * said.length + 16;
  };
  for (const r of [0.1, 0.5, 0.9]) sample(r, `|r| ${r}`);
  if (edges.some(({ r }) => r < 0)) sample(-0.5, 'r below 0');
  const ring = svgElement(document, 'circle', { class: 'first', cx: x + 7, cy: y - 4, r: 6 });
  legend.append(ring, text(x + 20, y, 'coded first'));
  legend.append(
    text(
      12,
      y + 21,
      'Leads by distance: the shortest way in sums of -ln |r|, short ones kept best. Lines: the tree along which leads are coded.',
    ),
  );
  return legend;
}
