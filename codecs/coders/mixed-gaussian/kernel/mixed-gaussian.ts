// Mixtures of normal distributions behind a fitted predictor, see ../coder.ts
export {
  beginMeans,
  beginSegment,
  bytesLeft,
  decode,
  feed,
  pairsTaken,
  segmentEnds,
  takeCodes,
} from './decode';
export { bypass, endOfPairs, model } from './encode';
export {
  accumulate,
  historyOf,
  predict,
  residual,
  smoothHistory,
  voltagesOf,
  weighFrames,
} from './features';
export { begin } from './model';
export { push } from './pairs';

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}
