/** Plot as this project uses it: in the page's type, drawing SVG alone. */
import { type Plot, type PlotOptions, plot } from '@observablehq/plot';
import type { Point } from '../front.js';
import type { Place } from '../points.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Class of a chain's mark. */
export const POINT_CLASS = 'point';

export type DrawnPlot = SVGSVGElement & Plot;

/** With neither a legend nor a caption Plot returns the drawing itself, which its type does not say. */
export function drawSvg(options: PlotOptions): DrawnPlot {
  const style = { fontFamily: 'system-ui, sans-serif', fontSize: '11px' };
  return plot({ style, marginBottom: 42, ...options }) as DrawnPlot;
}

/** Lines behind the marks. */
export const GRID = { stroke: '#5b6269', strokeOpacity: 0.2 };

/** The marks of the group that a chart's chains stand in, in their order. */
export function pointsOf(drawing: Element): Element[] {
  return [...drawing.querySelectorAll('.points > *')];
}

/** Where a drawing has what is at a ratio and a speed, in pixels. */
export function placerOf(svg: DrawnPlot): (place: Place) => Point {
  const [x, y] = [svg.scale('x'), svg.scale('y')];
  if (x === undefined || y === undefined) throw new Error('a plot without scales');
  return ({ xrt, ratio }) => ({ x: x.apply(xrt), y: y.apply(ratio) });
}

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

/** An element of SVG with its attributes and, if it has one, its text. */
export function svgElement(
  document: Document,
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  text?: string,
): SVGElement {
  const made = document.createElementNS(SVG_NAMESPACE, tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}
