/**
 * The baseline of every sweep: a copy.
 *
 *   shape | samples as int16 little-endian, planar
 */
import { defineCoder, type Samples } from '../codec.js';
import { readShape, shapeOf, shapeSize, writeShape } from '../shape.js';

function encode(samples: Samples): Uint8Array {
  const { data } = samples;
  const shape = shapeOf(samples);
  const header = shapeSize(shape);
  const bytes = new Uint8Array(header + data.byteLength);
  writeShape(bytes, 0, shape);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header);
  return bytes;
}

function decode(bytes: Uint8Array): Samples {
  const cursor = { bytes, at: 0 };
  const { channels, frames } = readShape(cursor);
  const length = channels * frames * 2;
  if (bytes.length - cursor.at !== length) {
    throw new Error(`${bytes.length - cursor.at} bytes of samples where the shape says ${length}`);
  }
  const data = new Int16Array(channels * frames);
  new Uint8Array(data.buffer).set(bytes.subarray(cursor.at));
  return { data, channels };
}

export const raw = defineCoder({
  name: 'raw',
  family: 'copy',
  summary: 'samples as they are, 16 bits each: the baseline',
  open: () => ({ encode, decode }),
});
