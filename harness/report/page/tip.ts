/** The figures of a mark, beside it. Who hears the page has them in the mark's name. */
import { element } from './element.js';

export interface Tip {
  readonly element: HTMLElement;
  readonly show: (mark: Element, title: string, lines: readonly string[]) => void;
  readonly hide: () => void;
}

const GAP = 12;
const RISE = 20;

/** @param canvas what it stands in, by whose corner it is placed */
export function makeTip(canvas: HTMLElement): Tip {
  const tip = element('div', { class: 'tip', 'aria-hidden': 'true', hidden: true });
  return {
    element: tip,
    hide: () => {
      tip.hidden = true;
    },
    show: (mark, title, lines) => {
      tip.replaceChildren(element('strong', {}, title), ...lines.map(line => element('div', {}, line)));
      tip.hidden = false;
      place(tip, mark.getBoundingClientRect(), canvas.getBoundingClientRect());
    },
  };
}

/** On the side where there is more room. */
function place(tip: HTMLElement, mark: DOMRect, box: DOMRect): void {
  const middle = mark.left - box.left + mark.width / 2;
  const goesLeft = middle > box.width / 2;
  tip.style.left = goesLeft ? 'auto' : `${middle + GAP}px`;
  tip.style.right = goesLeft ? `${box.width - middle + GAP}px` : 'auto';
  tip.style.top = `${Math.max(0, mark.top - box.top - RISE)}px`;
}
