/** Axes of what is lost, by its logarithm, and R(D) on them. */
import { allowances, type Measure } from './measures.js';
import type { LimitPoint } from './model.js';

export interface ShortfallAxis {
  /** Least and greatest, both over 0: what is less stands at the end. */
  readonly domain: readonly [number, number];
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

const SHARES = [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999];
const FACTORS = [1, 2, 5];
/** Beyond the least and the greatest of what is drawn. */
const ROOM = 1.35;
/** Of an axis that has little on it: factors from one end to the other. */
const LEAST_SPAN = 8;

/** @param shortfalls of all that is drawn; those of 0 stand at the end of the axis, where nothing is lost */
export function shortfallAxis(measure: Measure, shortfalls: readonly number[]): ShortfallAxis {
  const some = [...shortfalls, ...allowances(measure, null).map(({ most }) => most)].filter(
    value => value > 0,
  );
  const high = Math.max(...some) * ROOM;
  const low = Math.min(Math.min(...some) / ROOM, high / LEAST_SPAN);
  const values = measure.isError ? logTicks(low, high) : SHARES.map(value => 1 - value);
  const inside = values.filter(at => at > low * 1.15 && at < high);
  const ticks = inside.map(at => ({ at, text: measure.isError ? plain(at) : plain(1 - at) }));
  return { domain: [low, high], ticks: [...ticks, { at: low, text: measure.isError ? '0' : '1' }] };
}

function logTicks(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const decades = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, k) => first + k);
  return decades.flatMap(exponent => FACTORS.map(factor => factor * 10 ** exponent));
}

function plain(value: number): string {
  return String(Number(value.toPrecision(5)));
}

/** Bits that R(D) says for an error; null beyond the ends of the curve. */
export function bitsAt(limit: readonly LimitPoint[], error: number): number | null {
  const at = limit.findIndex(point => point.error >= error);
  if (at < 1) return null;
  const [below, above] = [limit[at - 1], limit[at]];
  if (below.error <= 0 || above.error <= below.error) return null;
  const share = Math.log(error / below.error) / Math.log(above.error / below.error);
  return below.bits + share * (above.bits - below.bits);
}
