/** A coder planted to be explained, and the size of its streams counted without it. */

/**
 * Two coders that follow the samples with Golomb codes of a power of two; one takes it twice as large as it should.
 *
 *   channels (uint32) | samples (uint32) | codes: zeros as many as n >> k, a one, k low bits
 */
export const GOLOMB = `
import { defineCoder } from 'neural-codec-bench/codec';

function parameter(mean, tooMuch) {
  return Math.max(0, Math.floor(Math.log2(mean + 1))) + tooMuch;
}

function encode({ data, channels }, tooMuch) {
  const bits = [];
  let mean = 16;
  for (const x of data) {
    const n = x < 0 ? -2 * x - 1 : 2 * x;
    const k = parameter(mean, tooMuch);
    for (let q = n >> k; q > 0; q--) bits.push(0);
    bits.push(1);
    for (let b = 0; b < k; b++) bits.push((n >> b) & 1);
    mean += (n - mean) / 32;
  }
  const bytes = new Uint8Array(8 + Math.ceil(bits.length / 8));
  new DataView(bytes.buffer).setUint32(0, channels);
  new DataView(bytes.buffer).setUint32(4, data.length);
  bits.forEach((bit, i) => { bytes[8 + (i >> 3)] |= bit << (i & 7); });
  return bytes;
}

function decode(bytes, tooMuch) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const data = new Int16Array(view.getUint32(4));
  let at = 64;
  const bit = () => (bytes[at >> 3] >> (at++ & 7)) & 1;
  let mean = 16;
  for (let i = 0; i < data.length; i++) {
    const k = parameter(mean, tooMuch);
    let n = 0;
    while (bit() === 0) n++;
    n <<= k;
    for (let b = 0; b < k; b++) n |= bit() << b;
    data[i] = n & 1 ? -(n + 1) / 2 : n / 2;
    mean += (n - mean) / 32;
  }
  return { data, channels: view.getUint32(0) };
}

const coder = (name, tooMuch) =>
  defineCoder({
    name,
    family: 'entropy',
    summary: 'adaptive Golomb codes',
    open: () => ({ encode: samples => encode(samples, tooMuch), decode: bytes => decode(bytes, tooMuch) }),
  });
export const golomb = coder('golomb', 0);
export const golombOneTooLarge = coder('golomb-one-too-large', 1);
`;

/** Bytes of such a stream, counted without writing one. */
export function golombBytes(data: Int16Array, tooMuch: number): number {
  let bits = 64;
  let mean = 16;
  for (const x of data) {
    const n = x < 0 ? -2 * x - 1 : 2 * x;
    const k = Math.max(0, Math.floor(Math.log2(mean + 1))) + tooMuch;
    bits += (n >> k) + 1 + k;
    mean += (n - mean) / 32;
  }
  return Math.ceil(bits / 8);
}
