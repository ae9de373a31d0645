/** Bits a second and channel against power by one radio, as SVG: what chains ask of an implant, and what it gives. */
import { axisX, axisY, dot, gridX, gridY, rect, ruleX, ruleY, text } from '@observablehq/plot';
import type { Point } from '../front.js';
import type { ReportDemands, ReportImplant } from '../implant/model.js';
import {
  type DemandFrame,
  type DemandLimits,
  type DemandPoint,
  demandPoints,
  frameOf,
  limitsOf,
} from '../implant/points.js';
import { latencyText, nameOf, powerText, radioText, rateText } from '../implant/words.js';
import { familyClass, type Look, lookOf, PAGE_COLOURS, seriesClass, seriesLook } from '../palette.js';
import { textWidth } from '../text-width.js';
import { logTicks, tickText } from './axes.js';
import { addNames, type WrittenName } from './names.js';
import { type DrawnPlot, drawSvg, GRID, POINT_CLASS, pointsOf, type Size } from './svg.js';

const MARGINS = { marginTop: 28, marginRight: 14, marginBottom: 42, marginLeft: 58 };
const RADIUS = 5.5;
const { accent: ACCENT, muted: MUTED } = PAGE_COLOURS.light;

const KINDS: readonly ReportDemands['loss'][] = ['none', 'bounded', 'free', 'events', 'power', 'counts'];
const KIND_NAMES = ['every sample', 'samples within a bound', 'samples', 'events', 'power', 'counts'];

interface DemandsLook {
  readonly look: Look;
  readonly class: string;
  /** In a legend. */
  readonly name: string;
}

/** How marks of what comes back of a chain look; codes as they are look like a copy. */
export function demandsLook({ chain, loss }: ReportDemands): DemandsLook {
  if (chain === 'uncoded') return { look: lookOf('copy'), class: familyClass('copy'), name: 'uncoded' };
  const k = KINDS.indexOf(loss);
  return { look: seriesLook(k), class: seriesClass(k), name: KIND_NAMES[k] };
}

/** Each look that there is, once. */
export function looksOf(rows: readonly ReportDemands[]): DemandsLook[] {
  const looks = rows.map(demandsLook);
  return looks.filter(({ name }, k) => looks.findIndex(other => other.name === name) === k);
}

/**
 * A mark a chain at its worst second and its codec's ceiling, with bars from its mean rate and its codec's floor; open
 * where nothing is known of the codec's power. Its elements in the group `points` are those of the rows, in their order.
 * @param radio place among those of the terms
 */
export function drawDemands(
  implant: ReportImplant,
  radio: number,
  size: Size,
  document: Document,
): DrawnPlot {
  const { terms } = implant;
  const points = demandPoints(implant, radio);
  const limits = limitsOf(terms);
  const frame = frameOf(points, limits);
  const [mwTicks, bitsTicks] = [logTicks(...frame.mw), logTicks(...frame.bits)];
  const label = `mW of front ends, codec and radio (${radioText(terms.radios[radio])}) →`;
  const colour = ({ demands }: DemandPoint) => demandsLook(demands).look.light;
  const svg = drawSvg({
    document,
    ...MARGINS,
    ...size,
    x: { type: 'log', domain: [...frame.mw] },
    y: { type: 'log', domain: [...frame.bits] },
    marks: [
      rect([0], {
        x1: frame.mw[0],
        x2: limits.mw,
        y1: frame.bits[0],
        y2: limits.bits,
        className: 'fits',
        fill: ACCENT,
        fillOpacity: 0.12,
      }),
      gridX(mwTicks, GRID),
      gridY(bitsTicks, GRID),
      axisX(mwTicks, { text: tickText, label, labelAnchor: 'right' }),
      axisY(bitsTicks, { text: tickText, label: '↑ bits a second, a channel' }),
      ruleX([limits.mw], { className: 'limit', stroke: MUTED, strokeWidth: 1.6, strokeDasharray: '7 4' }),
      ruleY([limits.bits], { className: 'limit', stroke: MUTED, strokeWidth: 1.6, strokeDasharray: '7 4' }),
      ...writtenOf(implant, frame, limits).map(({ label: of, at, anchor, dx }) =>
        text([at], {
          x: 'mw',
          y: 'bits',
          text: () => of,
          className: 'reference',
          textAnchor: anchor,
          ...{ dx, dy: -OFF, fill: MUTED },
        }),
      ),
      ruleY(points, {
        className: 'ranges',
        y: 'bits',
        x1: 'floorMw',
        x2: 'mw',
        stroke: colour,
        strokeWidth: 2.4,
      }),
      ruleX(points, {
        className: 'ranges',
        x: 'mw',
        y1: 'meanBits',
        y2: 'bits',
        stroke: colour,
        strokeWidth: 2.4,
      }),
      dot(points, {
        x: 'mw',
        y: 'bits',
        className: 'points',
        symbol: ({ demands }: DemandPoint) => demandsLook(demands).look.symbol,
        r: RADIUS,
        fill: colour,
        sort: null,
      }),
    ],
  });
  styleMarks(svg, points);
  addChainNames(svg, implant, radio, { points, frame, limits, size });
  return svg;
}

function styleMarks(svg: DrawnPlot, points: readonly DemandPoint[]): void {
  for (const [k, bar] of [...svg.querySelectorAll('.ranges > *')].entries()) {
    bar.setAttribute('class', `curve ${demandsLook(points[k % points.length].demands).class}`);
  }
  for (const [k, element] of pointsOf(svg).entries()) {
    const { demands, isOpen, mw, bits } = points[k];
    const { look, class: kind } = demandsLook(demands);
    element.setAttribute('class', `${POINT_CLASS} ${kind}${isOpen ? ' open' : ''}`);
    element.setAttribute('data-chain', demands.chain);
    element.setAttribute('data-mw', String(mw));
    element.setAttribute('data-bits', String(bits));
    if (!isOpen) continue;
    element.setAttribute('stroke', look.light);
    element.setAttribute('fill', 'none');
  }
}

interface Written {
  readonly label: string;
  readonly at: { readonly mw: number; readonly bits: number };
  readonly anchor: 'start' | 'end';
  readonly dx: number;
}

/** Pixels of a text from the line that it names, or the corner that it stands in. */
const INDENT = 6;
const OFF = 9;

/** What is written at the two lines, each where marks are least likely. */
function writtenOf({ terms }: ReportImplant, frame: DemandFrame, limits: DemandLimits): Written[] {
  return [
    {
      label: `${rateText(terms.linkBitsPerS)} for all`,
      at: { mw: frame.mw[1], bits: limits.bits },
      ...{ anchor: 'end', dx: -INDENT },
    },
    {
      label: `${powerText(terms.powerW)} mW`,
      at: { mw: limits.mw, bits: frame.bits[0] },
      ...{ anchor: 'start', dx: INDENT },
    },
  ];
}

interface Surrounding {
  readonly points: readonly DemandPoint[];
  readonly frame: DemandFrame;
  readonly limits: DemandLimits;
  readonly size: Size;
}

/** Names of all chains: what is sure to fit first, then what may. */
function addChainNames(
  svg: DrawnPlot,
  implant: ReportImplant,
  radio: number,
  { points, frame, limits, size }: Surrounding,
): void {
  const [x, y] = [svg.scale('x'), svg.scale('y')];
  if (x === undefined || y === undefined) return;
  const at = (mw: number, bits: number): Point => ({ x: x.apply(mw), y: y.apply(bits) });
  const names = points
    .toSorted((a, b) => orderOf(a, radio) - orderOf(b, radio))
    .map(({ demands, mw, bits }): WrittenName => {
      const { fits, excess } = demands.radios[radio];
      const isLate = excess?.constraint === 'latency';
      return {
        ...at(mw, bits),
        text: nameOf(demands, implant.terms),
        as: fits === false ? 'front' : 'sure',
        isBold: fits === true,
        ...(isLate && { figures: `late: ${latencyText(demands.latencyS)}` }),
      };
    });
  const bars = points.flatMap(({ mw, floorMw, bits, meanBits }) => [
    ...alongLine(at(floorMw, bits), at(mw, bits)),
    ...alongLine(at(mw, meanBits), at(mw, bits)),
  ]);
  const written = writtenOf(implant, frame, limits).flatMap(({ label, at: { mw, bits }, anchor, dx }) => {
    const { x: line, y: row } = at(mw, bits);
    const far = line + dx + (anchor === 'end' ? -1 : 1) * textWidth(label);
    return alongLine({ x: line + dx, y: row - OFF }, { x: far, y: row - OFF });
  });
  const { marginLeft: left, marginTop: top } = MARGINS;
  const [right, bottom] = [size.width - 2, size.height - MARGINS.marginBottom];
  const [power, link] = [at(limits.mw, limits.bits).x, at(limits.mw, limits.bits).y];
  addNames(svg, names, [...points.map(({ mw, bits }) => at(mw, bits)), ...bars, ...written], {
    lines: [
      { from: { x: left, y: link }, to: { x: right, y: link } },
      { from: { x: power, y: top }, to: { x: power, y: bottom } },
    ],
    frame: { left, right, top, bottom },
  });
}

function orderOf({ demands }: DemandPoint, radio: number): number {
  const { fits } = demands.radios[radio];
  return fits === true ? 0 : fits === null ? 1 : 2;
}

/** Pixels from one point that names keep off to the next. */
const STEP = 9;

function alongLine(from: Point, to: Point): Point[] {
  const count = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / STEP);
  return Array.from({ length: count + 1 }, (_, k) => ({
    x: from.x + ((to.x - from.x) * k) / Math.max(1, count),
    y: from.y + ((to.y - from.y) * k) / Math.max(1, count),
  }));
}
