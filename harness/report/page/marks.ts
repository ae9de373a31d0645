/**
 * The marks of a chart in reach of mouse and keyboard. They are one stop of the Tab key, at the mark that was last in
 * focus; arrow keys go on from there.
 */
import { POINT_CLASS, pointsOf } from './svg.js';
import type { Tip } from './tip.js';

/** What a mark stands for. */
export interface Marked {
  readonly chain: string;
}

export interface Picking<Chain> {
  readonly isPicked: (chain: Chain) => boolean;
  readonly toggle: (chain: Chain) => void;
}

export interface MarkOptions<Chain> {
  /** What is said of a chain beside its name. */
  readonly describe: (chain: Chain) => readonly string[];
  /** Where a mark picks its chain. */
  readonly picking?: Picking<Chain>;
}

interface Mark<Chain> {
  readonly element: SVGElement;
  readonly chain: Chain;
}

interface Marks<Chain> {
  /** Takes the place of the drawing before, and keeps the focus where it was. */
  readonly show: (svg: SVGSVGElement, chains: readonly Chain[]) => void;
}

export function makeMarks<Chain extends Marked>(
  canvas: HTMLElement,
  tip: Tip,
  { describe, picking }: MarkOptions<Chain>,
): Marks<Chain> {
  let marks: readonly Mark<Chain>[] = [];
  let current: Chain | undefined;
  const markAt = (target: EventTarget | null) => {
    const element = target instanceof Element ? target.closest(`.${POINT_CLASS}`) : null;
    return marks.find(mark => mark.element === element);
  };
  const showTip = (mark: Mark<Chain> | undefined) => {
    if (mark === undefined) tip.hide();
    else tip.show(mark.element, mark.chain.chain, describe(mark.chain));
  };
  const moveStop = (chain: Chain | undefined) => {
    current = chain;
    for (const mark of marks) mark.element.setAttribute('tabindex', mark.chain === chain ? '0' : '-1');
  };
  canvas.addEventListener('pointerover', event => showTip(markAt(event.target)));
  canvas.addEventListener('pointerleave', tip.hide);
  canvas.addEventListener('focusout', tip.hide);
  canvas.addEventListener('focusin', event => {
    const mark = markAt(event.target);
    showTip(mark);
    moveStop(mark?.chain ?? current);
  });
  canvas.addEventListener('click', event => {
    const mark = markAt(event.target);
    if (mark !== undefined) picking?.toggle(mark.chain);
  });
  canvas.addEventListener('keydown', event => {
    const mark = markAt(event.target);
    if (mark !== undefined && pressed(event.key, mark, marks, tip, picking)) event.preventDefault();
  });
  return {
    show: (svg, chains) => {
      const hadFocus = canvas.contains(document.activeElement);
      marks = marksOf(svg, chains);
      for (const mark of marks) nameMark(mark, describe(mark.chain), picking);
      moveStop(marks.find(({ chain }) => chain === current)?.chain ?? marks[0]?.chain);
      canvas.replaceChildren(svg);
      tip.hide();
      if (hadFocus) marks.find(({ chain }) => chain === current)?.element.focus({ preventScroll: true });
    },
  };
}

function marksOf<Chain>(svg: SVGSVGElement, chains: readonly Chain[]): Mark<Chain>[] {
  return pointsOf(svg).flatMap((element, index) => {
    const chain = chains[index];
    return chain !== undefined && element instanceof SVGElement ? [{ element, chain }] : [];
  });
}

function nameMark<Chain extends Marked>(
  { element, chain }: Mark<Chain>,
  description: readonly string[],
  picking?: Picking<Chain>,
): void {
  element.setAttribute('role', picking === undefined ? 'img' : 'button');
  element.setAttribute('aria-label', `${chain.chain}: ${description.join(', ')}`);
  if (picking !== undefined) element.setAttribute('aria-pressed', String(picking.isPicked(chain)));
}

/** Does what a key stands for on a mark; false if it stands for nothing there. */
function pressed<Chain>(
  key: string,
  mark: Mark<Chain>,
  marks: readonly Mark<Chain>[],
  tip: Tip,
  picking?: Picking<Chain>,
): boolean {
  if (key === 'Escape') tip.hide();
  else if (key === 'Enter' || key === ' ') picking?.toggle(mark.chain);
  else {
    const next = neighbour(marks, mark, key);
    next?.element.focus({ preventScroll: true });
    return next !== undefined;
  }
  return true;
}

/** The next mark by place: along x with left and right, along y with up and down. */
function neighbour<Chain>(
  marks: readonly Mark<Chain>[],
  from: Mark<Chain>,
  key: string,
): Mark<Chain> | undefined {
  const vertical = key === 'ArrowUp' || key === 'ArrowDown';
  const place = ({ element }: Mark<Chain>) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return vertical ? -(top + height / 2) : left + width / 2;
  };
  const places = new Map(marks.map(mark => [mark, place(mark)]));
  const sorted = marks.toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  const at = sorted.indexOf(from);
  const targets: Readonly<Record<string, number>> = {
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    Home: 0,
    End: sorted.length - 1,
  };
  return sorted[targets[key]];
}
