/** Names of marks, written into a plot. */
import { type Label, type PlacedLabel, placeLabels } from '../labels.js';
import type { ReportChain } from '../model.js';
import { MARGINS, type Place } from './axes.js';
import { type DrawnPlot, type Size, svgElement } from './svg.js';

interface ChainPlace extends Place {
  readonly chain: ReportChain;
}

/** A name farther from its mark than this has a thin line to it. */
const NEAR = 16;
/** Names may stand above the frame by this much. */
const RISE = 6;

/** Writes the names of some chains, given from left to right, off all marks that are shown. */
export function addNames(
  svg: DrawnPlot,
  shown: readonly Place[],
  named: readonly ChainPlace[],
  { width, height }: Size,
): void {
  const [x, y] = [svg.scale('x'), svg.scale('y')];
  if (x === undefined || y === undefined) return;
  const place = ({ xrt, ratio }: Place) => ({ x: x.apply(xrt), y: y.apply(ratio) });
  const texts = named.toReversed().map(point => ({ ...place(point), text: nameOf(point.chain) }));
  const frame = {
    left: MARGINS.marginLeft,
    right: width - 2,
    top: MARGINS.marginTop - RISE,
    bottom: height - MARGINS.marginBottom,
  };
  const document = svg.ownerDocument;
  const group = svgElement(document, 'g', { class: 'labels', 'aria-hidden': 'true' });
  for (const label of placeLabels(texts, shown.map(place), frame)) {
    if (Math.hypot(label.x - label.of.x, label.y - label.of.y) > NEAR) group.append(leader(document, label));
    group.append(nameElement(document, label));
  }
  svg.append(group);
}

function nameOf({ chain, aliases, isolation }: ReportChain): string {
  return `${aliases[0] ?? chain}${isolation === 'process' ? ' †' : ''}`;
}

function leader(document: Document, { x, y, of }: PlacedLabel): Element {
  const d = `M${x.toFixed(1)},${y.toFixed(1)}L${of.x.toFixed(1)},${of.y.toFixed(1)}`;
  return svgElement(document, 'path', { d, class: 'leader', stroke: '#5b6269', 'stroke-opacity': 0.5 });
}

function nameElement(document: Document, { x, y, anchor, text }: Label): Element {
  const at = { x: x.toFixed(1), y: y.toFixed(1), dy: '0.35em', 'text-anchor': anchor };
  return svgElement(document, 'text', at, text);
}
