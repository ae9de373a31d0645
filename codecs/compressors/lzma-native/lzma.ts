/**
 * The .lzma format ("LZMA alone"), as `xz --format=lzma` writes it, by liblzma.
 *
 *   properties, 1 byte | dictionary length, 4 | content length, 8 (unknown: all ones) | LZMA with an end mark
 *
 * The format has no checksum: a flipped bit may decode to other bytes.
 */
import { defineCompressor } from '../../codec.js';
import { DECODER_MEMORY, loadLiblzma, presetNumber, presets, runCoder } from './library.js';

export const lzma = defineCompressor({
  name: 'lzma',
  family: 'dictionary',
  summary: 'LZMA in .lzma, without a checksum (liblzma)',
  packages: ['lzma-native'],
  parameters: presets,
  open: async ({ preset, extreme }) => {
    const liblzma = await loadLiblzma();
    const encoder = { preset: presetNumber(liblzma, preset, extreme) };
    return {
      asynchronous: true,
      encode: bytes => runCoder(liblzma, 'aloneEncoder', encoder, bytes),
      decode: (bytes, most) => runCoder(liblzma, 'aloneDecoder', { memlimit: DECODER_MEMORY }, bytes, most),
    };
  },
});
