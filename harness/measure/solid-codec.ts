/**
 * A chain over a whole set of recordings as one stream (scope `solid`).
 *
 *   form (1 byte: 0 the index as it is, 1 deflated in zlib's frame) | bytes of the index (varint) | index
 *   for each group of recordings of as many channels, but the last:   bytes of its stream (varint) | the chain's stream
 *   for the last:                                                     the chain's stream, to the end
 *
 * The order of groups, and of samples within one, is that of recordings/solid.ts.
 */
import { deflateSync, inflateSync } from 'node:zlib';
import { readVarint, varintSize, writeVarint } from '../../codecs/bytes/shape.js';
import type { ChainCodec } from '../../codecs/chain.js';
import type { Samples } from '../../codecs/codec.js';
import { decodeWhole } from '../../codecs/compressors/node-zlib/library.js';
import { mapCodec } from '../../codecs/map-codec.js';
import { type Group, groupsOf } from '../recordings/solid.js';
import { decodeIndex, encodeIndex, type IndexEntry } from './solid-index.js';

const PLAIN = 0;
const DEFLATED = 1;

/**
 * A codec for the samples of a set. Decoding takes nothing but the bytes; what the index says is then held against
 * `parts`, so that names and shapes are compared as samples are.
 */
export function solidCodec(codec: ChainCodec, parts: readonly IndexEntry[]): ChainCodec {
  return mapCodec<Samples, Uint8Array, Samples, Uint8Array>(
    codec,
    samples => ({ pieces: splitIntoGroups(parts, samples), join: streams => joinStreams(parts, streams) }),
    bytes => {
      const { entries, streams } = splitStreams(bytes);
      return { pieces: streams, join: groups => joinGroups(parts, entries, groups) };
    },
  );
}

/** The samples of each group: views of those of the set. */
export function splitIntoGroups(parts: readonly IndexEntry[], { data }: Samples): Samples[] {
  let at = 0;
  return groupsOf(parts).map(group => {
    const { channels, frames } = group;
    const [{ sampleRateHz }, ...others] = group.parts;
    const start = at;
    at += channels * frames;
    const samples = { data: data.subarray(start, at), channels };
    // of several rates, none is the group's
    return others.every(other => other.sampleRateHz === sampleRateHz)
      ? { ...samples, sampleRateHz }
      : samples;
  });
}

function joinStreams(parts: readonly IndexEntry[], streams: readonly Uint8Array[]): Uint8Array {
  const plain = encodeIndex(parts);
  const deflated = deflateSync(plain, { level: 9 });
  const [form, index] = deflated.length < plain.length ? [DEFLATED, deflated] : [PLAIN, plain];
  const pieces = [Uint8Array.of(form), varint(index.length), index];
  for (const stream of streams.slice(0, -1)) pieces.push(varint(stream.length), stream);
  return concat([...pieces, ...streams.slice(-1)]);
}

function varint(value: number): Uint8Array {
  const bytes = new Uint8Array(varintSize(value));
  writeVarint(bytes, 0, value);
  return bytes;
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function splitStreams(bytes: Uint8Array): { entries: IndexEntry[]; streams: Uint8Array[] } {
  if (bytes.length === 0) throw new Error('solid stream is empty');
  const form = bytes[0];
  if (form !== PLAIN && form !== DEFLATED) throw new Error(`index of form ${form}, want 0 or 1`);
  const cursor = { bytes, at: 1 };
  const take = (length: number) => {
    if (length > bytes.length - cursor.at) {
      throw new Error(`solid stream has ${bytes.length - cursor.at} bytes where it says ${length}`);
    }
    cursor.at += length;
    return bytes.subarray(cursor.at - length, cursor.at);
  };
  const index = take(readVarint(cursor));
  const entries = decodeIndex(form === DEFLATED ? decodeWhole(inflateSync, index) : index);
  const { length } = groupsOf(entries);
  const streams = Array.from({ length }, (_, group) =>
    take(group < length - 1 ? readVarint(cursor) : bytes.length - cursor.at),
  );
  return { entries, streams };
}

/** What was decoded, joined again and held against what was encoded. */
function joinGroups(
  parts: readonly IndexEntry[],
  entries: readonly IndexEntry[],
  decoded: readonly Samples[],
): Samples {
  if (entries.length !== parts.length) {
    throw new Error(`index has ${entries.length} recordings of ${parts.length}`);
  }
  entries.forEach((entry, i) => {
    if (describe(entry) !== describe(parts[i])) {
      throw new Error(`index has ${describe(entry)} for ${describe(parts[i])}`);
    }
  });
  groupsOf(entries).forEach((group, i) => {
    checkGroup(group, decoded[i]);
  });
  if (decoded.length === 1) return decoded[0];
  const data = new Int16Array(decoded.reduce((size, samples) => size + samples.data.length, 0));
  let at = 0;
  for (const samples of decoded) {
    data.set(samples.data, at);
    at += samples.data.length;
  }
  return { data, channels: 1 };
}

function describe({ name, channels, frames, sampleRateHz }: IndexEntry): string {
  return `${JSON.stringify(name)}: ${channels} × ${frames} at ${sampleRateHz} Hz`;
}

function checkGroup({ channels, frames }: Group<IndexEntry>, { data, channels: decoded }: Samples): void {
  if (decoded === channels && data.length === channels * frames) return;
  throw new Error(
    `decoded ${decoded} channels, ${data.length} samples for ${channels} channels of ${frames}`,
  );
}
