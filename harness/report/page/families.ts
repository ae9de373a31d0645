/** Ratios by family: what there is to see of a run without speeds. */
import { dot, gridX } from '@observablehq/plot';
import { namedChains } from '../named.js';
import type { ChainPoint } from '../points.js';
import { clampTo, type Zoom } from '../zoom.js';
import { dotLook, styleMark } from './looks.js';
import { addChainNames } from './names.js';
import { type DrawnPlot, drawSvg, GRID, pointsOf, type Size } from './svg.js';

const ROW_HEIGHT = 58;
const MARGINS = { marginTop: 28, marginRight: 18, marginBottom: 42, marginLeft: 92 };
/** Names may stand above the frame. */
const RISE = 8;

/**
 * A mark a chain, in a row for its family.
 * @param shown chains without a speed, largest ratio first; their elements stand in this order in a group of class `points`
 * @param families all of the run's, so that rows stay while chains come and go
 */
export function drawFamilies(
  shown: readonly ChainPoint[],
  families: readonly string[],
  zoom: Zoom,
  { width }: Size,
  document: Document,
): DrawnPlot {
  const height = 80 + families.length * ROW_HEIGHT;
  const svg = drawSvg({
    document,
    width,
    height,
    ...MARGINS,
    x: { domain: [...zoom.ratio], label: 'compression ratio →', labelAnchor: 'right' },
    y: { type: 'band', domain: families, label: null, tickSize: 0 },
    marks: [
      gridX(GRID),
      dot(
        shown.map(point => ({ ...clampTo(zoom, point), chain: point.chain })),
        { x: 'ratio', y: ({ chain }: ChainPoint) => chain.family, ...dotLook(shown.length) },
      ),
    ],
  });
  const named = namedChains(
    shown.map(({ chain }) => chain),
    [],
  );
  for (const [index, element] of pointsOf(svg).entries()) {
    styleMark(element, shown[index], zoom, !named.has(shown[index].chain));
  }
  const [x, y] = [svg.scale('x'), svg.scale('y')];
  addChainNames(svg, shown, named, {
    zoom,
    lines: [],
    frame: { left: MARGINS.marginLeft, right: width, top: RISE, bottom: height - MARGINS.marginBottom },
    at: point => ({
      x: x?.apply(clampTo(zoom, point).ratio),
      y: y?.apply(point.chain.family) + (y?.bandwidth ?? 0) / 2,
    }),
  });
  return svg;
}
