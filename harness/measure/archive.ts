/** Chunks of archives, inside a measuring process. */
import { crc32 } from 'node:zlib';
import { bytesOf } from '../../codecs/bytes/stream.js';
import { openChain } from '../../codecs/chain.js';
import { parseChain } from '../../codecs/chain-id.js';
import { framesOf } from '../archive/chunks.js';
import { decodeRecord, latticeOf, type OpenedArchive, openRecords } from '../archive/open.js';
import { loadRegistry } from '../plugins/load.js';
import type { Outcome } from '../processes/outcome.js';
import type { DecodeChunkTask, DecodedChunk, EncodeChunkTask, EncodedChunk } from '../processes/tasks.js';
import { readLattice, writeLattice } from '../recordings/lattice.js';
import { loadSamples } from '../recordings/load.js';
import { describeMismatch, openerOf } from './cell.js';

/** Encodes a stretch of a recording: a checksum of its samples, and the chain's stream. */
export async function encodeChunk(task: EncodeChunkTask): Promise<Outcome<EncodedChunk>> {
  const samples = await loadSamples(task.recording);
  const checksum = crc32(bytesOf(samples.data));
  const open = await openerOf(task);
  const stream = await (await open()).encode(samples);
  const payload = new Uint8Array(4 + stream.length);
  new DataView(payload.buffer).setUint32(0, checksum, true);
  payload.set(stream, 4);
  if (task.verify) {
    const decoded = await (await open()).decode(payload.subarray(4));
    const mismatch = describeMismatch(decoded, await loadSamples(task.recording));
    if (mismatch !== undefined) return { status: 'mismatch', error: mismatch };
  }
  return { status: 'ok', value: { payload } };
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
  const codec = await openChain(parseChain(opened.plan.chain, await loadRegistry(plugins)));
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
