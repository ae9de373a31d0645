/**
 * Ratio against speed, as SVG: one function for the page, which draws it anew on every filter and width, and for the
 * picture that `--svg` writes in Node, where a small DOM stands in for the browser's.
 *
 * By Observable Plot, since its charts are SVG elements: sharp on paper, in reach of a keyboard and a screen reader,
 * coloured by style sheet in light and dark, and drawn without a browser too. uPlot draws on a canvas, which has none
 * of that; Vega-Lite brings a larger runtime and wants Node 22.
 */
import { dot, line } from '@observablehq/plot';
import { frontOf, type Point } from '../front.js';
import type { Segment } from '../labels.js';
import type { Speed } from '../model.js';
import { namedChains } from '../named.js';
import type { ChainPoint, Place } from '../points.js';
import { clampTo, type Zoom } from '../zoom.js';
import { drawOnAxes, frameOf } from './axes.js';
import { dotLook, styleMark } from './looks.js';
import { addChainNames } from './names.js';
import { type DrawnPlot, placerOf, pointsOf, type Size } from './svg.js';

/**
 * @param shown points to draw, largest ratio first; their elements stand in the same order in a group of class `points`
 * @param zoom what part of the plane; points outside are marked at its edge
 */
export function drawTradeoff(
  shown: readonly ChainPoint[],
  zoom: Zoom,
  speed: Speed,
  size: Size,
  document: Document,
): DrawnPlot {
  const fronts = frontsOf(shown);
  const steps = fronts.map(front => stepsOf(front, zoom)).filter(({ places }) => places.length > 1);
  const frontMarks = steps.map(({ places, isOfPrograms }) =>
    line(places, {
      x: 'xrt',
      y: 'ratio',
      curve: 'step-before',
      className: 'front',
      stroke: '#5b6269',
      strokeWidth: 2,
      ...(isOfPrograms && { strokeDasharray: '4 3' }),
    }),
  );
  const clamped = shown.map(point => ({ ...clampTo(zoom, point), chain: point.chain }));
  const dots = dot(clamped, { x: 'xrt', y: 'ratio', ...dotLook(shown.length) });
  const svg = drawOnAxes([...frontMarks, dots], zoom, speed, size, document);
  const chains = shown.map(({ chain }) => chain);
  const named = namedChains(
    chains,
    fronts.flat().map(({ chain }) => chain),
  );
  const onFront = new Set(fronts.flat());
  for (const [index, element] of pointsOf(svg).entries()) {
    const point = shown[index];
    styleMark(element, point, zoom, !named.has(point.chain) && !onFront.has(point));
    element.setAttribute('data-xrt', String(point.xrt));
  }
  const place = placerOf(svg);
  addChainNames(svg, shown, named, {
    zoom,
    at: point => place(clampTo(zoom, point)),
    lines: steps.flatMap(({ places }) => segmentsOf(places.map(place))),
    frame: frameOf(size),
  });
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

/** What of a front is in sight: where it falls out below, the way down to the edge. */
function stepsOf(front: readonly ChainPoint[], zoom: Zoom): Steps {
  const isOfPrograms = front[0].chain.isolation === 'process';
  const below = front.findIndex(({ ratio }) => ratio < zoom.ratio[0]);
  const seen = (below < 0 ? front : front.slice(0, below)).map(point => clampTo(zoom, point));
  const last = seen.at(-1);
  const fall = below < 0 || last === undefined ? [] : [{ xrt: last.xrt, ratio: zoom.ratio[0] }];
  return { places: [...seen, ...fall], isOfPrograms };
}

interface Steps {
  readonly places: readonly Place[];
  readonly isOfPrograms: boolean;
}

function segmentsOf(points: readonly Point[]): Segment[] {
  return points.slice(1).flatMap((to, index) => {
    const from = points[index];
    const corner = { x: from.x, y: to.y };
    return [
      { from, to: corner },
      { from: corner, to },
    ];
  });
}
