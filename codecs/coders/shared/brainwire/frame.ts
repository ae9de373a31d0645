/**
 * One channel is a stream of brainwire (stream.ts). What it has no stream for (several channels, no samples, what its
 * code fails at) is ours, told apart by its last byte:
 *
 *   shape | for each channel, unless there are no frames: varint n | n bytes, a stream of brainwire; n = 0: varint m |
 *   m bytes of data as they are | 'x'
 */
import { channelsOf, readShape, shapeOf } from '../../../bytes/shape.js';
import { joinStream, takeWithLength, withLength } from '../../../bytes/stream.js';
import type { Samples, SyncCodec } from '../../../codec.js';
import { rateOf } from '../../../models/rate.js';
import { type Held, readStream, writeStream } from './stream.js';

const MARK = 'x'.charCodeAt(0);

/** What a mode makes of a channel, and back. */
export interface ChannelCodec {
  /** @returns undefined where the mode has no data */
  readonly hold: (channel: Int16Array, rateHz: number) => Held | undefined;
  /** @throws Error if it is of another mode, or holds no samples */
  readonly unhold: (held: Held) => Int16Array;
  /** Data as they stand without a code. */
  readonly lay: (channel: Int16Array, rateHz: number) => Uint8Array;
  readonly unlay: (data: Uint8Array) => Int16Array;
}

export function frameCodec(codec: ChannelCodec): SyncCodec<Samples, Uint8Array> {
  return { encode: samples => encode(codec, samples), decode: bytes => decode(codec, bytes) };
}

function encode(codec: ChannelCodec, samples: Samples): Uint8Array {
  const shape = shapeOf(samples);
  const channels = shape.frames === 0 ? [] : channelsOf(samples);
  // a whole number, as WAV files have it
  const rateHz = Math.round(rateOf(samples));
  const streams = channels.map(channel => {
    const held = codec.hold(channel, rateHz);
    return held && writeStream(held);
  });
  if (streams.length === 1 && streams[0] !== undefined) return streams[0];
  const parts = streams.flatMap((stream, c) =>
    stream === undefined
      ? [withLength(new Uint8Array(0)), withLength(codec.lay(channels[c], rateHz))]
      : [withLength(stream)],
  );
  return joinStream(shape, [], [...parts, Uint8Array.of(MARK)]);
}

function decode(codec: ChannelCodec, bytes: Uint8Array): Samples {
  if (bytes.length === 0 || bytes[bytes.length - 1] !== MARK) {
    return { data: codec.unhold(readStream(bytes)), channels: 1 };
  }
  const cursor = { bytes: bytes.subarray(0, bytes.length - 1), at: 0 };
  const { channels, frames } = readShape(cursor);
  const decoded: Int16Array[] = [];
  for (let c = 0; c < channels && frames > 0; c++) {
    const stream = takeWithLength(cursor);
    const channel =
      stream.length === 0 ? codec.unlay(takeWithLength(cursor)) : codec.unhold(readStream(stream));
    if (channel.length !== frames)
      throw new Error(`channel ${c} of ${channel.length} frames, want ${frames}`);
    decoded.push(channel);
  }
  if (cursor.at !== cursor.bytes.length) {
    throw new Error(`${cursor.bytes.length - cursor.at} bytes behind the last channel`);
  }
  const data = new Int16Array(channels * frames);
  for (const [c, channel] of decoded.entries()) data.set(channel, c * frames);
  return { data, channels };
}
