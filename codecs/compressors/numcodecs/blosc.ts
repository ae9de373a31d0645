/**
 * Blosc 1 (c-blosc, README_CHUNK_FORMAT.rst) by the package numcodecs, as WASM.
 *
 *   02 | version of the inner format | flags | type size | content's, a block's and the stream's length, 32 bits each
 *   position of each block, 32 bits each
 *   blocks: one stream, or one for each byte of the type: length, 32 bits | data (stored, if as long as the content)
 *
 * The package fixes the type size at 4, so `byte` and `bit` take two samples of 16 bits for one value: a shuffle by
 * two bytes is our coder `shuffle`, put before `blosc:shuffle=none`. It cuts a block into four streams where it does
 * not shuffle, too (all inner formats but zstd), which costs lz4hc 9 % and zlib 4 %; hence without a shuffle the
 * stage makes chunks of type size 1 (see blosc-unsplit.ts), as numcodecs for Python does of plain bytes.
 *
 * The format has no checksum: a flipped bit may decode to other bytes.
 */
import { defineCompressor } from '../../codec.js';
import { LARGEST_OUTPUT } from '../binding.js';
import { checkChunk } from './blosc-chunk.js';
import { encodeUnsplit, FORCED_BLOCK_BYTES } from './blosc-unsplit.js';
import { callNumcodecs, openNumcodecs } from './library.js';

/** By number, as the package takes them; its -1 for "automatic" throws. */
const SHUFFLES = { none: 0, byte: 1, bit: 2 } as const;

export const blosc = defineCompressor({
  name: 'blosc',
  family: 'dictionary',
  summary: 'Blosc as WASM (numcodecs), its shuffles by four bytes only',
  packages: ['numcodecs'],
  parameters: {
    cname: {
      type: 'choice',
      choices: ['blosclz', 'lz4', 'lz4hc', 'zlib', 'zstd'],
      default: 'lz4',
      sweep: ['blosclz', 'lz4', 'lz4hc', 'zlib', 'zstd'],
      meaning: 'inner format',
    },
    clevel: {
      type: 'integer',
      minimum: 0,
      maximum: 9,
      default: 5,
      sweep: [1, 5, 9],
      meaning: 'effort; 0 stores',
    },
    shuffle: {
      type: 'choice',
      choices: ['none', 'byte', 'bit'],
      default: 'byte',
      sweep: ['none', 'byte', 'bit'],
      meaning: 'bytes or bits of four-byte values, brought together',
    },
  },
  open: async ({ cname, clevel, shuffle }) => {
    const { default: Blosc } = await import('numcodecs/blosc');
    const unsplit = shuffle === 'none' && clevel > 0;
    const blocksize = unsplit ? FORCED_BLOCK_BYTES : 0;
    const codec = await openNumcodecs(
      Blosc.fromConfig({ id: 'blosc', cname, clevel, shuffle: SHUFFLES[shuffle], blocksize }),
    );
    return {
      asynchronous: true,
      encode: bytes => (unsplit ? encodeUnsplit(codec.encode, bytes) : codec.encode(bytes)),
      decode: async (bytes, most = LARGEST_OUTPUT) => {
        const length = checkChunk(bytes, most);
        const content = await callNumcodecs(() => codec.decode(bytes));
        if (content.length !== length)
          throw new Error(`${content.length} bytes where the stream says ${length}`);
        return content;
      },
    };
  },
});
