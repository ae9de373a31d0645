/**
 * The checksum of a Zstandard frame, for packages that cannot ask libzstd for it: a bit of the descriptor and four bytes
 * at the end, as the `zstd` program writes them.
 */
import { CHECKSUM_BYTES, loadChecksum } from '../bytes/xxhash64.js';
import { CHECKSUM_FLAG, DESCRIPTOR_AT } from './zstd-frame.js';

/** A function that adds to a frame, made without a checksum, that of its content. */
export async function loadFrameChecksum(): Promise<(frame: Uint8Array, content: Uint8Array) => Uint8Array> {
  const checksumOf = await loadChecksum();
  return (frame, content) => withChecksum(frame, checksumOf(content));
}

function withChecksum(frame: Uint8Array, checksum: number): Uint8Array {
  const bytes = new Uint8Array(frame.length + CHECKSUM_BYTES);
  bytes.set(frame);
  bytes[DESCRIPTOR_AT] |= CHECKSUM_FLAG;
  new DataView(bytes.buffer).setUint32(frame.length, checksum, true);
  return bytes;
}
