// Decoder of the first format of gaussian-rans, see ../first-format.ts
export { decode } from './decode';
export { begin, escapesNow, setEscapes } from './lanes';

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}
