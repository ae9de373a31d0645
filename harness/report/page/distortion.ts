/** Rate and distortion: bits a sample against what is lost, as SVG. */
import { axisX, axisY, dot, gridX, gridY, line, rect, ruleY, text } from '@observablehq/plot';
import type { Point } from '../front.js';
import type { Segment } from '../labels.js';
import { allowances, type LossyPoint, type Measure } from '../measures.js';
import type { LimitPoint, ReportChain } from '../model.js';
import { PAGE_COLOURS, seriesClass, seriesLook } from '../palette.js';
import type { ShortfallAxis } from '../shortfall-axis.js';
import { textWidth } from '../text-width.js';
import { addNames, type WrittenName } from './names.js';
import { type DrawnPlot, drawSvg, GRID, POINT_CLASS, pointsOf, type Size } from './svg.js';

/** A curve and what is drawn of it, by falling bits. */
export interface Curve {
  readonly name: string;
  /** Place among all curves of the run, by which it looks. */
  readonly index: number;
  readonly isYours: boolean;
  readonly points: readonly LossyPoint[];
}

export interface Distortion {
  readonly measure: Measure;
  readonly axis: ShortfallAxis;
  /** Of the horizontal axis, which begins at 0. */
  readonly mostBits: number;
  readonly curves: readonly Curve[];
  /** The smallest chain that loses nothing. */
  readonly lossless: ReportChain | undefined;
  /** Shortfall of the original with half a code of noise. */
  readonly floor: number | null;
  /** R(D); empty where it is not known. */
  readonly limit: readonly LimitPoint[];
}

const MARGINS = { marginTop: 28, marginRight: 14, marginBottom: 42, marginLeft: 50 };
const RADIUS = 5;
/** How far from its mark a figure may stand. */
const SHORT = 24;
const MUTED = PAGE_COLOURS.light.muted;

interface Dot {
  readonly bits: number;
  readonly shortfall: number;
  readonly index: number;
}

/** Its elements in the group `points` are those of the curves, one after the other, then the lossless one. */
export function drawDistortion(what: Distortion, size: Size, document: Document): DrawnPlot {
  const { measure, axis, curves, lossless } = what;
  const [low, high] = axis.domain;
  const clamped = (shortfall: number) => Math.min(high, Math.max(low, shortfall));
  const dots: Dot[] = curves.flatMap(({ points, index }) =>
    points.map(({ bits, shortfall }) => ({ bits, shortfall: clamped(shortfall), index })),
  );
  const exact = losslessBits(lossless);
  const all = [...dots, ...exact.map(bits => ({ bits, shortfall: low, index: -1 }))];
  const svg = drawSvg({
    document,
    ...MARGINS,
    ...size,
    x: { domain: [0, what.mostBits] },
    y: { type: 'log', domain: measure.isError ? [low, high] : [high, low] },
    marks: [
      ...gradeMarks(what),
      gridX({ ...GRID, ticks: 6 }),
      gridY(
        axis.ticks.map(({ at }) => at),
        GRID,
      ),
      axisX({ ticks: 6, label: 'bits a sample →', labelAnchor: 'right' }),
      axisY(
        axis.ticks.map(({ at }) => at),
        { text: (_, k: number) => axis.ticks[k].text, label: `↑ ${measure.title}` },
      ),
      ...floorMarks(what.floor, low),
      ...limitMarks(what.limit),
      ...curves.map(curve =>
        line(
          curve.points.map(({ bits, shortfall }) => ({ bits, shortfall: clamped(shortfall) })),
          {
            x: 'bits',
            y: 'shortfall',
            className: `curve ${classOf(curve)}`,
            stroke: seriesLook(curve.index).light,
            strokeWidth: 1.6,
          },
        ),
      ),
      dot(all, {
        x: 'bits',
        y: 'shortfall',
        className: 'points',
        symbol: ({ index }: Dot) => (index < 0 ? 'square' : seriesLook(index).symbol),
        r: ({ index }: Dot) => (index < 0 ? RADIUS + 1 : RADIUS),
        fill: ({ index }: Dot) => (index < 0 ? PAGE_COLOURS.light.text : seriesLook(index).light),
        sort: null,
      }),
    ],
  });
  stylePoints(svg, curves);
  addReferenceNames(svg, what, size, all);
  return svg;
}

function losslessBits(lossless: ReportChain | undefined): number[] {
  return lossless === undefined || lossless.bitsPerSample === null ? [] : [lossless.bitsPerSample];
}

/** Bands of what grades allow, the strictest to the end where nothing is lost. */
function bandsOf({ measure, axis, floor }: Distortion) {
  return allowances(measure, floor).map(({ grades, most, limit }, k, all) => ({
    from: k === 0 ? axis.domain[0] : all[k - 1].most,
    at: most,
    label: `${grades.join(', ')}: ${limit === null ? 'as good as the floor' : `at ${measure.isError ? 'most' : 'least'} ${limit}`}`,
  }));
}

function gradeMarks(what: Distortion) {
  const bands = bandsOf(what);
  return [
    rect(bands, {
      x1: () => 0,
      x2: () => what.mostBits,
      y1: 'from',
      y2: 'at',
      className: 'grades',
      fill: PAGE_COLOURS.light.accent,
      fillOpacity: (_: unknown, k: number) => (k === 0 ? 0.16 : 0.08),
    }),
    referenceText(bands, BELOW),
  ];
}

function floorMarks(floor: number | null, low: number) {
  if (floor === null) return [];
  const at = [Math.max(low, floor)];
  const look = { className: 'floor', stroke: MUTED, strokeWidth: 1.5, strokeDasharray: '2 3' };
  return [ruleY(at, look), referenceText([{ at: at[0], label: FLOOR_LABEL }], ABOVE)];
}

/** Of names of bands and lines, from where they are in pixels. */
const INDENT = 6;
const [ABOVE, BELOW] = [-7, 9];
const FLOOR_LABEL = 'flicker floor';

function referenceText(labels: readonly { readonly at: number; readonly label: string }[], dy: number) {
  return text(labels, {
    x: () => 0,
    y: 'at',
    text: 'label',
    className: 'reference',
    textAnchor: 'start',
    dx: INDENT,
    dy,
    fill: MUTED,
  });
}

function limitMarks(limit: readonly LimitPoint[]) {
  if (limit.length < 2) return [];
  const look = { className: 'limit', stroke: MUTED, strokeWidth: 2, strokeDasharray: '7 4', clip: true };
  return [line(limit, { x: 'bits', y: 'error', ...look })];
}

function stylePoints(svg: DrawnPlot, curves: readonly Curve[]): void {
  const owners = curves.flatMap(curve => curve.points.map(point => ({ curve, point })));
  for (const [k, element] of pointsOf(svg).entries()) {
    const owner = owners[k];
    const look = owner === undefined ? 'lossless' : classOf(owner.curve);
    element.setAttribute('class', `${POINT_CLASS} ${look}`);
    if (owner === undefined) continue;
    element.setAttribute('data-chain', owner.point.chain.chain);
    element.setAttribute('data-bits', String(owner.point.bits));
    element.setAttribute('data-value', String(owner.point.value));
  }
}

function classOf({ index, isYours }: Curve): string {
  return `${seriesClass(index)}${isYours ? ' yours' : ''}`;
}

/** Names of what the curves are held against, and how far off samples are at the most, where there is room. */
function addReferenceNames(
  svg: DrawnPlot,
  what: Distortion,
  { width, height }: Size,
  dots: readonly Dot[],
): void {
  const { limit, lossless, axis, curves } = what;
  const [x, y] = [svg.scale('x'), svg.scale('y')];
  if (x === undefined || y === undefined) return;
  const [low, high] = axis.domain;
  const place = (bits: number, shortfall: number): Point => ({
    x: x.apply(bits),
    y: y.apply(Math.min(high, Math.max(low, shortfall))),
  });
  const exact = losslessBits(lossless).map(
    (bits): WrittenName => ({ ...place(bits, low), text: 'lossless', as: 'exact', isBold: true }),
  );
  const seen = limit.filter(({ error }) => error > low && error < high);
  const first = seen.slice(Math.floor(seen.length / 8)).slice(0, 1);
  const named = first.map(
    ({ bits, error }): WrittenName => ({
      ...place(bits, error),
      text: 'limit R(D)',
      as: 'exact',
      isBold: true,
    }),
  );
  const greatest = mostNamed(curves).map(
    ({ bits, shortfall, chain }): WrittenName => ({
      ...place(bits, shortfall),
      text: `±${chain.kept.max_abs_error}`,
      as: 'front',
      reach: SHORT,
    }),
  );
  const lines = [
    limit.map(({ bits, error }) => place(bits, error)),
    ...curves.map(({ points }) => points.map(({ bits, shortfall }) => place(bits, shortfall))),
  ];
  const written = writtenPlaces(what, shortfall => place(0, shortfall).y);
  const points = [...dots.map(({ bits, shortfall }) => place(bits, shortfall)), ...named, ...written];
  addNames(svg, [...exact, ...named, ...greatest], points, {
    lines: lines.flatMap(segmentsOf),
    frame: {
      left: MARGINS.marginLeft,
      right: width - 2,
      top: MARGINS.marginTop,
      bottom: height - MARGINS.marginBottom,
    },
  });
}

/** The curve whose greatest errors are written beside it: that of the most chains that promise one. */
function mostNamed(curves: readonly Curve[]): readonly LossyPoint[] {
  const bounded = curves.map(({ points }) =>
    points.filter(({ chain: { loss, kept } }) => loss === 'bounded' && kept.max_abs_error !== null),
  );
  return bounded.toSorted((a, b) => b.length - a.length)[0] ?? [];
}

/** Points along what is written at the left, which names keep off. */
function writtenPlaces(what: Distortion, yOf: (shortfall: number) => number): Point[] {
  const rows = [
    ...bandsOf(what).map(({ at, label }) => ({ y: yOf(at) + BELOW, label })),
    ...(what.floor === null ? [] : [{ y: yOf(what.floor) + ABOVE, label: FLOOR_LABEL }]),
  ];
  return rows.flatMap(({ y, label }) =>
    Array.from({ length: Math.ceil(textWidth(label) / LETTERS) + 1 }, (_, k) => ({
      x: MARGINS.marginLeft + INDENT + k * LETTERS,
      y,
    })),
  );
}

/** Pixels from one of these points to the next. */
const LETTERS = 10;

function segmentsOf(points: readonly Point[]): Segment[] {
  return points.slice(1).map((to, k) => ({ from: points[k], to }));
}
