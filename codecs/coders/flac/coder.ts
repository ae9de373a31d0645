/**
 * FLAC (RFC 9639) by libFLAC as WASM.
 *
 *   shape | for each channel, if there are frames: varint length | a FLAC stream of one channel
 *
 * FLAC's own limit is 8 channels, and only of two does it use what they have in common; so each channel is a stream
 * of its own. A coder does not know the sample rate: streams say 44,100 Hz, which takes no bytes in a frame's header.
 *
 * libFLAC writes the MD5 of the samples into a header that the package cannot go back to, so it is put there, and
 * checked, here: the package drops bytes 0 and 255 from what libFLAC decodes by a rule of thumb.
 */
import { createHash } from 'node:crypto';
import { readShape, shapeOf } from '../../bytes/shape.js';
import { bytesOf, concatenate, joinStream, takeWithLength, withLength } from '../../bytes/stream.js';
import { defineCoder, type Samples } from '../../codec.js';
import { type Libflac, loadLibflac } from './library.js';

const SAMPLE_RATE_HZ = 44100;
const BITS = 16;
/** Samples that are handed to libFLAC at once. */
const PIECE = 65536;
/** Of the MD5: behind the magic, a block's header and the 18 bytes of lengths, rate and count. */
const MD5_AT = 26;
const MD5_BYTES = 16;
/** The best expansion: a block of 65,535 equal samples in a frame of 11 bytes. */
const LARGEST_BLOCK = 65535;
const SMALLEST_FRAME = 11;

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest();

function encodeChannel(flac: Libflac, data: Int16Array, level: number): Uint8Array {
  const encoder = flac.create_libflac_encoder(SAMPLE_RATE_HZ, 1, BITS, level, data.length, false, 0);
  if (encoder === 0) throw new Error('libFLAC has no memory for an encoder');
  const parts: Uint8Array[] = [];
  try {
    let status = flac.init_encoder_stream(encoder, bytes => parts.push(bytes));
    for (let start = 0; status === 0 && start < data.length; start += PIECE) {
      const piece = Int32Array.from(data.subarray(start, start + PIECE));
      status = Number(!flac.FLAC__stream_encoder_process_interleaved(encoder, piece, piece.length));
    }
    if (status !== 0 || !flac.FLAC__stream_encoder_finish(encoder)) throw new Error('libFLAC cannot encode');
  } finally {
    flac.FLAC__stream_encoder_delete(encoder);
  }
  const stream = concatenate(parts);
  stream.set(md5(bytesOf(data)), MD5_AT);
  return stream;
}

/** Hands out a stream piece by piece. */
function readerOf(stream: Uint8Array) {
  let at = 0;
  return (length: number) => {
    const buffer = stream.subarray(at, at + length);
    at += buffer.length;
    return { buffer, readDataLength: buffer.length, error: false };
  };
}

/** Decodes into `output`, the bytes of one channel. */
function decodeChannel(flac: Libflac, stream: Uint8Array, output: Uint8Array): void {
  let length = 0;
  let trouble: string | undefined;
  const write = ([samples, ...others]: readonly Uint8Array[]) => {
    if (others.length > 0 || samples.length > output.length - length)
      trouble ??= 'more samples than the shape says';
    if (trouble !== undefined) return false;
    output.set(samples, length);
    length += samples.length;
    return true;
  };
  const onError = (_code: number, name: string) => {
    trouble ??= name;
  };
  const decoder = flac.create_libflac_decoder(false);
  if (decoder === 0) throw new Error('libFLAC has no memory for a decoder');
  try {
    if (flac.init_decoder_stream(decoder, readerOf(stream), write, onError) !== 0) trouble = 'no decoder';
    if (!flac.FLAC__stream_decoder_process_until_end_of_stream(decoder)) trouble ??= 'decoding ended early';
    flac.FLAC__stream_decoder_finish(decoder);
  } finally {
    flac.FLAC__stream_decoder_delete(decoder);
  }
  if (trouble !== undefined) throw new Error(`the stream is damaged: ${trouble}`);
  if (length !== output.length)
    throw new Error(`${length} bytes of samples where the shape says ${output.length}`);
  if (!md5(output).equals(stream.subarray(MD5_AT, MD5_AT + MD5_BYTES)))
    throw new Error('MD5 of the samples is wrong');
}

function encode(flac: Libflac, samples: Samples, level: number): Uint8Array {
  const shape = shapeOf(samples);
  if (shape.frames === 0) return joinStream(shape, [], []);
  const streams = Array.from({ length: shape.channels }, (_, channel) => {
    const start = channel * shape.frames;
    return withLength(encodeChannel(flac, samples.data.subarray(start, start + shape.frames), level));
  });
  return joinStream(shape, [], streams);
}

function decode(flac: Libflac, bytes: Uint8Array): Samples {
  const cursor = { bytes, at: 0 };
  const { channels, frames } = readShape(cursor);
  const most = Math.floor(bytes.length / SMALLEST_FRAME) * LARGEST_BLOCK;
  if (channels * frames > most) throw new Error(`${channels} × ${frames} samples where ${most} are possible`);
  const data = new Int16Array(channels * frames);
  for (let start = 0; start < data.length; start += frames) {
    decodeChannel(flac, takeWithLength(cursor), bytesOf(data.subarray(start, start + frames)));
  }
  if (cursor.at < bytes.length)
    throw new Error(`${bytes.length - cursor.at} bytes behind the end of the stream`);
  return { data, channels };
}

export const flac = defineCoder({
  name: 'flac',
  family: 'prediction',
  summary: 'FLAC as WASM (libFLAC), a stream a channel',
  packages: ['libflacjs'],
  parameters: {
    level: {
      type: 'integer',
      minimum: 0,
      maximum: 8,
      default: 5,
      sweep: [0, 5, 8],
      meaning: 'effort',
    },
  },
  open: async ({ level }) => {
    const library = await loadLibflac();
    return {
      encode: samples => encode(library, samples, level),
      decode: bytes => decode(library, bytes),
    };
  },
});
