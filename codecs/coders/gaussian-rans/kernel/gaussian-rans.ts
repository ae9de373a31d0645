// Prediction and rANS coding of four lanes of codes at once, see ../coder.ts
export { decode } from './decode';
export { beginPush, endPush, findFrequencies, push } from './encode';
export { gatherMoments, predict } from './fit';
export { begin, escapesNow, setEscapes } from './lanes';

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}
