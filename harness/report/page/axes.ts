/** Axes of ratio and of a speed, with the lines behind the marks. */
import { axisX, gridX, gridY, type PlotOptions } from '@observablehq/plot';
import type { Speed } from '../model.js';
import { GRID } from './svg.js';

/** Of an axis and of what stands above it. */
export const MARGINS = { marginTop: 28, marginRight: 18, marginBottom: 42, marginLeft: 44 };

export interface Place {
  readonly xrt: number;
  readonly ratio: number;
}

/** Room for some places, speed to the right by its logarithm. */
export function axes(places: readonly Place[], speed: Speed) {
  const xrt = places.map(place => place.xrt);
  const ratio = places.map(place => place.ratio);
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
