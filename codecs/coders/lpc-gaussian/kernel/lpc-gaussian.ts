// Linear prediction and rANS of codes under a normal distribution, in four lanes, see ../coder.ts
export { fillNearCodes } from './converter';
export { begin, decode, isDone } from './decode';
export { costOf, encode, push } from './encode';
export {
  addCovariance,
  addFurther,
  combine,
  correlate,
  energies,
  fillAverages,
  fillHistory,
  gram,
  innovate,
  level,
  pairProducts,
  rangeOf,
  roughness,
  sumOf,
  whiten,
} from './fit';
export { fillCells } from './frequencies';

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}
