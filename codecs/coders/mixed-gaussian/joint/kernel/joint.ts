// Channels that predict each other: what fits their predictors, and what codes what these leave. See ../coder.ts
export { addCovariance, addFurther, gram, tapSums } from '../../../shared/prediction/kernel/fit';
export { level, strongest, treeOrder } from '../../../shared/prediction/kernel/order';
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
} from '../../../shared/prediction/kernel/signals';
export { push } from '../../kernel/pairs';
export { beginWords, decodeChannel, decodeConvertedChannel, wordsAreDone } from './decode';
export { costOfPairs, model, modelConverted } from './encode';
export { beginMixture } from './mixture';

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}
