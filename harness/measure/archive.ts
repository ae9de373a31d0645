/** Chunks of archives, inside a measuring process. */
import { crc32 } from 'node:zlib';
import { bytesOf } from '../../codecs/bytes/stream.js';
import { openChain } from '../../codecs/chain.js';
import type { Samples } from '../../codecs/codec.js';
import { framesOf } from '../archive/chunks.js';
import { decodeCopy, encodeCopy, heldErrors, promisedOn } from '../archive/copy.js';
import {
  type ChunkDecoder,
  decodeRecord,
  latticeOf,
  type OpenedArchive,
  openDecoder,
  openPlanned,
  openRecords,
  type PlannedArchive,
} from '../archive/open.js';
import { makeStretchJudge } from '../archive/stretch-judge.js';
import { openerOf } from '../container/open.js';
import { loadRegistry } from '../plugins/load.js';
import type { Outcome } from '../processes/outcome.js';
import type {
  DecodeChunkTask,
  DecodedChunk,
  EncodeChunkTask,
  EncodedChunk,
  JudgedStretch,
  JudgeStretchTask,
} from '../processes/tasks.js';
import { readLattice, writeLattice } from '../recordings/lattice.js';
import { loadSamples } from '../recordings/load.js';
import { describeMismatch } from './cell.js';
import { chainOf, withEncoder } from './encoder.js';

/** Encodes a stretch of a recording: a checksum of its samples, and the chain's stream. */
export async function encodeChunk(task: EncodeChunkTask): Promise<Outcome<EncodedChunk>> {
  const { recording, verify, lossy } = task;
  if (lossy !== undefined) return encodeLossy(task, lossy);
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

/** The same of a lossy copy: the checksum is of what comes back, and no sample of that is off by more than is promised. */
async function encodeLossy(
  task: EncodeChunkTask,
  { kind, exactChain, exact }: NonNullable<EncodeChunkTask['lossy']>,
): Promise<Outcome<EncodedChunk>> {
  const recorded = await loadSamples(task.recording);
  const planned = { channels: recorded.channels, exact };
  const chain = await chainOf(task);
  const exactly = await chainOf({ chain: exactChain, plugins: task.plugins });
  return withEncoder(task, async ({ encode, lend }) => {
    const lending = { encode: async (samples: Samples) => encode(lend(samples)) };
    const streams = await encodeCopy(recorded, planned, lending, await openChain(exactly));
    const decoded = await decodeCopy(streams, planned, await openChain(chain), await openChain(exactly));
    const promised = await promisedOn(chain, kind, recorded, planned);
    const { breach } = heldErrors(decoded, recorded, planned, promised);
    if (breach !== undefined) return { status: 'mismatch', error: breach };
    const payload = new Uint8Array(4 + streams.length);
    new DataView(payload.buffer).setUint32(0, crc32(bytesOf(decoded.data)), true);
    payload.set(streams, 4);
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

/** A fresh one. */
async function decoderOf({ plan }: PlannedArchive, plugins: readonly string[]): Promise<ChunkDecoder> {
  return openDecoder(plan, openerOf(await loadRegistry(plugins)));
}

/** Decodes a chunk and sees to it that its samples are those that were encoded. */
export async function decodeChunk(task: DecodeChunkTask): Promise<Outcome<DecodedChunk>> {
  const { archive, plugins, stream, chunk, then } = task;
  const opened = hold(archive);
  const at = opened.index.chunks[stream][chunk];
  const samples = await decodeRecord(opened, await decoderOf(opened, plugins), { stream, chunk, at });
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

/** Decodes a stretch of a lossy copy, each chunk before its original is read, and holds the one against the other. */
export async function judgeStretch(task: JudgeStretchTask): Promise<Outcome<JudgedStretch>> {
  const { archive, plugins, files, stretch, places, seed } = task;
  const opened = openPlanned(archive);
  try {
    const { plan } = opened;
    const planned = plan.streams[stretch.stream];
    const kind = plan.lossy?.kind ?? 'bounded';
    const chain = await chainOf({ chain: plan.chain, plugins });
    const judge = makeStretchJudge(planned, stretch.frames);
    for (const [k, at] of places.entries()) {
      const place = { stream: stretch.stream, chunk: stretch.firstChunk + k, at };
      const decoded = await decodeRecord(opened, await decoderOf(opened, plugins), place);
      const [firstFrame, frames] = framesOf(planned, place.chunk);
      const whole = { firstFrame, frames, firstChannel: 0, channels: planned.channels };
      const recorded = readLattice(latticeOf(planned, files), whole);
      const breach = judge.add(decoded, recorded, await promisedOn(chain, kind, recorded, planned));
      if (breach !== undefined) return { status: 'mismatch', error: `chunk ${place.chunk}: ${breach}` };
    }
    return { status: 'ok', value: judge.end(stretch.hasFigures ? seed : null) };
  } finally {
    opened.close();
  }
}
