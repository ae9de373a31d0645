/**
 * The .xz format with LZMA2 and a CRC-64, as the `xz` program writes it, by liblzma.
 *
 * The encoder is asked for by its filter and not by its preset: there the package takes preset 0 for the default, 6.
 */
import { defineCompressor } from '../../codec.js';
import { DECODER_MEMORY, loadLiblzma, presetNumber, presets, runCoder } from './library.js';

export const xz = defineCompressor({
  name: 'xz',
  family: 'dictionary',
  summary: 'LZMA2 in .xz, with a checksum (liblzma)',
  packages: ['lzma-native'],
  parameters: presets,
  open: async ({ preset, extreme }) => {
    const liblzma = await loadLiblzma();
    const filter = {
      id: liblzma.FILTER_LZMA2,
      options: { preset: presetNumber(liblzma, preset, extreme) },
    };
    const encoder = { filters: [filter], check: liblzma.CHECK_CRC64 };
    return {
      asynchronous: true,
      encode: bytes => runCoder(liblzma, 'streamEncoder', encoder, bytes),
      decode: (bytes, most) => runCoder(liblzma, 'streamDecoder', { memlimit: DECODER_MEMORY }, bytes, most),
    };
  },
});
