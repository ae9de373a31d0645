/** Charts of sizes alone: ratios by family, and their spread over recordings. */
import { dot, gridX, text, tickX } from '@observablehq/plot';
import type { ReportChain } from '../model.js';
import { familyClass, lookOf } from '../palette.js';
import { quantile } from '../quantile.js';
import { type DrawnPlot, drawSvg, GRID, POINT_CLASS, pointsOf, type Size } from './svg.js';

/** A chain and its ratio on each recording that it got through. */
export interface Spread {
  readonly chain: ReportChain;
  readonly ratios: readonly number[];
}

const ROW_HEIGHT = 46;

/** A dot a chain by family: what there is to see of a run without speeds. */
export function drawFamilies(
  shown: readonly ReportChain[],
  all: readonly ReportChain[],
  { width }: Size,
  document: Document,
): DrawnPlot {
  const families = [...new Set(all.map(({ family }) => family))].sort();
  const svg = drawSvg({
    document,
    width,
    height: 60 + families.length * ROW_HEIGHT,
    marginLeft: 12,
    marginRight: 16,
    x: {
      domain: paddedDomain(all.flatMap(({ ratio }) => ratio ?? [])),
      label: 'compression ratio →',
      labelAnchor: 'right',
    },
    y: { type: 'band', domain: families, axis: null },
    marks: [
      gridX(GRID),
      text(families, { y: family => family, text: family => family, frameAnchor: 'left', dy: -14 }),
      dot(shown, {
        x: 'ratio',
        y: 'family',
        dy: 4,
        className: 'points',
        symbol: ({ family }: ReportChain) => lookOf(family).symbol,
        r: 5,
        fill: ({ family }: ReportChain) => lookOf(family).light,
      }),
    ],
  });
  for (const [index, point] of pointsOf(svg).entries()) {
    const { chain, family, ratio } = shown[index];
    point.setAttribute('class', `${POINT_CLASS} ${familyClass(family)}`);
    point.setAttribute('data-chain', chain);
    point.setAttribute('data-ratio', String(ratio));
  }
  return svg;
}

/** A row a chain: a tick a recording, a heavy one at the median, a mark at the ratio of all. */
export function drawSpreads(spreads: readonly Spread[], { width }: Size, document: Document): DrawnPlot {
  const rows = spreads.map(({ chain }) => chain.chain);
  const ticks = spreads.flatMap(({ chain, ratios }) => ratios.map(ratio => ({ row: chain.chain, ratio })));
  const medians = spreads.map(({ chain, ratios }) => ({ row: chain.chain, ratio: quantile(ratios, 0.5) }));
  const whole = spreads.map(({ chain }) => chain);
  const opacity = Math.max(0.25, Math.min(0.9, 8 / Math.sqrt(ticks.length / rows.length + 1) / 3));
  const svg = drawSvg({
    document,
    width,
    height: 52 + rows.length * ROW_HEIGHT,
    marginLeft: 12,
    marginRight: 16,
    x: {
      domain: paddedDomain(ticks.map(({ ratio }) => ratio)),
      label: 'compression ratio of a recording →',
      labelAnchor: 'right',
    },
    y: { type: 'band', domain: rows, axis: null, paddingInner: 0.55, paddingOuter: 0.4 },
    marks: [
      gridX(GRID),
      text(rows, { y: row => row, text: row => row, frameAnchor: 'left', dy: -18 }),
      tickX(ticks, {
        x: 'ratio',
        y: 'row',
        className: 'recordings',
        stroke: '#0062a3',
        strokeOpacity: opacity,
      }),
      tickX(medians, { x: 'ratio', y: 'row', className: 'medians', stroke: '#1d2125', strokeWidth: 3 }),
      dot(whole, {
        x: 'ratio',
        y: 'chain',
        className: 'points',
        symbol: ({ family }: ReportChain) => lookOf(family).symbol,
        r: 5,
        fill: ({ family }: ReportChain) => lookOf(family).light,
      }),
    ],
  });
  for (const [index, point] of pointsOf(svg).entries()) {
    point.setAttribute('class', `${POINT_CLASS} ${familyClass(whole[index].family)}`);
  }
  for (const [index, tick] of [...svg.querySelectorAll('.recordings > *')].entries()) {
    tick.setAttribute('data-chain', ticks[index].row);
    tick.setAttribute('data-ratio', String(ticks[index].ratio));
  }
  return svg;
}

function paddedDomain(values: readonly number[]): [number, number] {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(0.02, (greatest - least) * 0.04);
  return [least - room, greatest + room];
}
