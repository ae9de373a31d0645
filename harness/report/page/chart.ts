/** A chart in a figure, drawn anew when its width changes. */
import { element, folded } from './element.js';
import { type Marked, type MarkOptions, makeMarks } from './marks.js';
import type { Size } from './svg.js';
import { makeTip } from './tip.js';

interface Drawing<Chain> {
  readonly svg: SVGSVGElement;
  /** What the elements in its group `points` stand for, in their order; empty where none can be gone to. */
  readonly chains: readonly Chain[];
}

interface Caption {
  readonly text: string;
  /** The points again, in words. */
  readonly words?: string;
}

interface ChartOptions<Chain> extends MarkOptions<Chain> {
  readonly label: string;
  readonly draw: (size: Size) => Drawing<Chain>;
  readonly caption: () => Caption;
}

export interface Chart {
  readonly element: HTMLElement;
  readonly redraw: () => void;
}

const NARROWEST = 280;
const HEIGHT = { least: 380, greatest: 480, perWidth: 0.7 };

export function makeChart<Chain extends Marked>({
  label,
  draw,
  caption,
  ...options
}: ChartOptions<Chain>): Chart {
  const canvas = element('div', { class: 'canvas' });
  const tip = makeTip(canvas);
  const marks = makeMarks(canvas, tip, options);
  const text = element('p', { class: 'note' });
  const words = element('p', { class: 'note' });
  const fold = folded('In words', words);
  const figure = element(
    'figure',
    {},
    element('div', { class: 'stage' }, canvas, tip.element),
    element('figcaption', {}, text, fold),
  );
  let drawnWidth = 0;
  const redraw = () => {
    drawnWidth = Math.floor(figure.clientWidth);
    const { svg, chains } = draw(sizeFor(drawnWidth));
    name(svg, label, chains.length > 0);
    marks.show(svg, chains);
    const said = caption();
    text.textContent = said.text;
    words.textContent = said.words ?? '';
    fold.hidden = said.words === undefined;
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
