// Linear prediction and rANS of codes under a normal distribution, see ../coder.ts
export { decode } from './decode';
export { costOf, predict, push } from './encode';
export { fillCells, fillNearCodes } from './frequencies';
export { fillHistory, sumVoltages } from './predictor';
export { addReference, correlate, correlateMissed } from './products';

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}
