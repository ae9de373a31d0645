/** Channels over time, one above the other: least and greatest over the whole length, or samples of a short stretch. */
import type uPlot from 'uplot';
import { element, paragraph } from '../../report/page/element.js';
import type { RecordingView } from '../model.js';
import { colour } from './colours.js';
import { axis, makePlot, short } from './plots.js';
import { unpackInt16 } from './unpack.js';

/** Channels that are drawn at once. */
const TOGETHER = 8;
const HEIGHT = 420;

/** What is drawn: for each channel two lines, least and greatest, or the same line twice. */
interface Traces {
  readonly times: Float64Array;
  readonly least: readonly (readonly number[])[];
  readonly most: readonly (readonly number[])[];
}

export function signals(view: RecordingView): HTMLElement {
  const { shown } = view;
  const whole = envelopeTraces(view);
  const close = excerptTraces(view);
  let [traces, first, gain] = [whole, 0, 1];
  const spacing = spacingOf(close);
  const seen = () => shown.slice(first, first + TOGETHER);
  const {
    element: box,
    redraw,
    plot,
  } = makePlot({
    label: `Signals of ${view.name}: ${shown.length} of ${view.channels} channels over ${short(view.frames / view.sampleRateHz)} seconds`,
    height: HEIGHT,
    data: () => stacked(traces, first, seen().length, gain / spacing),
    options: () => plotOptions(view, seen(), spacing / gain, traces === close),
  });
  const choose = (label: string, act: () => void) => {
    const button = element('button', { type: 'button', class: 'more' }, label);
    button.addEventListener('click', () => {
      act();
      say();
    });
    return button;
  };
  const said = element('p', { class: 'note', 'aria-live': 'polite' });
  const move = (by: number) => () => shift(plot(), by);
  const show = (what: Traces) => () => {
    traces = what;
    redraw();
  };
  const scale = (by: number) => () => {
    gain *= by;
    redraw();
  };
  const turn = (by: number) => () => {
    first = Math.max(0, Math.min(shown.length - 1, first + by));
    first -= first % TOGETHER;
    redraw();
  };
  const say = () => {
    const what =
      traces === close
        ? `${short(view.excerpt.frames / view.sampleRateHz)} s, every sample`
        : 'least and greatest of each stretch, over the whole length';
    const which = shown.length > TOGETHER ? `channels ${seen().join(', ')} of ${view.channels}; ` : '';
    said.textContent = `${which}${what}. Drag across to zoom, double-click for all; grid lines of channels lie ${unit(view, spacing / gain)} apart.`;
  };
  say();
  const buttons = [
    choose('whole length', show(whole)),
    choose('every sample', show(close)),
    choose('zoom in', () => zoom(plot(), 0.5)),
    choose('zoom out', () => zoom(plot(), 2)),
    choose('earlier', move(-0.5)),
    choose('later', move(0.5)),
    choose('taller', scale(2)),
    choose('flatter', scale(0.5)),
    ...(shown.length > TOGETHER
      ? [choose('channels before', turn(-TOGETHER)), choose('channels behind', turn(TOGETHER))]
      : []),
  ];
  return element(
    'div',
    {},
    element('div', { class: 'filters screen' }, ...buttons),
    box,
    said,
    ...clippedNote(view),
  );
}

function unit({ stepUv }: RecordingView, steps: number): string {
  return stepUv === null ? `${short(steps)} steps` : `${short(steps * Math.abs(stepUv))} µV`;
}

function clippedNote({ clipped }: RecordingView): HTMLElement[] {
  if (clipped.length === 0) return [];
  const [{ channel, startS, samples }] = clipped;
  return [
    paragraph(
      `Marked below: ${clipped.length} stretches in which a channel stays at its least or greatest value, the longest ` +
        `${samples} samples at ${short(startS)} s in channel ${channel}. What is clipped is lost, and easy to code.`,
    ),
  ];
}

function envelopeTraces({ envelope, shown, frames, sampleRateHz }: RecordingView): Traces {
  const { buckets } = envelope;
  const values = unpackInt16(envelope.int16);
  const times = Float64Array.from(
    { length: buckets },
    (_, b) => ((b + 0.5) * frames) / buckets / sampleRateHz,
  );
  const lines = (which: 0 | 1) =>
    shown.map((_, k) => Array.from({ length: buckets }, (_, b) => values[2 * (k * buckets + b) + which]));
  return { times, least: lines(0), most: lines(1) };
}

function excerptTraces({ excerpt, shown, sampleRateHz }: RecordingView): Traces {
  const { frames, firstFrame } = excerpt;
  const values = unpackInt16(excerpt.int16);
  const times = Float64Array.from({ length: frames }, (_, f) => (firstFrame + f) / sampleRateHz);
  const lines = shown.map((_, k) => Array.from(values.subarray(k * frames, (k + 1) * frames)));
  return { times, least: lines, most: lines };
}

/** Between two channels: what most of them keep to. */
function spacingOf({ least, most }: Traces): number {
  const heights = least
    .map((line, k) => {
      const sorted = [...line, ...most[k]].sort((a, b) => a - b);
      return sorted[Math.floor(0.98 * (sorted.length - 1))] - sorted[Math.floor(0.02 * (sorted.length - 1))];
    })
    .sort((a, b) => a - b);
  return Math.max(1, 1.5 * heights[heights.length >> 1]);
}

/** Channel k lies around -k. */
function stacked(
  { times, least, most }: Traces,
  first: number,
  count: number,
  scale: number,
): uPlot.AlignedData {
  const lines: number[][] = [];
  for (let k = 0; k < count; k++) {
    const [low, high] = [least[first + k], most[first + k]];
    const centre = middleOf(low, high);
    lines.push(
      high.map(value => (value - centre) * scale - k),
      low.map(value => (value - centre) * scale - k),
    );
  }
  return [times, ...lines];
}

function middleOf(low: readonly number[], high: readonly number[]): number {
  const middles = low.map((value, i) => (value + high[i]) / 2).sort((a, b) => a - b);
  return middles[middles.length >> 1];
}

function plotOptions(
  view: RecordingView,
  seen: readonly number[],
  spacing: number,
  isClose: boolean,
): Omit<uPlot.Options, 'width' | 'height'> {
  const line = colour('accent');
  const places = seen.map((_, k) => -k);
  return {
    legend: { show: false },
    cursor: { drag: { x: true, y: false }, points: { show: false } },
    scales: {
      x: { time: false },
      y: { range: () => [-seen.length + 0.25, 0.75] },
    },
    axes: [
      axis('seconds'),
      axis(`channel, ${unit(view, spacing)} apart`, {
        splits: () => places,
        values: () => seen.map(channel => String(channel)),
        size: 54,
      }),
    ],
    series: [
      {},
      ...seen.flatMap(() => [
        { stroke: line, width: 1, points: { show: false } },
        { stroke: line, width: isClose ? 0 : 1, points: { show: false } },
      ]),
    ],
    bands: isClose
      ? []
      : seen.map((_, k) => ({ series: [2 * k + 1, 2 * k + 2] as [number, number], fill: line })),
    hooks: { draw: [plot => markClipped(plot, view, seen)] },
  };
}

function markClipped(plot: uPlot, { clipped }: RecordingView, seen: readonly number[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = colour('yours');
  for (const { channel, startS } of clipped) {
    const k = seen.indexOf(channel);
    const x = plot.valToPos(startS, 'x', true);
    if (k < 0 || x < bbox.left || x > bbox.left + bbox.width) continue;
    const y = plot.valToPos(-k - 0.45, 'y', true);
    ctx.fillRect(x - 1.5, y - 4, 3, 8);
  }
  ctx.restore();
}

function zoom(plot: uPlot | undefined, by: number): void {
  const [min, max] = rangeOf(plot);
  const middle = (min + max) / 2;
  setRange(plot, middle - ((max - min) / 2) * by, middle + ((max - min) / 2) * by);
}

function shift(plot: uPlot | undefined, by: number): void {
  const [min, max] = rangeOf(plot);
  setRange(plot, min + by * (max - min), max + by * (max - min));
}

function rangeOf(plot: uPlot | undefined): readonly [number, number] {
  const scale = plot?.scales.x;
  return [scale?.min ?? 0, scale?.max ?? 1];
}

/** Not beyond what there is. */
function setRange(plot: uPlot | undefined, min: number, max: number): void {
  const times = plot?.data[0];
  if (plot === undefined || times === undefined || times.length === 0) return;
  const [start, end] = [times[0], times[times.length - 1]];
  const length = Math.min(max - min, end - start);
  const from = Math.max(start, Math.min(min, end - length));
  plot.setScale('x', { min: from, max: from + length });
}
