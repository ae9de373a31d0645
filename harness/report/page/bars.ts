/** Bars of bits a sample, as a list that reads without them. */
import { element } from './element.js';

/** Of a sample that is not encoded. */
export const RAW_BITS = 16;

export interface Bar {
  readonly name: string;
  readonly bits: number;
  /** Of the bar that it is a step from; equal to its bits where it is none. */
  readonly before: number;
  readonly text: string;
  /** Whether it is the one that the others stand beside. */
  readonly isMarked?: boolean;
  /** Whether it is a share of the bar above it. */
  readonly isPart?: boolean;
}

export function barList(bars: readonly Bar[]): HTMLElement {
  const most = Math.max(...bars.map(({ bits, before }) => Math.max(bits, before)));
  return element('ol', {}, ...bars.map(bar => barItem(bar, most)));
}

function barItem({ name, bits, before, text, isMarked, isPart }: Bar, most: number): HTMLElement {
  const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
  const kept = element('span', { class: 'kept' });
  const gone = element('span', { class: bits <= before ? 'gone' : 'grown' });
  kept.style.width = `${(100 * Math.min(bits, before)) / most}%`;
  gone.style.width = `${(100 * Math.abs(before - bits)) / most}%`;
  bar.append(kept, ...(bits === before ? [] : [gone]));
  const kind = isMarked ? 'marked' : isPart ? 'part' : '';
  return element(
    'li',
    { 'data-bits': bits, class: kind },
    element('span', { class: 'name' }, name),
    bar,
    element('span', { class: 'bits' }, text),
  );
}
