/**
 * WAV files as programs are given them and leave them. (Recordings are read by harness/recordings/formats/wav.ts,
 * which is stricter: here the shape is known, and only has to agree.)
 *
 *   'RIFF' u32 bytes 'WAVE' | 'fmt ' u32 16 | u16 1, u16 channels, u32 rate, u32 bytes a second, u16 bytes a frame,
 *   u16 16 | 'data' u32 bytes | frames, interleaved int16 little-endian
 */
import { concatenate } from '../bytes/stream.js';

const HEADER_BYTES = 44;
const LARGEST_DATA = 2 ** 32 - HEADER_BYTES;
const BITS = 16;

/** For programs that code alike at any rate. */
const ANY_RATE_HZ = 48000;

/**
 * Puts a header before interleaved samples.
 * @param rateHz a whole number
 * @throws Error if they are too many for a WAV file
 */
export function wavOf(pcm: Uint8Array, channels: number, rateHz = ANY_RATE_HZ): Uint8Array {
  if (pcm.length > LARGEST_DATA) throw new Error(`${pcm.length} bytes are too many for a WAV file`);
  const view = new DataView(new ArrayBuffer(HEADER_BYTES));
  const text = (at: number, letters: string) => {
    for (let i = 0; i < letters.length; i++) view.setUint8(at + i, letters.charCodeAt(i));
  };
  text(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + pcm.length, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, rateHz, true);
  view.setUint32(28, rateHz * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, BITS, true);
  text(36, 'data');
  view.setUint32(40, pcm.length, true);
  return concatenate([new Uint8Array(view.buffer), pcm]);
}

/**
 * The samples of a WAV file, as a view.
 * @throws Error unless it is of 16 bits and as many channels
 */
export function pcmOf(wav: Uint8Array, channels: number): Uint8Array {
  const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength);
  const id = (at: number) => String.fromCharCode(...wav.subarray(at, at + 4));
  if (id(0) !== 'RIFF' || id(8) !== 'WAVE') throw new Error('what it decoded is no WAV file');
  for (let at = 12; at + 8 <= wav.length; ) {
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    // of what was written to a pipe the size is unknown and too large
    if (id(at) === 'data') return wav.subarray(start, Math.min(wav.length, start + size));
    if (id(at) === 'fmt ' && start + 16 <= wav.length) {
      const [given, bits] = [view.getUint16(start + 2, true), view.getUint16(start + 14, true)];
      if (given !== channels || bits !== BITS) {
        throw new Error(`decoded ${given} channels of ${bits} bits, not ${channels} of ${BITS}`);
      }
    }
    at = start + size + (size & 1);
  }
  throw new Error('what it decoded is a WAV file without samples');
}
