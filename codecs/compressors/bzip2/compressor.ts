/**
 * bzip2: encoded by libbz2 as WASM, decoded by seek-bzip in JavaScript.
 *
 *   "BZh" level | blocks of level × 100,000 bytes, each with its CRC | end mark, CRC over all
 *
 * A few dozen bytes may hold a block of 46 MB, so the decoder's output grows as it comes instead of by a bound.
 */
import { defineCompressor } from '../../codec.js';
import { messageOf } from '../../errors.js';
import { checkContent, LARGEST_OUTPUT } from '../binding.js';
import { loadEncoder } from './encoder.js';

/** Hands out bytes and throws at their end, where seek-bzip itself reads on or takes the stream for whole. */
function inputOf(bytes: Uint8Array) {
  let at = 0;
  const readByte = () => {
    if (at >= bytes.length) throw new Error('stream is cut short');
    return bytes[at++];
  };
  const read = (into: Uint8Array, start: number, length: number) => {
    for (let i = 0; i < length; i++) into[start + i] = readByte();
    return length;
  };
  return { readByte, read, left: () => bytes.length - at };
}

function growingOutput(expected: number, most: number) {
  let buffer = new Uint8Array(Math.min(expected, most));
  let length = 0;
  const writeByte = (byte: number) => {
    if (length === buffer.length) {
      checkContent(length + 1, most);
      const larger = new Uint8Array(Math.min(2 * length + 64, most));
      larger.set(buffer);
      buffer = larger;
    }
    buffer[length++] = byte;
  };
  return { writeByte, content: () => buffer.slice(0, length) };
}

export const bzip2 = defineCompressor({
  name: 'bzip2',
  family: 'block-sorting',
  summary: 'bzip2 (libbz2 as WASM; seek-bzip decodes)',
  packages: ['bzip2-wasm', 'seek-bzip'],
  parameters: {
    level: {
      type: 'integer',
      minimum: 1,
      maximum: 9,
      default: 9,
      sweep: [1, 9],
      meaning: 'block length in 100,000 bytes',
    },
  },
  open: async ({ level }) => {
    const encode = await loadEncoder();
    const { default: bunzip } = await import('seek-bzip');
    return {
      encode: bytes => encode(bytes, level),
      decode: (bytes, most = LARGEST_OUTPUT) => {
        const input = inputOf(bytes);
        const output = growingOutput(4 * bytes.length, Math.min(most, LARGEST_OUTPUT));
        try {
          bunzip.decode(input, output);
        } catch (cause) {
          // what seek-bzip says of damage is a TypeError
          throw new Error(messageOf(cause), { cause });
        }
        if (input.left() > 0) throw new Error(`${input.left()} bytes behind the end of the stream`);
        return output.content();
      },
    };
  },
});
