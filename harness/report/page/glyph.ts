/** The mark of a family or a curve, small, for legends and tables. */
import { dot, plot } from '@observablehq/plot';
import type { Look } from '../palette.js';
import { svgElement } from './svg.js';

const SIDE = 14;

export function drawGlyph({ symbol, light }: Look, document: Document): SVGElement {
  const drawing = plot({
    document,
    width: SIDE,
    height: SIDE,
    margin: 0,
    marks: [dot([0], { frameAnchor: 'middle', symbol, r: 4.6, fill: light })],
  });
  const svg = svgElement(document, 'svg', { width: SIDE, height: SIDE, 'aria-hidden': 'true' });
  const mark = drawing.querySelector('path, circle');
  if (mark !== null) {
    mark.setAttribute('class', 'point');
    mark.setAttribute('transform', `translate(${SIDE / 2},${SIDE / 2})`);
    // a lone circle is drawn as an element of its own, with its place as its centre
    mark.removeAttribute('cx');
    mark.removeAttribute('cy');
    mark.setAttribute('fill', light);
    svg.append(mark);
  }
  return svg;
}
