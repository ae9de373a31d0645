/** Axes of ratio and of a speed, with the lines behind the marks. */
import { axisX, gridX, gridY, type Markish } from '@observablehq/plot';
import type { Box } from '../labels.js';
import type { Speed } from '../model.js';
import type { Zoom } from '../zoom.js';
import { type DrawnPlot, drawSvg, GRID, type Size } from './svg.js';

/** Of an axis and of what stands above it. */
const MARGINS = { marginTop: 28, marginRight: 18, marginBottom: 42, marginLeft: 44 };

/** Names may stand above the frame by this much. */
const RISE = 6;

/** What names stay within. */
export function frameOf({ width, height }: Size): Box {
  const { marginLeft, marginTop, marginBottom } = MARGINS;
  return { left: marginLeft, right: width - 2, top: marginTop - RISE, bottom: height - marginBottom };
}

/** Marks on a part of the plane, speed to the right by its logarithm. */
export function drawOnAxes(
  marks: readonly Markish[],
  { xrt, ratio }: Zoom,
  speed: Speed,
  size: Size,
  document: Document,
): DrawnPlot {
  const ticks = logTicks(...xrt);
  const label = `${speed} speed, times real time (xRT), one core →`;
  // an axis of its own: that of a logarithmic scale leaves out numbers of ticks as it likes
  const xAxis = axisX(ticks, { text: tickText, label, labelAnchor: 'right' });
  const behind = [gridX(ticks, GRID), gridY({ ...GRID, ticks: 6 }), xAxis];
  return drawSvg({
    x: { type: 'log', domain: [...xrt] },
    y: { domain: [...ratio], label: '↑ compression ratio', ticks: 6 },
    ...MARGINS,
    ...size,
    document,
    marks: [...behind, ...marks],
  });
}

export function tickText(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}

const TICK_FACTORS = [[1], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9]];

/** Powers of ten, and as many multiples of these as make three ticks. */
export function logTicks(least: number, greatest: number): number[] {
  const first = Math.floor(Math.log10(least));
  const decades = Array.from({ length: Math.ceil(Math.log10(greatest)) - first + 1 }, (_, i) => first + i);
  const choices = TICK_FACTORS.map(factors =>
    decades
      .flatMap(exponent => factors.map(factor => factor * 10 ** exponent))
      .filter(tick => tick >= least && tick <= greatest),
  );
  return choices.find(ticks => ticks.length >= 3) ?? choices[choices.length - 1];
}
