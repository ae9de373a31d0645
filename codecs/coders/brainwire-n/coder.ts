/**
 * brainwire's mode n, to the byte of its version 0.1.8 (detect_neural_spikes and create_encoded_data in
 * signal_processing_utilities 0.1.23): the signal from 500 to 5000 Hz, where it takes it for a spike, and zeros. What
 * comes back is the filtered signal: slow waves are gone, and phases are not those of the samples.
 *
 *   data     rate in Hz, frames, int32 little-endian each | spikes
 *   spike    first frame, frames, int32 each | so many samples of the filtered signal, int16
 *
 * By a Huffman code of bytes, in the streams of shared/brainwire/. brainwire fails where there is no spike; here the data
 * end behind the frames. It has no place for a second channel; here each is a stream of its own.
 */
import { bytesOf } from '../../bytes/stream.js';
import { defineCoder } from '../../codec.js';
import { frameCodec } from '../shared/brainwire/frame.js';
import type { Held } from '../shared/brainwire/stream.js';
import { bandOf } from './band.js';
import { findStretches } from './spikes.js';

const HEAD_BYTES = 8;
const NO_VALUES = new Uint8Array(0);
/**
 * What a byte of data may stand for: so that a damaged stream allocates no more, a longer silence ends with spikes of no
 * frames.
 */
const MOST_FRAMES_A_BYTE = 65536;

function lay(channel: Int16Array, rateHz: number): Uint8Array {
  const band = bandOf(channel, rateHz);
  const stretches = findStretches(band);
  const kept = stretches.reduce((sum, { start, end }) => sum + end + 1 - start, 0);
  const bytes = HEAD_BYTES * (1 + stretches.length) + 2 * kept;
  const least = Math.ceil(channel.length / MOST_FRAMES_A_BYTE);
  const empty = Math.max(0, Math.ceil((least - bytes) / HEAD_BYTES));
  const data = new Uint8Array(bytes + HEAD_BYTES * empty);
  const view = new DataView(data.buffer);
  view.setInt32(0, rateHz, true);
  view.setInt32(4, channel.length, true);
  let at = HEAD_BYTES;
  for (const { start, end } of stretches) {
    view.setInt32(at, start, true);
    view.setInt32(at + 4, end + 1 - start, true);
    data.set(bytesOf(band.subarray(start, end + 1)), at + HEAD_BYTES);
    at += HEAD_BYTES + 2 * (end + 1 - start);
  }
  return data;
}

function unlay(data: Uint8Array): Int16Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < HEAD_BYTES) throw new Error(`${data.length} bytes of data, where rate and frames take 8`);
  const frames = view.getInt32(4, true);
  if (frames < 0 || frames > data.length * MOST_FRAMES_A_BYTE) {
    throw new Error(`${frames} frames in ${data.length} bytes of data`);
  }
  const channel = new Int16Array(frames);
  const out = bytesOf(channel);
  for (let at = HEAD_BYTES; at < data.length; ) {
    if (data.length - at < HEAD_BYTES) throw new Error('data end inside the head of a spike');
    const start = view.getInt32(at, true);
    const count = view.getInt32(at + 4, true);
    at += HEAD_BYTES;
    if (start < 0 || count < 0 || start + count > frames || 2 * count > data.length - at) {
      throw new Error(`a spike of ${count} frames from ${start} on, of ${frames}`);
    }
    out.set(data.subarray(at, at + 2 * count), 2 * start);
    at += 2 * count;
  }
  return channel;
}

function unhold({ mode, data }: Held): Int16Array {
  if (mode !== 'n') throw new Error(`a stream of mode ${mode}, which brainwire reads`);
  return unlay(data);
}

export const brainwireN = defineCoder({
  name: 'brainwire-n',
  family: 'entropy',
  summary: 'mode n of brainwire 0.1.8: what it takes for spikes in the band from 500 to 5000 Hz, and zeros',
  loss: { kind: 'free' },
  open: () =>
    frameCodec({
      hold: (channel, rateHz) => ({ mode: 'n', data: lay(channel, rateHz), values: NO_VALUES }),
      unhold,
      lay,
      unlay,
    }),
});
