/**
 * mtscomp, as the International Brain Laboratory ships: `NAME.cbin` and beside it `NAME.ch`, JSON:
 *
 *   dtype, n_channels, sample_rate, shape
 *   chunk_bounds    frame at which each chunk begins, and the last one ends
 *   chunk_offsets   the same in bytes of the .cbin
 *   chunk_order     'F': channel after channel; 'C': frame after frame
 *   do_time_diff, do_spatial_diff
 *
 * A chunk is zlib of its samples, of which each but the first of a channel has become the difference to the one before
 * (and, with do_spatial_diff, to the channel before).
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { extname } from 'node:path';
import { inflateSync } from 'node:zlib';
import { toPlanar } from '../../../codecs/bytes/planar.js';
import { UnsupportedError } from '../../../codecs/codec.js';
import { messageOf } from '../../../codecs/errors.js';
import { asCount, asList, asRate, parseObject, readTextBeside, say } from '../beside.js';
import type { Stretch } from '../lattice.js';
import { type Located, MOST_CHANNELS, type RecordingFormat } from './format.js';

/** Samples of a chunk; a second of a probe has 11 million. */
const LARGEST_CHUNK = 2 ** 28;

interface Index {
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly bounds: readonly number[];
  readonly offsets: readonly number[];
  readonly isPlanar: boolean;
  readonly hasTimeDifferences: boolean;
  readonly hasChannelDifferences: boolean;
}

export const mtscomp: RecordingFormat = {
  name: 'mtscomp',
  extensions: ['.cbin'],
  matches: () => false,
  locate: async ({ path, file }): Promise<Located> => {
    const index = readIndex(path, file.length);
    const { channels, sampleRateHz } = index;
    const frames = index.bounds.at(-1) ?? 0;
    return {
      streams: [{ channels, frames, sampleRateHz, layout: { type: 'stored', key: '' } }],
      others: [indexPath(path)],
    };
  },
  read: async (path, _, stretch) => ({
    data: readChunks(path, readIndex(path, Number.MAX_SAFE_INTEGER), stretch),
    channels: stretch.channels,
  }),
};

function indexPath(path: string): string {
  return `${path.slice(0, -extname(path).length)}.ch`;
}

function readIndex(path: string, bytes: number): Index {
  const text = readTextBeside(indexPath(path));
  if (text === undefined) throw new Error('no .ch lies beside it, which says where its chunks are');
  const facts = parseObject('.ch', text);
  const { dtype } = facts;
  if (dtype !== 'int16' && dtype !== '<i2')
    throw new UnsupportedError(`samples of ${say(dtype)}: only int16 is read`);
  const channels = asCount('n_channels', facts.n_channels, 1, MOST_CHANNELS);
  const bounds = ascending('chunk_bounds', facts.chunk_bounds, Number.MAX_SAFE_INTEGER);
  const offsets = ascending('chunk_offsets', facts.chunk_offsets, bytes);
  if (bounds.length !== offsets.length || bounds.length < 2) {
    throw new Error(`.ch: ${bounds.length} chunk_bounds and ${offsets.length} chunk_offsets`);
  }
  for (const [k, bound] of bounds.entries()) {
    const samples = channels * (bound - (bounds[k - 1] ?? bound));
    if (samples > LARGEST_CHUNK)
      throw new Error(`.ch: a chunk of ${samples} samples, at most ${LARGEST_CHUNK}`);
  }
  const order = facts.chunk_order ?? 'F';
  if (order !== 'F' && order !== 'C') throw new Error(`.ch: chunk_order is ${say(order)}, want "F" or "C"`);
  return {
    ...{ channels, bounds, offsets, isPlanar: order === 'F' },
    sampleRateHz: asRate('sample_rate', facts.sample_rate),
    hasTimeDifferences: facts.do_time_diff !== false,
    hasChannelDifferences: facts.do_spatial_diff === true,
  };
}

/** From 0 on, each more than the one before. */
function ascending(what: string, said: unknown, most: number): number[] {
  let least = 0;
  return asList(what, said).map((value, k) => {
    const count = asCount(`${what}[${k}]`, value, least, k === 0 ? 0 : most);
    least = count + 1;
    return count;
  });
}

function readChunks(path: string, index: Index, stretch: Stretch): Int16Array {
  const { firstFrame, frames, channels } = stretch;
  const data = new Int16Array(channels * frames);
  const descriptor = openSync(path, 'r');
  try {
    for (let k = 0; k + 1 < index.bounds.length; k++) {
      const [start, end] = [index.bounds[k], index.bounds[k + 1]];
      if (end <= firstFrame || start >= firstFrame + frames) continue;
      copyChunk(readChunk(descriptor, index, k), end - start, start, stretch, data);
    }
  } finally {
    closeSync(descriptor);
  }
  return data;
}

/** @returns planar */
function readChunk(descriptor: number, index: Index, k: number): Int16Array {
  const { channels, bounds, offsets, isPlanar, hasTimeDifferences, hasChannelDifferences } = index;
  const frames = bounds[k + 1] - bounds[k];
  const stored = new Uint8Array(offsets[k + 1] - offsets[k]);
  if (readSync(descriptor, stored, 0, stored.length, offsets[k]) < stored.length)
    throw new Error(`torn in chunk ${k}`);
  const length = 2 * channels * frames;
  const bytes = inflate(stored, length, k);
  const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + length));
  const planar = isPlanar ? samples : toPlanar(samples, channels).data;
  if (hasTimeDifferences) {
    for (let c = 0; c < channels; c++) {
      for (let at = c * frames + 1; at < (c + 1) * frames; at++) planar[at] += planar[at - 1];
    }
  }
  if (hasChannelDifferences)
    for (let at = frames; at < planar.length; at++) planar[at] += planar[at - frames];
  return planar;
}

function inflate(stored: Uint8Array, length: number, k: number): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = inflateSync(stored, { maxOutputLength: length });
  } catch (cause) {
    throw new Error(`chunk ${k} does not inflate: ${messageOf(cause)}`, { cause });
  }
  if (bytes.length !== length) throw new Error(`chunk ${k} has ${bytes.length} bytes, want ${length}`);
  return bytes;
}

function copyChunk(
  chunk: Int16Array,
  chunkFrames: number,
  start: number,
  { firstFrame, frames, firstChannel, channels }: Stretch,
  data: Int16Array,
): void {
  const from = Math.max(0, firstFrame - start);
  const to = Math.min(chunkFrames, firstFrame + frames - start);
  for (let c = 0; c < channels; c++) {
    const plane = (firstChannel + c) * chunkFrames;
    data.set(chunk.subarray(plane + from, plane + to), c * frames + start + from - firstFrame);
  }
}
