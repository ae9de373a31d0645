/**
 * Adaptive arithmetic coding: no table, each sample is coded by what was learned from those before it.
 *
 *   shape | kind (one byte), then
 *   0 raw       the samples, int16 little-endian: what does not get shorter
 *   1 order 0   varint n | n bytes of code
 *   2 order 1   the same, with contexts
 *
 * A sample x >= 0 has the magnitude x, x < 0 the magnitude -1 - x, and the bits of its magnitude are its size, 0 to 15.
 * Binary decisions give the size (four, most significant bit first), the sign (a 1 is negative) and the bits below the
 * magnitude's leading one. Every decision has a probability of its own for all decisions of the sample before it,
 * so any distribution of 65536 values can be learned, and what is never met costs little. In order 1 the decisions down
 * to two bits below the leading one have, besides, a probability for each context: size, sign and the bit below the
 * leading one of the sample before (of 0 at the start; channels follow one another). A context's probability starts
 * from the one without it.
 *
 *   interval       low = 0, high = 2^32 - 1; middle = low + floor((high - low) * p / 2^16), a 1 is low .. middle
 *                  and a 0 is middle + 1 .. high; leading bytes that both ends share leave, zeros and ones come in
 *   end            one byte, low's leading one and 1 more; zeros follow it in thought
 *   probability    of a 1 in 1/2^22, at first 2^21; moves towards 2^22 - 1 or 0 by floor(error * r / 2^16) with
 *                  r = floor(2^16 / (n + 1.6)) after n bits, in a context floor(2^16 / (n + 6)), n up to 255;
 *                  p is its upper 16 bits, kept to 32 .. 2^16 - 32
 */

import { readShape, shapeOf } from '../../bytes/shape.js';
import { bytesOf, joinStream, take, takeSamples, takeWithLength, withLength } from '../../bytes/stream.js';
import { type KernelExports, loadKernel, reserve, roundUp } from '../../bytes/wasm.js';
import { defineCoder, type Samples } from '../../codec.js';

interface Kernel extends KernelExports {
  readonly modelBytes: () => number;
  /** The byte behind the stream; 0 if there was too little room. */
  readonly encode: (
    samples: number,
    length: number,
    order: number,
    model: number,
    out: number,
    end: number,
  ) => number;
  /** 1 if the stream ended just where it had to. */
  readonly decode: (
    bytes: number,
    end: number,
    order: number,
    model: number,
    samples: number,
    length: number,
  ) => number;
}

const RAW = 0;
const ORDER_0 = 1;
const ORDER_1 = 2;
/**
 * What a byte can hold at most: a sample takes five decisions or more, and each narrows the interval to 2047/2048
 * of itself or less, which is 8 bits in 2272 samples; the interval as a whole has 4 bytes.
 */
const SAMPLES_A_BYTE = 2400;
const BYTES_OF_INTERVAL = 4;

function layOut(kernel: Kernel, samples: number, bytes: number) {
  const model = kernel.base();
  const samplesAt = roundUp(model + kernel.modelBytes());
  const bytesAt = samplesAt + 2 * samples;
  reserve(kernel, bytesAt + bytes);
  return { model, samplesAt, bytesAt };
}

function encode(kernel: Kernel, order: number, samples: Samples): Uint8Array {
  const { data } = samples;
  const shape = shapeOf(samples);
  const { model, samplesAt, bytesAt } = layOut(kernel, data.length, data.byteLength);
  const { buffer } = kernel.memory;
  new Int16Array(buffer, samplesAt, data.length).set(data);
  const end = kernel.encode(samplesAt, data.length, order, model, bytesAt, bytesAt + data.byteLength);
  if (end === 0) return joinStream(shape, [RAW], [bytesOf(data)]);
  const code = new Uint8Array(buffer, bytesAt, end - bytesAt);
  return joinStream(shape, [order === 0 ? ORDER_0 : ORDER_1], [withLength(code)]);
}

function decode(kernel: Kernel, bytes: Uint8Array): Samples {
  const cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  const length = shape.channels * shape.frames;
  const [kind] = take(cursor, 1);
  if (kind === RAW) {
    const given = takeSamples(cursor, shape);
    const data = new Int16Array(length);
    bytesOf(data).set(given);
    return { data, channels: shape.channels };
  }
  if (kind !== ORDER_0 && kind !== ORDER_1) throw new Error(`code of kind ${kind}`);
  const code = takeWithLength(cursor);
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes behind the code`);
  const data = decodeSamples(kernel, code, kind === ORDER_0 ? 0 : 1, length);
  return { data, channels: shape.channels };
}

function decodeSamples(kernel: Kernel, code: Uint8Array, order: number, length: number): Int16Array {
  if (length > SAMPLES_A_BYTE * (code.length + BYTES_OF_INTERVAL)) {
    throw new Error(`${code.length} bytes cannot hold ${length} samples`);
  }
  const { model, samplesAt, bytesAt } = layOut(kernel, length, code.length);
  new Uint8Array(kernel.memory.buffer, bytesAt, code.length).set(code);
  if (!kernel.decode(bytesAt, bytesAt + code.length, order, model, samplesAt, length)) {
    throw new Error(`code of ${code.length} bytes does not hold ${length} samples`);
  }
  return new Int16Array(kernel.memory.buffer, samplesAt, length).slice();
}

export const arithmetic = defineCoder({
  name: 'arithmetic',
  family: 'entropy',
  summary: 'adaptive binary arithmetic coding of sample values, without tables',
  parts: {
    predictor: 'none',
    distribution: 'adaptive, by binary decisions',
    entropyCoder: 'binary arithmetic',
  },
  parameters: {
    order: {
      type: 'integer',
      minimum: 0,
      maximum: 1,
      default: 0,
      sweep: [0, 1],
      meaning: 'samples before a sample that are its context',
    },
  },
  open: async ({ order }) => {
    const kernel = await loadKernel<Kernel>('arithmetic');
    return {
      encode: samples => encode(kernel, order, samples),
      decode: bytes => decode(kernel, bytes),
    };
  },
});
