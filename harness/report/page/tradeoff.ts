/**
 * Ratio against speed, as SVG: one function for the page, which draws it anew on every filter and width, and for the
 * picture that `--svg` writes in Node, where a small DOM stands in for the browser's.
 *
 * By Observable Plot, since its charts are SVG elements: sharp on paper, in reach of a keyboard and a screen reader,
 * coloured by style sheet in light and dark, and drawn without a browser too. uPlot draws on a canvas, which has none
 * of that; Vega-Lite brings a runtime several times as large and wants Node 22.
 */
import { axisX, dot, gridX, gridY, line, link, type PlotOptions } from '@observablehq/plot';
import { frontOf } from '../front.js';
import { placeLabels } from '../labels.js';
import type { ReportChain, Speed } from '../model.js';
import { familyClass, lookOf } from '../palette.js';
import { type DrawnPlot, drawSvg, GRID, pointsOf } from './svg.js';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A chain where it is drawn. */
export interface ChainPoint {
  readonly chain: ReportChain;
  readonly ratio: number;
  readonly xrt: number;
}

export const POINT_CLASS = 'point';

const MARGINS = { marginTop: 28, marginRight: 18, marginBottom: 42, marginLeft: 44 };

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
  { width, height }: Size,
  document: Document,
): DrawnPlot {
  const fronts = frontsOf(shown);
  const { scales, axis } = axes(all, speed);
  const svg = drawSvg({
    ...scales,
    ...MARGINS,
    document,
    width,
    height,
    marks: [
      ...axis,
      ...fronts.map(front =>
        line(front, { x: 'xrt', y: 'ratio', curve: 'step-before', className: 'front', stroke: '#5b6269' }),
      ),
      pointsMark(shown),
    ],
  });
  styleFronts(svg, fronts);
  stylePoints(svg, shown);
  addLabels(svg, shown, fronts.flat(), { width, height });
  return svg;
}

/** A chain in two runs. */
export interface Move {
  readonly from: ChainPoint;
  readonly to: ChainPoint;
}

/** Lines from where chains stood in one run to where they stand in another. */
export function drawMoves(
  moves: readonly Move[],
  speed: Speed,
  { width, height }: Size,
  document: Document,
): DrawnPlot {
  const ends = moves.map(({ to }) => to);
  const all = moves.flatMap(({ from, to }) => [from, to]);
  const { scales, axis } = axes(all, speed);
  const svg = drawSvg({
    ...scales,
    ...MARGINS,
    document,
    width,
    height,
    marks: [
      ...axis,
      link(moves, {
        x1: ({ from }) => from.xrt,
        y1: ({ from }) => from.ratio,
        x2: ({ to }) => to.xrt,
        y2: ({ to }) => to.ratio,
        strokeWidth: 1.5,
        className: 'moves',
        stroke: '#5b6269',
      }),
      pointsMark(ends),
    ],
  });
  stylePoints(svg, ends);
  return svg;
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

function axes(points: readonly ChainPoint[], speed: Speed) {
  const xrt = points.map(point => point.xrt);
  const ratio = points.map(point => point.ratio);
  const least = Math.min(...xrt) / 1.4;
  const greatest = Math.max(...xrt) * 1.4;
  const room = Math.max(0.05, (Math.max(...ratio) - Math.min(...ratio)) * 0.08);
  const ticks = logTicks(least, greatest);
  const scales: PlotOptions = {
    x: { type: 'log', domain: [least, greatest] },
    y: {
      domain: [Math.min(...ratio) - room, Math.max(...ratio) + 2.5 * room],
      label: '↑ compression ratio',
      ticks: 6,
    },
  };
  const label = `${speed} speed, times real time (xRT), one core →`;
  // an axis of its own: that of a logarithmic scale leaves out numbers of ticks as it likes
  const xAxis = axisX(ticks, { text: tickText, label, labelAnchor: 'right' });
  return { scales, axis: [gridX(ticks, GRID), gridY({ ...GRID, ticks: 6 }), xAxis] };
}

function tickText(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}

const TICK_FACTORS = [[1], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9]];

/** Powers of ten, and as many multiples of these as make three ticks. */
function logTicks(least: number, greatest: number): number[] {
  const first = Math.floor(Math.log10(least));
  const decades = Array.from({ length: Math.ceil(Math.log10(greatest)) - first + 1 }, (_, i) => first + i);
  const choices = TICK_FACTORS.map(factors =>
    decades
      .flatMap(exponent => factors.map(factor => factor * 10 ** exponent))
      .filter(tick => tick >= least && tick <= greatest),
  );
  return choices.find(ticks => ticks.length >= 3) ?? choices[choices.length - 1];
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

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

/** Names of the front's points, with a thin line to those that had to stand apart. */
function addLabels(
  svg: DrawnPlot,
  shown: readonly ChainPoint[],
  front: readonly ChainPoint[],
  { width, height }: Size,
): void {
  const [x, y] = [svg.scale('x'), svg.scale('y')];
  if (x === undefined || y === undefined) return;
  const place = ({ xrt, ratio }: ChainPoint) => ({ x: x.apply(xrt), y: y.apply(ratio) });
  const named = front.toReversed().map(point => ({ ...place(point), text: labelOf(point.chain) }));
  const frame = {
    left: MARGINS.marginLeft,
    right: width - 2,
    top: MARGINS.marginTop - 6,
    bottom: height - MARGINS.marginBottom,
  };
  const group = svg.ownerDocument.createElementNS(SVG_NAMESPACE, 'g');
  group.setAttribute('class', 'labels');
  group.setAttribute('aria-hidden', 'true');
  for (const label of placeLabels(named, shown.map(place), frame)) {
    if (Math.hypot(label.x - label.of.x, label.y - label.of.y) > 16)
      group.append(leader(svg, label, label.of));
    group.append(labelText(svg, label));
  }
  svg.append(group);
}

function labelOf({ chain, aliases, isolation }: ReportChain): string {
  return `${aliases[0] ?? chain}${isolation === 'process' ? ' †' : ''}`;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function leader(svg: DrawnPlot, from: Place, to: Place): Element {
  const path = svg.ownerDocument.createElementNS(SVG_NAMESPACE, 'path');
  path.setAttribute('d', `M${from.x},${from.y}L${to.x},${to.y}`);
  path.setAttribute('class', 'leader');
  path.setAttribute('stroke', '#5b6269');
  path.setAttribute('stroke-opacity', '0.5');
  return path;
}

function labelText(
  svg: DrawnPlot,
  label: Place & { readonly anchor: string; readonly text: string },
): Element {
  const text = svg.ownerDocument.createElementNS(SVG_NAMESPACE, 'text');
  text.setAttribute('x', label.x.toFixed(1));
  text.setAttribute('y', label.y.toFixed(1));
  text.setAttribute('dy', '0.35em');
  text.setAttribute('text-anchor', label.anchor);
  text.textContent = label.text;
  return text;
}
