/** A chart in a figure: drawn anew when its width changes, its points in reach of mouse and keyboard. */
import { fixed, figure as formatFigure } from '../format.js';
import type { ReportChain } from '../model.js';
import { element } from './element.js';
import { pointsOf } from './svg.js';
import { POINT_CLASS, type Size } from './tradeoff.js';

interface Drawing {
  readonly svg: SVGSVGElement;
  /** Chains of the elements in its group `points`, in their order; empty where none can be chosen. */
  readonly chains: readonly ReportChain[];
}

interface ChartOptions {
  readonly label: string;
  readonly draw: (size: Size) => Drawing;
  readonly caption: () => string;
  readonly isPicked: (chain: ReportChain) => boolean;
  readonly toggle: (chain: ReportChain) => void;
}

export interface Chart {
  readonly element: HTMLElement;
  readonly redraw: () => void;
}

const NARROWEST = 280;
const SHAPE = { least: 300, greatest: 460, perWidth: 0.68 };

export function makeChart({ label, draw, caption, isPicked, toggle }: ChartOptions): Chart {
  const canvas = element('div', { class: 'canvas' });
  const tip = element('div', { class: 'tip', 'aria-hidden': 'true', hidden: true });
  const text = element('figcaption');
  const figure = element('figure', {}, element('div', { class: 'stage' }, canvas, tip), text);
  let chains: readonly ReportChain[] = [];
  let current: ReportChain | undefined;
  let drawnWidth = 0;

  const pointOf = (target: EventTarget | null) => {
    const point = target instanceof Element ? target.closest(`.${POINT_CLASS}`) : null;
    const index = point === null ? -1 : pointsOf(canvas).indexOf(point);
    return point instanceof SVGElement && index >= 0 ? { point, chain: chains[index] } : undefined;
  };
  const redraw = () => {
    drawnWidth = Math.max(NARROWEST, Math.floor(figure.clientWidth));
    const height = Math.round(Math.min(SHAPE.greatest, Math.max(SHAPE.least, drawnWidth * SHAPE.perWidth)));
    const hadFocus = canvas.contains(document.activeElement);
    const drawing = draw({ width: drawnWidth, height });
    chains = drawing.chains;
    if (current === undefined || !chains.includes(current)) current = chains[0];
    prepare(drawing, label, isPicked, current);
    canvas.replaceChildren(drawing.svg);
    text.textContent = caption();
    if (hadFocus && current !== undefined) focusOn(canvas, chains, current);
    else tip.hidden = true;
  };
  const show = (target: EventTarget | null) => {
    const found = pointOf(target);
    if (found !== undefined) showTip(tip, found.point, found.chain, canvas);
    return found;
  };

  canvas.addEventListener('pointerover', event => {
    if (show(event.target) === undefined) tip.hidden = true;
  });
  canvas.addEventListener('pointerleave', () => {
    tip.hidden = true;
  });
  canvas.addEventListener('focusin', event => {
    current = show(event.target)?.chain ?? current;
    for (const [index, point] of pointsOf(canvas).entries()) {
      point.setAttribute('tabindex', chains[index] === current ? '0' : '-1');
    }
  });
  canvas.addEventListener('focusout', () => {
    tip.hidden = true;
  });
  canvas.addEventListener('click', event => {
    const found = pointOf(event.target);
    if (found !== undefined) toggle(found.chain);
  });
  canvas.addEventListener('keydown', event => {
    const found = pointOf(event.target);
    if (found === undefined) return;
    if (event.key === 'Escape') tip.hidden = true;
    else if (event.key === 'Enter' || event.key === ' ') toggle(found.chain);
    else {
      const next = neighbour(pointsOf(canvas), found.point, event.key);
      if (next === undefined) return;
      next.focus({ preventScroll: true });
    }
    event.preventDefault();
  });
  new ResizeObserver(() => {
    if (Math.floor(figure.clientWidth) !== drawnWidth && figure.clientWidth > 0) redraw();
  }).observe(figure);
  return { element: figure, redraw };
}

function focusOn(canvas: Element, chains: readonly ReportChain[], chain: ReportChain): void {
  const point = pointsOf(canvas)[chains.indexOf(chain)];
  if (point instanceof SVGElement) point.focus({ preventScroll: true });
}

/** Names for who hears the page; Plot's own names of axes and marks would be read number by number. */
function prepare(
  { svg, chains }: Drawing,
  label: string,
  isPicked: (chain: ReportChain) => boolean,
  current: ReportChain | undefined,
): void {
  svg.setAttribute('role', chains.length > 0 ? 'group' : 'img');
  svg.setAttribute('aria-label', label);
  for (const group of svg.querySelectorAll('g')) {
    group.removeAttribute('aria-label');
    if (!group.classList.contains('points')) group.setAttribute('aria-hidden', 'true');
  }
  for (const [index, point] of pointsOf(svg).entries()) {
    const chain = chains[index];
    if (chain === undefined) continue;
    point.setAttribute('role', 'button');
    point.setAttribute('aria-label', `${chain.chain}: ${describe(chain).join(', ')}`);
    point.setAttribute('aria-pressed', String(isPicked(chain)));
    point.setAttribute('tabindex', chain === current ? '0' : '-1');
  }
}

function describe(chain: ReportChain): string[] {
  return [
    `ratio ${fixed(chain.ratio, 3)}`,
    `${fixed(chain.bitsPerSample, 3)} bits a sample`,
    ...(chain.encodeXrt === null ? [] : [`encode ${formatFigure(chain.encodeXrt)} × real time`]),
    ...(chain.decodeXrt === null ? [] : [`decode ${formatFigure(chain.decodeXrt)} × real time`]),
    chain.family,
    ...(chain.isolation === 'process' ? ['starts a program for each call'] : []),
    ...(chain.onFront === true ? ['on the Pareto front'] : []),
    ...(chain.dominatedBy === '' ? [] : [`beaten at everything by ${chain.dominatedBy}`]),
  ];
}

function showTip(tip: HTMLElement, point: SVGElement, chain: ReportChain, canvas: HTMLElement): void {
  const names = chain.aliases.length > 0 ? [element('div', {}, chain.aliases.join(', '))] : [];
  const lines = describe(chain).map(line => element('div', {}, line));
  tip.replaceChildren(element('strong', {}, chain.chain), ...names, ...lines);
  tip.hidden = false;
  const box = canvas.getBoundingClientRect();
  const at = point.getBoundingClientRect();
  const left = at.left - box.left + at.width / 2;
  const goesLeft = left > box.width / 2;
  tip.style.left = goesLeft ? 'auto' : `${left + 12}px`;
  tip.style.right = goesLeft ? `${box.width - left + 12}px` : 'auto';
  tip.style.top = `${Math.max(0, at.top - box.top - 20)}px`;
}

/** The next point by place: along x with left and right, along y with up and down. */
function neighbour(points: readonly Element[], from: Element, key: string): SVGElement | undefined {
  const axis = key === 'ArrowUp' || key === 'ArrowDown' ? 'y' : 'x';
  const place = (point: Element) => {
    const { left, top, width, height } = point.getBoundingClientRect();
    return axis === 'x' ? left + width / 2 : -(top + height / 2);
  };
  const sorted = points.toSorted((a, b) => place(a) - place(b));
  const at = sorted.indexOf(from);
  const targets: Readonly<Record<string, number>> = {
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    Home: 0,
    End: sorted.length - 1,
  };
  const next = sorted[targets[key]];
  return next instanceof SVGElement ? next : undefined;
}
