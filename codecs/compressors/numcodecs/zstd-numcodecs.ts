/**
 * Zstandard (RFC 8878) by the libzstd inside the package numcodecs, beside `zstd`: the same frame, checksum included,
 * by another version of the library, whose search finds other matches. It is n1-codec's `lstd_numcodec` at level 22.
 */
import { defineCompressor } from '../../codec.js';
import { loadFrameChecksum } from '../zstd-checksum.js';
import { checkFrame, zstdLevel } from '../zstd-frame.js';
import { callNumcodecs, openNumcodecs } from './library.js';
import { catchInstance, type Recover } from './zstd-instance.js';

const LARGEST_CONTENT = 2 ** 28;

// the package has one instance for the whole process
let loading: Promise<Recover> | undefined;

export const zstdNumcodecs = defineCompressor({
  name: 'zstd-numcodecs',
  family: 'dictionary',
  summary: 'Zstandard as WASM (numcodecs)',
  packages: ['numcodecs'],
  parameters: { level: zstdLevel },
  open: async ({ level }) => {
    const { default: Zstd } = await import('numcodecs/zstd');
    loading ??= catchInstance(() => openNumcodecs(Zstd.fromConfig({ id: 'zstd', level })));
    const recover = await loading;
    const codec = await openNumcodecs(Zstd.fromConfig({ id: 'zstd', level }));
    const withChecksum = await loadFrameChecksum();
    return {
      asynchronous: true,
      encode: async bytes => {
        if (bytes.length > LARGEST_CONTENT) throw new Error(`${bytes.length} bytes over ${LARGEST_CONTENT}`);
        return withChecksum(await recover(() => codec.encode(bytes)), bytes);
      },
      decode: async bytes => {
        checkFrame(bytes, LARGEST_CONTENT);
        return callNumcodecs(() => recover(() => codec.decode(bytes)));
      },
    };
  },
});
