/** Names of marks, written into a plot. */
import type { Point } from '../front.js';
import { type Box, LINE_HEIGHT, type Name, type PlacedLabel, placeLabels, type Segment } from '../labels.js';
import type { ReportChain } from '../model.js';
import type { NamedChain } from '../named.js';
import { PAGE_COLOURS } from '../palette.js';
import type { ChainPoint } from '../points.js';
import { breakName } from '../text-width.js';
import { isWithin, type Zoom } from '../zoom.js';
import { type DrawnPlot, svgElement } from './svg.js';

/** Characters of a line, so that a long name does not take the width of the plot. */
const LINE = { narrow: 18, wide: 26 };
const NARROW = 480;
/** How far from its mark a name may stand that is not one of those that matter most. */
const SHORT = 80;

export interface WrittenName extends Point {
  readonly text: string;
  /** In a line of its own. */
  readonly figures?: string;
  /** Class of its text, for the style sheet. */
  readonly as: string;
  readonly isBold?: boolean;
  readonly reach?: number;
  /** For what reads no style sheet. */
  readonly colour?: string;
}

export interface Surroundings {
  /** Lines that names had better not cross, in pixels. */
  readonly lines: readonly Segment[];
  readonly frame: Box;
}

/** How a chart places its chains. */
interface Placing extends Surroundings {
  readonly zoom: Zoom;
  /** Pixels of a chain's mark. */
  readonly at: (point: ChainPoint) => Point;
}

/**
 * Names chains beside their marks, off all marks; with its figures one that lies outside of the frame.
 * @param shown all marks that are there
 * @param named those to name, the most important first
 */
export function addChainNames(
  svg: DrawnPlot,
  shown: readonly ChainPoint[],
  named: ReadonlyMap<ReportChain, NamedChain>,
  { zoom, at, ...surroundings }: Placing,
): void {
  const pointOf = new Map(shown.map(point => [point.chain, point]));
  const names = [...named.values()].flatMap(({ chain, name, as }) => {
    const point = pointOf.get(chain);
    if (point === undefined) return [];
    const figures = isWithin(zoom, point) ? {} : { figures: figuresOf(point, zoom) };
    const colour = as === 'yours' ? { colour: PAGE_COLOURS.light.yours } : {};
    const isBold = as === 'yours' || as === 'headline';
    const reach = as === 'front' ? { reach: SHORT } : {};
    return [{ ...at(point), text: name, as, isBold, ...figures, ...colour, ...reach }];
  });
  addNames(svg, names, shown.map(at), surroundings);
}

function figuresOf({ ratio, xrt }: ChainPoint, zoom: Zoom): string {
  const speed =
    xrt > zoom.xrt[1] || xrt < zoom.xrt[0] ? ` at ${Math.round(xrt).toLocaleString('en-US')}` : '';
  return `${ratio.toFixed(2)}${speed}`;
}

/**
 * Writes names beside points, off all marks.
 * @param names the most important first
 * @param points of all marks that are shown, in pixels
 */
export function addNames(
  svg: DrawnPlot,
  names: readonly WrittenName[],
  points: readonly Point[],
  { lines, frame }: Surroundings,
): void {
  const most = frame.right - frame.left < NARROW ? LINE.narrow : LINE.wide;
  const broken = names.map(name => ({
    ...name,
    lines: [...breakName(name.text, most), ...(name.figures === undefined ? [] : [name.figures])],
  }));
  const document = svg.ownerDocument;
  const group = svgElement(document, 'g', { class: 'labels', 'aria-hidden': 'true' });
  for (const label of placeLabels(broken, { points, lines, frame })) {
    if (label.leader !== null) group.append(leaderElement(document, label.leader));
    group.append(nameElement(document, label));
  }
  svg.append(group);
}

function leaderElement(document: Document, { from, to }: Segment): Element {
  const d = `M${from.x.toFixed(1)},${from.y.toFixed(1)}L${to.x.toFixed(1)},${to.y.toFixed(1)}`;
  return svgElement(document, 'path', { d, class: 'leader', stroke: '#5b6269', 'stroke-opacity': 0.6 });
}

function nameElement(document: Document, { of, box }: PlacedLabel<Name & WrittenName>): Element {
  const anchor = of.x <= box.left ? 'start' : of.x >= box.right ? 'end' : 'middle';
  const x = anchor === 'start' ? box.left : anchor === 'end' ? box.right : (box.left + box.right) / 2;
  const text = svgElement(document, 'text', {
    class: of.as,
    'text-anchor': anchor,
    ...(of.isBold && { 'font-weight': 600 }),
    ...(of.colour !== undefined && { fill: of.colour }),
  });
  for (const [index, line] of of.lines.entries()) {
    const y = (box.top + (index + 0.5) * LINE_HEIGHT).toFixed(1);
    text.append(svgElement(document, 'tspan', { x: x.toFixed(1), y, dy: '0.35em' }, line));
  }
  return text;
}
