/** How far two runs of one identical chain lie apart. */
import { SAME_AGAIN, type TotalRow } from './rows.js';

/** `encode` and `decode` as shares: 0.05 is 5 % apart. */
export interface NoiseFloor {
  readonly chain: string;
  readonly encode: number | null;
  readonly decode: number | null;
}

/** By the a/a copy of a run's totals; null where none was timed. */
export function noiseFloorOf(totals: readonly TotalRow[]): NoiseFloor | null {
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
