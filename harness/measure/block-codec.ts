/**
 * A chain over samples that come block by block, each block coded alone as it would be on its way out of an implant.
 *
 *   channels (varint) | frames (varint)
 *   for each block:   bytes of its stream (varint) | the chain's stream of `blockFrames` frames, of the last what is left
 */

import {
  type Cursor,
  readShape,
  readVarint,
  type Shape,
  shapeOf,
  varintSize,
  writeVarint,
} from '../../codecs/bytes/shape.js';
import type { ChainCodec } from '../../codecs/chain.js';
import type { Samples } from '../../codecs/codec.js';
import { mapCodec } from '../../codecs/map-codec.js';

/** A codec that cuts samples into blocks of frames and gives each to the chain. */
export function blockCodec(codec: ChainCodec, blockFrames: number): ChainCodec {
  return mapCodec<Samples, Uint8Array, Samples, Uint8Array>(
    codec,
    samples => ({
      pieces: cutIntoBlocks(samples, blockFrames),
      join: streams => joinStreams(samples, streams),
    }),
    bytes => {
      const { shape, streams } = splitStreams(bytes, blockFrames);
      return { pieces: streams, join: blocks => joinBlocks(shape, blocks) };
    },
  );
}

/**
 * Decodes a stretch from the blocks that it lies in alone.
 * @throws Error if the bytes are torn, or the stretch lies outside of them
 */
export async function decodeStretch(
  codec: ChainCodec,
  bytes: Uint8Array,
  blockFrames: number,
  { firstFrame, frames }: { readonly firstFrame: number; readonly frames: number },
): Promise<Samples> {
  const { shape, streams } = splitStreams(bytes, blockFrames);
  if (firstFrame + frames > shape.frames) throw new Error(`frames beyond the ${shape.frames} that there are`);
  const { channels } = shape;
  const data = new Int16Array(channels * frames);
  const last = Math.floor((firstFrame + frames - 1) / blockFrames);
  for (let b = Math.floor(firstFrame / blockFrames); b <= last; b++) {
    const block = await codec.decode(streams[b]);
    const taken = block.data.length / channels;
    const from = Math.max(0, firstFrame - b * blockFrames);
    const to = Math.min(taken, firstFrame + frames - b * blockFrames);
    const at = b * blockFrames + from - firstFrame;
    for (let c = 0; c < channels; c++) {
      data.set(block.data.subarray(c * taken + from, c * taken + to), c * frames + at);
    }
  }
  return { data, channels };
}

/** Samples of each block; the last has what is left. */
export function cutIntoBlocks(samples: Samples, blockFrames: number): Samples[] {
  const { channels, frames } = shapeOf(samples);
  return Array.from({ length: Math.ceil(frames / blockFrames) }, (_, b) => {
    const start = b * blockFrames;
    const taken = Math.min(blockFrames, frames - start);
    const data = new Int16Array(taken * channels);
    for (let c = 0; c < channels; c++) {
      const from = c * frames + start;
      data.set(samples.data.subarray(from, from + taken), c * taken);
    }
    return { ...samples, data };
  });
}

function joinStreams(samples: Samples, streams: readonly Uint8Array[]): Uint8Array {
  const { channels, frames } = shapeOf(samples);
  let size = varintSize(channels) + varintSize(frames);
  for (const { length } of streams) size += varintSize(length) + length;
  const bytes = new Uint8Array(size);
  let at = writeVarint(bytes, writeVarint(bytes, 0, channels), frames);
  for (const stream of streams) {
    at = writeVarint(bytes, at, stream.length);
    bytes.set(stream, at);
    at += stream.length;
  }
  return bytes;
}

function splitStreams(bytes: Uint8Array, blockFrames: number): { shape: Shape; streams: Uint8Array[] } {
  const cursor: Cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  const streams: Uint8Array[] = [];
  for (let frames = 0; frames < shape.frames; frames += blockFrames) {
    const length = readVarint(cursor);
    if (length > bytes.length - cursor.at) {
      throw new Error(`block of ${length} bytes where ${bytes.length - cursor.at} are left`);
    }
    streams.push(bytes.subarray(cursor.at, cursor.at + length));
    cursor.at += length;
  }
  return { shape, streams };
}

/** @throws Error if they are not the blocks of that shape */
export function joinBlocks({ channels, frames }: Shape, blocks: readonly Samples[]): Samples {
  const data = new Int16Array(channels * frames);
  let start = 0;
  for (const block of blocks) {
    const taken = block.data.length / channels;
    if (block.channels !== channels || start + taken > frames) {
      throw new Error(`block of ${block.channels} channels of ${taken} frames`);
    }
    for (let c = 0; c < channels; c++) {
      data.set(block.data.subarray(c * taken, (c + 1) * taken), c * frames + start);
    }
    start += taken;
  }
  if (start !== frames) throw new Error(`blocks of ${start} frames in all, not ${frames}`);
  return { data, channels };
}
