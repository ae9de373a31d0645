/**
 * How far apart one run has two copies of one chain: the least that timings scatter there. It is a single difference of
 * sums, without a bound on chance; what a verdict on times is judged by is the noise floor (compare/noise-floor.ts).
 */
import { SAME_AGAIN, type TotalRow } from './columns.js';

/** Of time, relative: 0.05 is 5 % apart. */
export interface AaDifference {
  readonly chain: string;
  readonly encode: number | null;
  readonly decode: number | null;
}

/** By the a/a copy of a run's totals; null where none was timed. */
export function aaDifferenceOf(totals: readonly TotalRow[]): AaDifference | null {
  const again = totals.find(row => row.alias === SAME_AGAIN);
  const once = totals.find(
    row => row.chain === again?.chain && row.scope === again.scope && row.alias !== SAME_AGAIN,
  );
  if (again === undefined || once === undefined) return null;
  return {
    chain: again.chain,
    encode: apart(again.encode_s, once.encode_s),
    decode: apart(again.decode_s, once.decode_s),
  };
}

function apart(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.abs(a / b - 1);
}
