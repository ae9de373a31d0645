/** How far two runs of one identical chain lie apart. */
import { SAME_AGAIN, type TotalRow } from './rows.js';

export interface NoiseFloor {
  readonly chain: string;
  /** The time of the a/a copy over that of the chain, how far from 1; null where not timed. */
  readonly encode: number | null;
  readonly decode: number | null;
}

/** Of the chain that was timed twice; null if none was. */
export function noiseFloor(totals: readonly TotalRow[]): NoiseFloor | null {
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
