/** The absence of a compressor, so that an axis of the grid can name it. A parsed chain leaves it out. */
import { defineCompressor } from '../codec.js';

export const noCompressor = defineCompressor({
  name: 'none',
  family: 'copy',
  summary: 'no compressor',
  // `new Uint8Array(bytes)` copies; `bytes.slice()` would not if it were a Buffer
  open: () => ({ encode: bytes => new Uint8Array(bytes), decode: bytes => new Uint8Array(bytes) }),
});
