/**
 * nibble: a coder as a plugin, complete. Try it with
 *
 *   ncb check scripts/example-codec.ts
 *   ncb sweep --plugin scripts/example-codec.ts
 *
 * Each sample is the difference to the one `distance` before it, in 4 bits if it is small:
 *
 *   channels (uint32) | samples (uint32) | nibbles, low half of a byte first, the last byte filled with 0
 *
 *   0..14   the difference minus 7
 *   15      an escape: the difference modulo 2^16 follows in 4 nibbles, lowest first
 *
 * `distance` is not in the stream: the chain's id says it, and decode is opened with the same parameters.
 */
import { defineCoder, type Samples } from 'neural-codec-bench/codec';

const HEADER_BYTES = 8;
const ESCAPE = 15;

function encode({ data, channels }: Samples, distance: number): Uint8Array {
  // five nibbles a sample at the worst
  const bytes = new Uint8Array(HEADER_BYTES + Math.ceil((data.length * 5) / 2));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, channels, true);
  view.setUint32(4, data.length, true);
  let at = 2 * HEADER_BYTES;
  const put = (nibble: number) => {
    bytes[at >> 1] |= (nibble & 15) << (4 * (at & 1));
    at++;
  };
  for (let i = 0; i < data.length; i++) {
    const difference = i < distance ? data[i] : data[i] - data[i - distance];
    if (difference >= -7 && difference <= 7) put(difference + 7);
    else
      for (const nibble of [ESCAPE, difference, difference >> 4, difference >> 8, difference >> 12])
        put(nibble);
  }
  return bytes.slice(0, (at + 1) >> 1);
}

function decode(bytes: Uint8Array, distance: number): Samples {
  if (bytes.length < HEADER_BYTES) throw new Error(`${bytes.length} bytes are no header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const channels = view.getUint32(0, true);
  const length = view.getUint32(4, true);
  // a sample takes a nibble at least: a length beyond that is a lie, and nothing is allocated for it
  if (length > 2 * (bytes.length - HEADER_BYTES))
    throw new Error(`${length} samples in ${bytes.length} bytes`);
  if (channels < 1 || length % channels !== 0) throw new Error(`${channels} channels of ${length} samples`);
  const data = new Int16Array(length);
  let at = 2 * HEADER_BYTES;
  const get = () => (bytes[at >> 1] >> (4 * (at++ & 1))) & 15;
  for (let i = 0; i < length; i++) {
    const nibble = get();
    const difference = nibble === ESCAPE ? get() | (get() << 4) | (get() << 8) | (get() << 12) : nibble - 7;
    data[i] = i < distance ? difference : difference + data[i - distance];
  }
  if ((at + 1) >> 1 !== bytes.length)
    throw new Error(`${bytes.length} bytes where ${(at + 1) >> 1} are coded`);
  return { data, channels };
}

export const nibble = defineCoder({
  name: 'nibble',
  family: 'entropy',
  summary: 'differences in 4 bits, with an escape',
  parameters: {
    distance: {
      type: 'integer',
      minimum: 1,
      maximum: 64,
      default: 1,
      sweep: [1, 2],
      meaning: 'how far back the sample is that is subtracted',
    },
  },
  open: ({ distance }) => ({
    encode: samples => encode(samples, distance),
    decode: bytes => decode(bytes, distance),
  }),
});
