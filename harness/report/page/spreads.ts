/** The chart of ratios over recordings. */
import { barX, dot, gridX, text, tickX } from '@observablehq/plot';
import { quantile } from '../../stats/quantile.js';
import { familyClass, lookOf } from '../palette.js';
import { aboveText, belowText, ratiosOf, type Spread, spreadAxis } from '../spread.js';
import { type DrawnPlot, drawSvg, GRID, POINT_CLASS, pointsOf, type Size } from './svg.js';

const ROW_HEIGHT = 46;
const MARGIN = { usual: 14, ofOutside: 74 };
/** Of the axis, so that marks at its ends are whole. */
const ROOM = 0.03;

/** A row a chain: a tick a recording, a band over the middle half, a heavy tick at the median, a mark at the ratio of all. */
export function drawSpreads(spreads: readonly Spread[], { width }: Size, document: Document): DrawnPlot {
  const [least, greatest] = spreadAxis(spreads);
  const rows = spreads.map(spread => rowOf(spread, least, greatest));
  const ticks = rows.flatMap(({ row, inside }) => inside.map(tick => ({ ...tick, row })));
  const room = Math.max(0.02, ROOM * (greatest - least));
  const svg = drawSvg({
    document,
    width,
    height: 52 + rows.length * ROW_HEIGHT,
    marginLeft: rows.some(({ below }) => below !== '') ? MARGIN.ofOutside : MARGIN.usual,
    marginRight: rows.some(({ above }) => above !== '') ? MARGIN.ofOutside : MARGIN.usual,
    x: {
      domain: [least - room, greatest + room],
      label: 'compression ratio of a recording →',
      labelAnchor: 'right',
    },
    y: {
      type: 'band',
      domain: rows.map(({ row }) => row),
      axis: null,
      paddingInner: 0.55,
      paddingOuter: 0.4,
    },
    marks: [
      gridX(GRID),
      text(rows, { y: 'row', text: 'row', frameAnchor: 'left', dy: -18 }),
      barX(rows, { x1: 'quarter', x2: 'threeQuarters', y: 'row', className: 'halves', fillOpacity: 0.15 }),
      tickX(ticks, {
        x: 'ratio',
        y: 'row',
        className: 'recordings',
        stroke: '#0062a3',
        strokeOpacity: opacityFor(ticks.length / rows.length),
        title: ({ recording, ratio }) => `${recording}: ${ratio.toFixed(3)}`,
      }),
      tickX(rows, { x: 'median', y: 'row', className: 'medians', stroke: '#1d2125', strokeWidth: 3 }),
      dot(rows, {
        x: 'whole',
        y: 'row',
        className: 'points',
        symbol: ({ family }: Row) => lookOf(family).symbol,
        r: 5,
        fill: ({ family }: Row) => lookOf(family).light,
      }),
      outside(rows, 'below', 'left'),
      outside(rows, 'above', 'right'),
    ],
  });
  for (const [index, point] of pointsOf(svg).entries()) {
    point.setAttribute('class', `${POINT_CLASS} ${familyClass(rows[index].family)}`);
  }
  for (const [index, tick] of [...svg.querySelectorAll('.recordings > *')].entries()) {
    tick.setAttribute('data-chain', ticks[index].row);
    tick.setAttribute('data-ratio', String(ticks[index].ratio));
  }
  return svg;
}

type Row = ReturnType<typeof rowOf>;

function rowOf(spread: Spread, least: number, greatest: number) {
  const { chain, family, ratio: whole } = spread.chain;
  const [quarter, median, threeQuarters] = [0.25, 0.5, 0.75].map(share => quantile(ratiosOf(spread), share));
  return {
    row: chain,
    family,
    whole,
    quarter,
    median,
    threeQuarters,
    inside: spread.ratios.filter(({ ratio }) => ratio >= least && ratio <= greatest),
    below: belowText(spread, least),
    above: aboveText(spread, greatest),
  };
}

/** What lies off the axis, in figures beside it. */
function outside(rows: readonly Row[], which: 'below' | 'above', side: 'left' | 'right') {
  const away = side === 'left' ? -1 : 1;
  return text(
    rows.filter(row => row[which] !== ''),
    {
      y: 'row',
      text: row => (side === 'left' ? `◂ ${row[which]}` : `${row[which]} ▸`),
      frameAnchor: side,
      textAnchor: side === 'left' ? 'end' : 'start',
      dx: away * 4,
      className: `outside ${which}`,
    },
  );
}

/** Of many ticks, so that one over another shows. */
function opacityFor(ticks: number): number {
  return Math.max(0.25, Math.min(0.9, 2.7 / Math.sqrt(ticks + 1)));
}
