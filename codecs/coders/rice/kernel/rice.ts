// Block-adaptive Golomb-Rice; the format and its modes are at the top of ../coder.ts
export { decode } from './decode';
export { encode, headerBytes, packedBytes, unaryBytes } from './encode';

export function base(): usize {
  return (__heap_base + 15) & ~15;
}
