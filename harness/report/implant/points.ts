/** Chains where a chart of bits and power has them, by one radio. */
import type { ReportDemands, ReportImplant, ReportTerms } from './model.js';
import { besideW } from './words.js';

/** A mark stands at the most that a chain may take: its worst second, and its codec at the ceiling. */
export interface DemandPoint {
  readonly demands: ReportDemands;
  /** Bits a second and channel: in the worst second, and on average. */
  readonly bits: number;
  readonly meanBits: number;
  /** Milliwatts of codec, radio and front ends; without the codec where its part is not known. */
  readonly mw: number;
  readonly floorMw: number;
  readonly isOpen: boolean;
}

export interface DemandLimits {
  /** Bits a second and channel that the link carries of all of them. */
  readonly bits: number;
  readonly mw: number;
}

/** What a chart shows: both by their logarithms. */
export interface DemandFrame {
  readonly bits: readonly [number, number];
  readonly mw: readonly [number, number];
}

/** Of nothing sent: a logarithm wants more than 0. */
const LEAST_BITS = 0.01;
const LEAST_MW = 1e-6;

export function limitsOf({ channels, linkBitsPerS, powerW }: ReportTerms): DemandLimits {
  return { bits: linkBitsPerS / channels, mw: 1000 * powerW };
}

/** @param radio place among those of the terms */
export function demandPoints({ rows, terms }: ReportImplant, radio: number): DemandPoint[] {
  const perChannel = (bits: number) => Math.max(LEAST_BITS, bits / terms.channels);
  const milliwatts = (watts: number) => Math.max(LEAST_MW, 1000 * watts);
  return rows.map(demands => {
    const { [radio]: by } = demands.radios;
    const known = besideW(by, terms);
    const { total } = by;
    return {
      demands,
      bits: perChannel(Math.max(demands.worstLinkBitsPerS, demands.linkBitsPerS)),
      meanBits: perChannel(demands.linkBitsPerS),
      mw: milliwatts(total?.ceilingW ?? known),
      floorMw: milliwatts(total?.floorW ?? known),
      isOpen: total === null,
    };
  });
}

/** With room around marks and limits, above all for names. */
export function frameOf(points: readonly DemandPoint[], limits: DemandLimits): DemandFrame {
  return {
    bits: withRoom([limits.bits, ...points.flatMap(({ bits, meanBits }) => [bits, meanBits])], ROOM.bits),
    mw: withRoom([limits.mw, ...points.flatMap(({ mw, floorMw }) => [mw, floorMw])], ROOM.mw),
  };
}

/** Shares of the logarithms' range, below and above. */
const ROOM = { bits: [0.12, 0.08], mw: [0.06, 0.3] } as const;
/** Of one place alone. */
const LEAST_RANGE = Math.log(1.5);

function withRoom(values: readonly number[], [below, above]: readonly [number, number]): [number, number] {
  const [least, greatest] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))];
  const range = Math.max(LEAST_RANGE, greatest - least);
  return [Math.exp(least - below * range), Math.exp(greatest + above * range)];
}
