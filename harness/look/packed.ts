/** Numbers as base64 text, for model.ts. */
import { bytesOf } from '../../codecs/bytes/stream.js';

export function packBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

export function packInt16(values: Int16Array): string {
  return packBytes(bytesOf(values));
}

export function packFloat32(values: Float32Array): string {
  return packBytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}
