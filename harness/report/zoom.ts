/** What part of the plane a chart shows: that of the chains that matter. Others are marked at its edge. */
import { FEW, isCopy, leadingChains } from './named.js';
import type { ChainPoint, Place } from './points.js';
import { quantile } from './quantile.js';

export interface Zoom {
  readonly xrt: readonly [number, number];
  readonly ratio: readonly [number, number];
}

/** What of the other chains is worth room below the leading ones: all but this share, within that of the height. */
const LEAST_SHARE = 0.1;
const BELOW = 0.25;
/** A speed this far from nearly all others is worth none. */
const FAR = 8;
const NEARLY_ALL = [0.05, 0.95];

/**
 * With the chains that have to be named in it, and others as far as they do not squeeze these; without copies.
 * @param points largest ratio first, at least one
 */
export function zoomOn(points: readonly ChainPoint[]): Zoom {
  const drawn = points.filter(({ chain }) => !isCopy(chain));
  const counted = drawn.length > 0 ? drawn : points;
  const leading = new Set(leadingChains(points.map(({ chain }) => chain)).map(({ chain }) => chain));
  const farOut = points.length > FEW ? Number.POSITIVE_INFINITY : farBelow(counted.map(({ ratio }) => ratio));
  const isLeading = ({ chain, ratio }: ChainPoint) => leading.has(chain) || ratio >= farOut;
  return zoomTo(
    counted.filter(isLeading),
    counted.filter(point => !isLeading(point)),
  );
}

/** Tukey's outer fence: what lies below it is far from all the rest. */
function farBelow(values: readonly number[]): number {
  const [low, high] = [0.25, 0.75].map(share => quantile(values, share));
  return low - 3 * (high - low);
}

/**
 * @param leading places that have to be in it
 * @param others that ought to be, as far as they do not squeeze the rest
 */
export function zoomTo(leading: readonly Place[], others: readonly Place[]): Zoom {
  const greatest = Math.max(...[...leading, ...others].map(({ ratio }) => ratio));
  const least = leastRatio(
    leading.map(({ ratio }) => ratio),
    others.map(({ ratio }) => ratio),
    greatest,
  );
  const xrts = others.filter(({ ratio }) => ratio >= least).map(({ xrt }) => xrt);
  const [slow, fast] = NEARLY_ALL.map(share => quantile(xrts, share));
  const inReach = xrts.filter(xrt => xrt >= slow / FAR && xrt <= fast * FAR);
  const shown = [...leading.map(({ xrt }) => xrt), ...inReach];
  return withMargin({ xrt: extent(shown), ratio: [least, greatest] });
}

function leastRatio(leading: readonly number[], others: readonly number[], greatest: number): number {
  if (others.length === 0) return Math.min(...leading);
  const least = Math.min(...leading, quantile(others, 0.5));
  const reach = least - BELOW * (greatest - least);
  return Math.min(least, Math.max(reach, quantile(others, LEAST_SHARE)));
}

/** With a margin, so that marks stand off the frame, and room above for names. */
function withMargin({ xrt, ratio }: Zoom): Zoom {
  const [slow, fast] = xrt;
  const [least, greatest] = ratio;
  const room = Math.max(0.05, (greatest - least) * 0.08);
  return { xrt: [slow / 1.4, fast * 1.4], ratio: [least - room, greatest + 2.5 * room] };
}

function extent(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

/** The place itself, or the nearest on the edge. */
export function clampTo({ xrt, ratio }: Zoom, place: Place): Place {
  return { xrt: clamp(place.xrt, xrt), ratio: clamp(place.ratio, ratio) };
}

export function isWithin(zoom: Zoom, place: Place): boolean {
  const { xrt, ratio } = clampTo(zoom, place);
  return xrt === place.xrt && ratio === place.ratio;
}

function clamp(value: number, [least, greatest]: readonly [number, number]): number {
  return Math.min(greatest, Math.max(least, value));
}
