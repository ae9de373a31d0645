/** Samples of a file: int16 little-endian, interleaved frame after frame. */
import { closeSync, openSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import { toPlanar } from '../../codecs/bytes/planar.js';
import { bytesOf } from '../../codecs/bytes/stream.js';
import type { Samples } from '../../codecs/codec.js';
import type { FileSource } from './recording.js';

// Linux moves at most 2^31 - 4096 bytes in one call.
const READ_BYTES = 2 ** 30;
/** Interleaved samples that are held while few of their channels are taken. */
const PIECE_SAMPLES = 2 ** 20;

/**
 * Reads some channels of a stretch piece by piece, all of them at once.
 * @throws Error if the file has gone or shrunk
 */
export function readStretch(source: FileSource, channels: number, frames: number): Samples {
  const { path, offset, fileChannels, firstChannel } = source;
  if (channels === fileChannels) return toPlanar(readInterleaved(path, offset, frames * channels), channels);
  const data = new Int16Array(channels * frames);
  const pieceFrames = Math.max(1, Math.floor(PIECE_SAMPLES / fileChannels));
  for (let start = 0; start < frames; start += pieceFrames) {
    const taken = Math.min(pieceFrames, frames - start);
    const piece = readInterleaved(path, offset + 2 * fileChannels * start, taken * fileChannels);
    for (let frame = 0; frame < taken; frame++) {
      const from = frame * fileChannels + firstChannel;
      for (let c = 0; c < channels; c++) data[c * frames + start + frame] = piece[from + c];
    }
  }
  return { data, channels };
}

/**
 * Reads `count` samples from byte `offset` on.
 * @throws Error if the file has gone or shrunk
 */
function readInterleaved(path: string, offset: number, count: number): Int16Array {
  if (endianness() !== 'LE') throw new Error('big-endian hosts are not supported');
  const samples = new Int16Array(count);
  const bytes = bytesOf(samples);
  const descriptor = openSync(path, 'r');
  try {
    for (let done = 0; done < bytes.length; ) {
      const read = readSync(
        descriptor,
        bytes,
        done,
        Math.min(READ_BYTES, bytes.length - done),
        offset + done,
      );
      if (read === 0)
        throw new Error(`${path} has shrunk: ${done} of ${bytes.length} bytes of samples are there`);
      done += read;
    }
  } finally {
    closeSync(descriptor);
  }
  return samples;
}
