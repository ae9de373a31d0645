/** Plots by uPlot, as wide as the page, in its colours. */
import uPlot from 'uplot';
import { element } from '../../report/page/element.js';
import { colour, onTheme } from './colours.js';

export interface PlotOptions {
  /** What is seen, for who hears the page. */
  readonly label: string;
  readonly height: number;
  /** All but the size; asked anew when the colours change. */
  readonly options: () => Omit<uPlot.Options, 'width' | 'height'>;
  readonly data: () => uPlot.AlignedData;
}

export interface MadePlot {
  readonly element: HTMLElement;
  /** Data and options anew. */
  readonly redraw: () => void;
  /** Undefined until the page has a width. */
  readonly plot: () => uPlot | undefined;
}

const NARROWEST = 260;

export function makePlot({ label, height, options, data }: PlotOptions): MadePlot {
  const box = element('div', { class: 'plot', role: 'img', 'aria-label': label });
  let plot: uPlot | undefined;
  const draw = () => {
    const width = Math.max(NARROWEST, Math.floor(box.clientWidth));
    plot?.destroy();
    plot = new uPlot({ ...options(), width, height }, data(), box);
  };
  new ResizeObserver(() => {
    const width = Math.floor(box.clientWidth);
    if (width === 0) return;
    if (plot === undefined) draw();
    else if (plot.width !== width) plot.setSize({ width: Math.max(NARROWEST, width), height });
  }).observe(box);
  onTheme(() => {
    if (plot !== undefined) draw();
  });
  return {
    element: box,
    redraw: () => {
      if (plot !== undefined) draw();
    },
    plot: () => plot,
  };
}

const FONT = '12px system-ui, sans-serif';

export function axis(label: string, more: Partial<uPlot.Axis> = {}): uPlot.Axis {
  return {
    label,
    labelFont: FONT,
    font: FONT,
    labelSize: 18,
    stroke: colour('muted'),
    grid: { stroke: colour('line'), width: 1 },
    ticks: { stroke: colour('line'), width: 1 },
    ...more,
  };
}

/** A number as short as it can be said. */
export function short(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return value.toExponential(1);
  return String(Number(value.toPrecision(4)));
}
