/**
 * Ratio against speed, as SVG: one function for the page, which draws it anew on every filter and width, and for the
 * picture that `--svg` writes in Node, where a small DOM stands in for the browser's.
 *
 * By Observable Plot, since its charts are SVG elements: sharp on paper, in reach of a keyboard and a screen reader,
 * coloured by style sheet in light and dark, and drawn without a browser too. uPlot draws on a canvas, which has none
 * of that; Vega-Lite brings a larger runtime and wants Node 22.
 */
import { dot, line, link, type Markish } from '@observablehq/plot';
import { frontOf } from '../front.js';
import type { ReportChain, Speed } from '../model.js';
import { familyClass, lookOf } from '../palette.js';
import { axes, MARGINS, type Place } from './axes.js';
import { addNames } from './names.js';
import { type DrawnPlot, drawSvg, POINT_CLASS, pointsOf, type Size } from './svg.js';

/** A chain where it is drawn. */
export interface ChainPoint extends Place {
  readonly chain: ReportChain;
}

/** Those that can be drawn: measured without a failure, and timed. */
export function chainPoints(chains: readonly ReportChain[], speed: Speed): ChainPoint[] {
  return chains.flatMap(chain => {
    const xrt = speed === 'encode' ? chain.encodeXrt : chain.decodeXrt;
    return chain.failed > 0 || chain.ratio === null || xrt === null
      ? []
      : [{ chain, ratio: chain.ratio, xrt }];
  });
}

/**
 * @param shown points to draw; their elements stand in the same order in a group of class `points`
 * @param all points that the axes make room for, so that they stay while points come and go
 */
export function drawTradeoff(
  shown: readonly ChainPoint[],
  all: readonly ChainPoint[],
  speed: Speed,
  size: Size,
  document: Document,
): DrawnPlot {
  const fronts = frontsOf(shown);
  const steps = fronts.map(front =>
    line(front, { x: 'xrt', y: 'ratio', curve: 'step-before', className: 'front', stroke: '#5b6269' }),
  );
  const svg = drawOnAxes([...steps, pointsMark(shown)], axes(all, speed), size, document);
  styleFronts(svg, fronts);
  stylePoints(svg, shown);
  addNames(svg, shown, shown.length <= FEW ? byRisingXrt(shown) : fronts.flat(), size);
  return svg;
}

/** So many that each finds room for its name. */
const FEW = 16;

function byRisingXrt(points: readonly ChainPoint[]): ChainPoint[] {
  return points.toSorted((a, b) => a.xrt - b.xrt);
}

/** A chain in two runs. */
export interface Move {
  readonly from: ChainPoint;
  readonly to: ChainPoint;
}

/** Lines from where chains stood in one run to where they stand in another. */
export function drawMoves(moves: readonly Move[], speed: Speed, size: Size, document: Document): DrawnPlot {
  const ends = moves.map(({ to }) => to);
  const all = moves.flatMap(({ from, to }) => [from, to]);
  const ways = link(moves, {
    x1: ({ from }) => from.xrt,
    y1: ({ from }) => from.ratio,
    x2: ({ to }) => to.xrt,
    y2: ({ to }) => to.ratio,
    strokeWidth: 1.5,
    className: 'moves',
    stroke: '#5b6269',
  });
  const svg = drawOnAxes([ways, pointsMark(ends)], axes(all, speed), size, document);
  stylePoints(svg, ends);
  return svg;
}

function drawOnAxes(
  marks: readonly Markish[],
  { scales, axis }: ReturnType<typeof axes>,
  size: Size,
  document: Document,
): DrawnPlot {
  return drawSvg({ ...scales, ...MARGINS, ...size, document, marks: [...axis, ...marks] });
}

/** Chains that start programs have a front of their own, since their times include its start. */
function frontsOf(points: readonly ChainPoint[]): ChainPoint[][] {
  return (['in-process', 'process'] as const)
    .map(isolation => points.filter(({ chain }) => chain.isolation === isolation && chain.onFront !== null))
    .map(rivals =>
      frontOf(rivals.map(point => ({ x: point.xrt, y: point.ratio, point }))).map(({ point }) => point),
    )
    .filter(front => front.length > 0);
}

const RADIUS = { few: 5.5, many: 4 };
const MANY = 100;

function pointsMark(points: readonly ChainPoint[]) {
  return dot(points, {
    x: 'xrt',
    y: 'ratio',
    className: 'points',
    symbol: ({ chain }: ChainPoint) => lookOf(chain.family).symbol,
    r: points.length < MANY ? RADIUS.few : RADIUS.many,
    fill: ({ chain }: ChainPoint) => lookOf(chain.family).light,
  });
}

function styleFronts(svg: DrawnPlot, fronts: readonly ChainPoint[][]): void {
  for (const [index, group] of [...svg.querySelectorAll('.front')].entries()) {
    if (fronts[index][0].chain.isolation === 'process') group.setAttribute('stroke-dasharray', '4 3');
  }
}

/** Classes for the style sheet, beside colours for what reads none. */
function stylePoints(svg: DrawnPlot, points: readonly ChainPoint[]): void {
  for (const [index, element] of pointsOf(svg).entries()) {
    const { chain, ratio, xrt } = points[index];
    const program = chain.isolation === 'process';
    element.setAttribute('class', `${POINT_CLASS} ${familyClass(chain.family)}${program ? ' program' : ''}`);
    element.setAttribute('data-chain', chain.chain);
    element.setAttribute('data-ratio', String(ratio));
    element.setAttribute('data-xrt', String(xrt));
    if (!program) continue;
    element.setAttribute('stroke', lookOf(chain.family).light);
    element.setAttribute('fill', 'none');
  }
}
