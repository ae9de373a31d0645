// What is left of spikes, found as an implant finds them, and coded; see ../detect.ts and ../channels.ts
export { setBoxes } from './band';
export { filter, findAllSpikes, findSpikes, setDetector, sumSizes } from './detect';
export { putNumber, putSigned, resetModels } from './numbers';
export { finishBits, startBits } from './bits';
export { addProducts, putStretches, setStretches, setWeight } from './stretches';
export { putCounts, putLevels, putTimes } from './trains';
import { MODEL_BYTES } from './numbers';

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}

export function modelBytes(): usize {
  return MODEL_BYTES;
}
