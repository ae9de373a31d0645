/** Sizes and failures: figures without noise, of which any difference is real. */
import type { Pair } from './match.js';

export type SizeVerdict = 'smaller' | 'larger' | 'same';

export interface SizeChange {
  readonly base: number;
  readonly other: number;
  readonly verdict: SizeVerdict;
}

/** A chain over the recordings that both sides have. */
export interface ExactChange {
  /** Sums over recordings that are ok on both sides; null if none is. */
  readonly encodedBytes: SizeChange | null;
  readonly modelBytes: SizeChange;
  /** How many recordings became smaller, larger, or stayed: together those that are ok on both sides. */
  readonly smaller: number;
  readonly larger: number;
  readonly same: number;
  readonly newlyFailed: readonly Pair[];
  readonly newlyOk: readonly Pair[];
  /** Failed on both sides. */
  readonly stillFailed: readonly Pair[];
}

/** @param pairs of one chain, at least one */
export function exactChange(pairs: readonly Pair[]): ExactChange {
  const ok = pairs.filter(isOk);
  const count = (verdict: SizeVerdict) => ok.filter(pair => encodedChange(pair).verdict === verdict).length;
  const failed = (base: boolean, other: boolean) =>
    pairs.filter(pair => (pair.base.status !== 'ok') === base && (pair.other.status !== 'ok') === other);
  return {
    encodedBytes:
      ok.length === 0
        ? null
        : sizeChange(
            ok.reduce((sum, { base }) => sum + (base.encoded_bytes ?? 0), 0),
            ok.reduce((sum, { other }) => sum + (other.encoded_bytes ?? 0), 0),
          ),
    modelBytes: sizeChange(pairs[0].base.model_bytes, pairs[0].other.model_bytes),
    smaller: count('smaller'),
    larger: count('larger'),
    same: count('same'),
    newlyFailed: failed(false, true),
    newlyOk: failed(true, false),
    stillFailed: failed(true, true),
  };
}

/** Whether both sides gave every sample back. */
export function isOk({ base, other }: Pair): boolean {
  return base.status === 'ok' && other.status === 'ok';
}

/** Of one recording that is ok on both sides. */
export function encodedChange({ base, other }: Pair): SizeChange {
  return sizeChange(base.encoded_bytes ?? 0, other.encoded_bytes ?? 0);
}

export function sizeChange(base: number, other: number): SizeChange {
  return { base, other, verdict: other < base ? 'smaller' : other > base ? 'larger' : 'same' };
}
