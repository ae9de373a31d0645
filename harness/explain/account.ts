/**
 * A chain's bits as an account that adds up:
 *
 *   all = side information + what the coder's input takes by a reference + what the coder spends above that
 *         - what the compressors take off
 *
 * The reference is the order-0 entropy of the input. Of a coder that stays below it, since it goes by more than each
 * value alone, it is the normal distribution around a prediction, if that is less (see entropies.ts).
 */
import type { Entropies, ExplainFacts } from '../processes/tasks.js';
import { encodedBytesOf, inputOf, sideBytesOf } from './sum.js';

export type Reference = 'order0' | 'predicted';

/** In bits. */
export interface Account {
  readonly all: number;
  readonly side: number;
  readonly input: number;
  /** Negative of a coder that stays below the reference. */
  readonly excess: number;
  readonly gain: number;
}

/** Which reference suits a chain, by its sums over all recordings. */
export function referenceOf(total: ExplainFacts): Reference {
  const { order0, predicted } = inputOf(total);
  return 8 * total.coder.bytes < order0 && predicted < order0 ? 'predicted' : 'order0';
}

export function accountOf(facts: ExplainFacts, reference: Reference): Account {
  const coder = 8 * facts.coder.bytes;
  const side = 8 * sideBytesOf(facts);
  const input = inputOf(facts)[reference];
  const all = 8 * encodedBytesOf(facts);
  return { all, side, input, excess: coder - input, gain: side + coder - all };
}

/** What a coder spends above a reference on some of its input. */
export function excessOf(piece: Entropies & { readonly coder: number }, reference: Reference): number {
  return piece.coder - piece[reference];
}
