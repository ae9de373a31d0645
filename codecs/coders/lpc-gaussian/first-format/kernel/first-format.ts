// Decoder of the first format of lpc-gaussian, see ../decode.ts
export { fillCells, fillNearCodes } from '../../kernel/frequencies';
export { decode } from './decode';
export { addReference, fillHistory } from './predictor';

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}
