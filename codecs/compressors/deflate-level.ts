/** The level of the four stages around deflate. */
import type { IntegerParameter } from '../codec.js';

export const deflateLevel = {
  type: 'integer',
  minimum: 0,
  maximum: 9,
  default: 6,
  sweep: [1, 6, 9],
  meaning: 'effort; 0 stores',
} as const satisfies IntegerParameter;

/** Deflate's best: a match of 258 bytes in two bits. Counting the stream's frame too leaves room enough. */
export const DEFLATE_EXPANSION = 1032;

/** Levels by number, in the type that fflate asks for. */
export const FFLATE_LEVELS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
