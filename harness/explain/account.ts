/**
 * A chain's bits as an account that adds up:
 *
 *   all = side information + what the coder's input takes by a reference + what coder and compressors spend above that
 *
 * The reference is the order-0 entropy of the input. Of those that stay below it, since they go by more than each value
 * alone, it is the normal distribution around a prediction, if that is less (see entropies.ts).
 */
import type { ExplainFacts, Piece } from '../processes/tasks.js';
import { inputOf, sideBytesOf, spentBitsOf } from './sum.js';

export type Reference = 'order0' | 'predicted';

/** In bits. */
export interface Account {
  readonly all: number;
  readonly side: number;
  readonly input: number;
  /** Negative of what stays below the reference. */
  readonly excess: number;
}

/** Which reference suits a chain, by its sums over all recordings. */
export function referenceOf(total: ExplainFacts): Reference {
  const { order0, predicted } = inputOf(total);
  return spentBitsOf(total) < order0 && predicted < order0 ? 'predicted' : 'order0';
}

export function accountOf(facts: ExplainFacts, reference: Reference): Account {
  const side = 8 * sideBytesOf(facts);
  const spent = spentBitsOf(facts);
  const input = inputOf(facts)[reference];
  return { all: side + spent, side, input, excess: spent - input };
}

/** What is spent above a reference on some of the input. */
export function excessOf(piece: Piece, reference: Reference): number {
  return piece.spent - piece[reference];
}
