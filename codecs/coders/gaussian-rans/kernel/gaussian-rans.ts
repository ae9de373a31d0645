// Prediction and rANS coding of eight lanes of codes at once, see ../coder.ts
export { decodeEven, decodeUneven } from './decode';
export { findFrequenciesEven, findFrequenciesUneven } from './frequencies';
export { begin, lanesAt } from './lanes';
export { gatherMoments } from './moments';
export { findMeansEven, findMeansUneven, predictEven, predictUneven } from './predict';
export { push } from './push';
export { fromRows, lookUp, toRows } from './rows';
export { escapesNow, setCodes, setEscapes } from './seek';

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}
