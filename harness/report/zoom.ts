/** What part of the plane a chart shows: that of the chains that matter. Others are marked at its edge. */

import { quantile } from '../stats/quantile.js';
import type { ReportChain } from './model.js';
import { FEW, isCopy, leadingChains } from './named.js';
import type { ChainPoint, Place } from './points.js';

export interface Zoom {
  readonly xrt: readonly [number, number];
  readonly ratio: readonly [number, number];
}

/** Of the chains without a name, those below this share by ratio are not worth room: more of them beside known codecs. */
const LEAST_SHARE = { usual: 0.1, besideKnown: 0.25 };
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
  const named = leadingChains(points.map(({ chain }) => chain));
  const chains = new Set(named.map(({ chain }) => chain));
  if (points.length <= FEW) return zoomTo(notFarOut(counted, chains), []);
  return zoomTo(
    counted.filter(({ chain }) => chains.has(chain)),
    counted.filter(({ chain }) => !chains.has(chain)),
    named.some(({ as }) => as === 'known') ? LEAST_SHARE.besideKnown : LEAST_SHARE.usual,
  );
}

/** Of few points all but those below Tukey's outer fence, which are far from all the rest. */
function notFarOut(points: readonly ChainPoint[], named: ReadonlySet<ReportChain>): ChainPoint[] {
  const [low, high] = [0.25, 0.75].map(share =>
    quantile(
      points.map(({ ratio }) => ratio),
      share,
    ),
  );
  return points.filter(({ chain, ratio }) => named.has(chain) || ratio >= low - 3 * (high - low));
}

/**
 * @param leading places that have to be in it
 * @param others that ought to be, as far as they do not squeeze the rest
 * @param share of these, by ratio, that are not worth room
 */
export function zoomTo(leading: readonly Place[], others: readonly Place[], share = LEAST_SHARE.usual): Zoom {
  const ratiosOf = (places: readonly Place[]) => places.map(({ ratio }) => ratio);
  const least = Math.min(
    ...ratiosOf(leading),
    ...(others.length > 0 ? [quantile(ratiosOf(others), share)] : []),
  );
  const greatest = Math.max(...ratiosOf([...leading, ...others]));
  const xrts = others.filter(({ ratio }) => ratio >= least).map(({ xrt }) => xrt);
  const [slow, fast] = NEARLY_ALL.map(share => quantile(xrts, share));
  const inReach = xrts.filter(xrt => xrt >= slow / FAR && xrt <= fast * FAR);
  const shown = [...leading.map(({ xrt }) => xrt), ...inReach];
  return withMargin({ xrt: extent(shown), ratio: [least, greatest] });
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
