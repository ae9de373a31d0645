/** Files to containers. */
import { crc32 } from 'node:zlib';
import type { ChainCodec } from '../../codecs/chain.js';
import { LARGEST_FILE } from './format.js';
import { splitFile } from './split.js';
import { writeContainer } from './write.js';

/** A file in its container. */
export interface EncodedFile {
  readonly container: Uint8Array;
  /** Why the file was kept whole, past the chain; empty if it was not. */
  readonly reason: string;
}

/**
 * Puts a file of any kind into a container.
 * @param chain printable id of the chain behind `codec`
 * @throws Error if the file is over 2 GiB, or the codec fails
 */
export async function encodeFile(file: Uint8Array, chain: string, codec: ChainCodec): Promise<EncodedFile> {
  if (file.length > LARGEST_FILE) throw new Error(`${file.length} bytes, over ${LARGEST_FILE}`);
  const { head, samples, tail, reason } = splitFile(file);
  const checksum = crc32(file);
  if (samples === undefined) {
    return { container: writeContainer({ checksum, head, tail, coded: undefined }), reason };
  }
  const { channels } = samples;
  const frames = samples.data.length / channels;
  const payload = await codec.encode(samples);
  return {
    container: writeContainer({ checksum, head, tail, coded: { chain, channels, frames, payload } }),
    reason,
  };
}
