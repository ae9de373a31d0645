/** A file taken apart into samples and the rest, and put together again. */

import { toInterleaved, toPlanar } from '../../codecs/bytes/planar.js';
import { bytesOf, concatenate } from '../../codecs/bytes/stream.js';
import type { Samples } from '../../codecs/codec.js';
import { messageOf } from '../../codecs/errors.js';
import { salvageData, type WavData } from '../recordings/formats/wav.js';
import { MOST_SAMPLES } from '../recordings/recording.js';

/** The parts of a file, in order: head, samples, tail. */
export interface SplitFile {
  /** All of the file if there are no samples. A view. */
  readonly head: Uint8Array;
  readonly samples: Samples | undefined;
  /** A view. */
  readonly tail: Uint8Array;
  /** Why there are no samples. */
  readonly reason: string;
}

/** Finds the samples of an int16 WAV file, sound or not; any other file is all head. */
export function splitFile(file: Uint8Array): SplitFile {
  const read = (at: number, length: number) => file.subarray(at, at + length);
  try {
    return splitAt(file, salvageData({ length: file.length, read }));
  } catch (thrown) {
    return { head: file, samples: undefined, tail: file.subarray(file.length), reason: messageOf(thrown) };
  }
}

function splitAt(file: Uint8Array, { channels, frames, offset }: WavData): SplitFile {
  if (frames * channels > MOST_SAMPLES) throw new Error(`${frames * channels} samples, over ${MOST_SAMPLES}`);
  const interleaved = new Int16Array(frames * channels);
  const end = offset + interleaved.byteLength;
  bytesOf(interleaved).set(file.subarray(offset, end));
  return {
    head: file.subarray(0, offset),
    samples: toPlanar(interleaved, channels),
    tail: file.subarray(end),
    reason: '',
  };
}

/** Inverse of `splitFile`. */
export function joinFile(head: Uint8Array, samples: Samples | undefined, tail: Uint8Array): Uint8Array {
  const middle = samples === undefined ? [] : [bytesOf(toInterleaved(samples))];
  return concatenate([head, ...middle, tail]);
}
