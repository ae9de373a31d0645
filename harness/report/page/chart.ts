/** A chart in a figure, drawn anew when its width changes. */
import type { ReportChain } from '../model.js';
import { element } from './element.js';
import { type MarkOptions, makeMarks } from './marks.js';
import type { Size } from './svg.js';
import { makeTip } from './tip.js';

interface Drawing {
  readonly svg: SVGSVGElement;
  /** Chains of the elements in its group `points`, in their order; empty where none can be gone to. */
  readonly chains: readonly ReportChain[];
}

interface ChartOptions extends MarkOptions {
  readonly label: string;
  readonly draw: (size: Size) => Drawing;
  readonly caption: () => string;
}

export interface Chart {
  readonly element: HTMLElement;
  readonly redraw: () => void;
}

const NARROWEST = 280;
const HEIGHT = { least: 300, greatest: 460, perWidth: 0.68 };

export function makeChart({ label, draw, caption, ...options }: ChartOptions): Chart {
  const canvas = element('div', { class: 'canvas' });
  const tip = makeTip(canvas);
  const marks = makeMarks(canvas, tip, options);
  const text = element('figcaption');
  const figure = element('figure', {}, element('div', { class: 'stage' }, canvas, tip.element), text);
  let drawnWidth = 0;
  const redraw = () => {
    drawnWidth = Math.floor(figure.clientWidth);
    const { svg, chains } = draw(sizeFor(drawnWidth));
    name(svg, label, chains.length > 0);
    marks.show(svg, chains);
    text.textContent = caption();
  };
  new ResizeObserver(() => {
    if (figure.clientWidth > 0 && Math.floor(figure.clientWidth) !== drawnWidth) redraw();
  }).observe(figure);
  return { element: figure, redraw };
}

function sizeFor(figureWidth: number): Size {
  const width = Math.max(NARROWEST, figureWidth);
  return {
    width,
    height: Math.round(Math.min(HEIGHT.greatest, Math.max(HEIGHT.least, width * HEIGHT.perWidth))),
  };
}

/** Names for who hears the page; Plot's own names of axes and marks would be read number by number. */
function name(svg: SVGSVGElement, label: string, hasMarks: boolean): void {
  svg.setAttribute('role', hasMarks ? 'group' : 'img');
  svg.setAttribute('aria-label', label);
  for (const group of svg.querySelectorAll('g')) {
    group.removeAttribute('aria-label');
    if (!group.classList.contains('points')) group.setAttribute('aria-hidden', 'true');
  }
}
