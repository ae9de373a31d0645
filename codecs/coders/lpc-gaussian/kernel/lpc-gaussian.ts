// Encoder of linear prediction and rANS of codes under a normal distribution, in four lanes, see ../coder.ts
export { costOf, encode, encodeConverted, push, steadyCodes } from './encode';
export { addCovariance, addFurther, gram, tapSums } from '../../shared/prediction/kernel/fit';
export { level, strongest, treeOrder } from '../../shared/prediction/kernel/order';
export {
  combine,
  energies,
  fillAverages,
  fillHistory,
  innovate,
  rangeOf,
  roughness,
  sumOf,
  whiten,
} from '../../shared/prediction/kernel/signals';

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}
