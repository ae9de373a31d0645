// Decoder of what kernel lpc-gaussian writes, see ../coder.ts
export { begin, decode, decodeConverted, isDone } from './decode';
export { fillCells, fillNearCodes } from './frequencies';

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}
