/** Containers to files. */
import { crc32 } from 'node:zlib';
import type { ChainCodec } from '../../codecs/chain.js';
import type { Samples } from '../../codecs/codec.js';
import type { CodedSamples } from './format.js';
import { readContainer } from './read.js';
import { joinFile } from './split.js';

/** Opens a fresh codec by a chain's printable id. */
export type OpenById = (chain: string) => Promise<ChainCodec>;

/**
 * The file that a container holds.
 * @throws Error if it is no container, torn, damaged, of a later version or of a chain that `open` does not know
 */
export async function decodeFile(container: Uint8Array, open: OpenById): Promise<Uint8Array> {
  const { head, tail, coded, checksum } = readContainer(container);
  const samples = coded === undefined ? undefined : await decodeSamples(coded, open);
  const file = joinFile(head, samples, tail);
  if (crc32(file) !== checksum) throw new Error('the checksum of the decoded file is wrong');
  return file;
}

async function decodeSamples(coded: CodedSamples, open: OpenById): Promise<Samples> {
  const codec = await open(coded.chain);
  const { channels, frames } = coded;
  const samples = await codec.decode(coded.payload, channels * frames);
  if (samples.channels !== channels || samples.data.length !== channels * frames) {
    const decoded = `${samples.channels} channels, ${samples.data.length} samples`;
    throw new Error(`decoded ${decoded}, where the header says ${channels} channels of ${frames} frames`);
  }
  return samples;
}
