// kernel: block-adaptive Golomb-Rice; the format and its modes are at the top of coders/rice.ts
export { decode } from './rice-decode';
export { encode, headerBytes, packedBytes, unaryBytes } from './rice-encode';

export function base(): usize {
  return (__heap_base + 15) & ~15;
}
