/**
 * The baseline of every sweep: a copy.
 *
 *   shape | samples as int16 little-endian, planar
 */

import { readShape, shapeOf } from '../bytes/shape.js';
import { bytesOf, joinStream, takeSamples } from '../bytes/stream.js';
import { defineCoder, type Samples } from '../codec.js';

function encode(samples: Samples): Uint8Array {
  return joinStream(shapeOf(samples), [], [bytesOf(samples.data)]);
}

function decode(bytes: Uint8Array): Samples {
  const cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  const given = takeSamples(cursor, shape);
  const data = new Int16Array(shape.channels * shape.frames);
  bytesOf(data).set(given);
  return { data, channels: shape.channels };
}

export const raw = defineCoder({
  name: 'raw',
  family: 'copy',
  summary: 'samples as they are, 16 bits each: the baseline',
  open: () => ({ encode, decode }),
});
