/** Chunks of archives, inside a measuring process. */
import { crc32 } from 'node:zlib';
import { bytesOf } from '../../codecs/bytes/stream.js';
import { openChain } from '../../codecs/chain.js';
import { framesOf } from '../archive/chunks.js';
import { decodeRecord, latticeOf, type OpenedArchive, openRecords } from '../archive/open.js';
import type { Outcome } from '../processes/outcome.js';
import type { DecodeChunkTask, DecodedChunk, EncodeChunkTask, EncodedChunk } from '../processes/tasks.js';
import { readLattice, writeLattice } from '../recordings/lattice.js';
import { loadSamples } from '../recordings/load.js';
import { describeMismatch } from './cell.js';
import { chainOf, withEncoder } from './encoder.js';

/** Encodes a stretch of a recording: a checksum of its samples, and the chain's stream. */
export async function encodeChunk(task: EncodeChunkTask): Promise<Outcome<EncodedChunk>> {
  const { recording, verify } = task;
  const recorded = await loadSamples(recording);
  const checksum = crc32(bytesOf(recorded.data));
  return withEncoder(task, async ({ encode, lend }) => {
    // what is decoded is compared with samples that no stage has had in its hands
    const stream = await encode(verify ? lend(recorded) : recorded);
    const payload = new Uint8Array(4 + stream.length);
    new DataView(payload.buffer).setUint32(0, checksum, true);
    payload.set(stream, 4);
    if (verify) {
      const decoder = await openChain(await chainOf(task));
      const mismatch = describeMismatch(await decoder.decode(stream), recorded);
      if (mismatch !== undefined) return { status: 'mismatch', error: mismatch };
    }
    return { status: 'ok', value: { payload } };
  });
}

// chunk after chunk of one archive
let held: { readonly path: string; readonly opened: OpenedArchive } | undefined;

function hold(path: string): OpenedArchive {
  if (held?.path !== path) {
    held?.opened.close();
    held = { path, opened: openRecords(path) };
  }
  return held.opened;
}

/** Decodes a chunk and sees to it that its samples are those that were encoded. */
export async function decodeChunk(task: DecodeChunkTask): Promise<Outcome<DecodedChunk>> {
  const { archive, plugins, stream, chunk, then } = task;
  const opened = hold(archive);
  const codec = await openChain(await chainOf({ chain: opened.plan.chain, plugins }));
  const samples = await decodeRecord(opened, codec, stream, chunk);
  if (then.type !== 'nothing') {
    const planned = opened.plan.streams[stream];
    const lattice = latticeOf(planned, then.files);
    const [firstFrame, frames] = framesOf(planned, chunk);
    if (then.type === 'write') writeLattice(lattice, firstFrame, samples);
    else {
      const stretch = { firstFrame, frames, firstChannel: 0, channels: planned.channels };
      const mismatch = describeMismatch(samples, readLattice(lattice, stretch));
      if (mismatch !== undefined) return { status: 'mismatch', error: mismatch };
    }
  }
  return { status: 'ok', value: {} };
}
