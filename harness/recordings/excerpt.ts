/** A stretch of a recording, of some of its channels, read without the rest of the file. */
import type { Samples } from '../../codecs/codec.js';
import { readInterleaved } from './read.js';
import type { Recording, RecordingSource } from './recording.js';

/** Where an excerpt lies in its recording. */
export interface Extent {
  readonly firstFrame: number;
  readonly frames: number;
  readonly firstChannel: number;
  readonly channels: number;
}

type ExcerptSource = Extract<RecordingSource, { type: 'excerpt' }>;

// interleaved samples that are held while few of their channels are taken
const PIECE_SAMPLES = 2 ** 20;

/**
 * An excerpt as a recording of its own; it keeps the file's name and checksum.
 * @throws Error if the recording lies in no file
 */
export function excerptOf(recording: Recording, extent: Extent): Recording {
  const { source, channels: fileChannels } = recording;
  if (source.type !== 'wav' && source.type !== 'raw')
    throw new Error(`no excerpts of ${source.type} recordings`);
  const { firstFrame, frames, firstChannel, channels } = extent;
  const dataOffset = (source.type === 'wav' ? source.dataOffset : 0) + 2 * fileChannels * firstFrame;
  return {
    ...recording,
    channels,
    frames,
    source: { type: 'excerpt', path: source.path, dataOffset, fileChannels, firstChannel },
  };
}

/**
 * Reads an excerpt piece by piece.
 * @throws Error if the file has gone or shrunk
 */
export function readExcerpt(source: ExcerptSource, channels: number, frames: number): Samples {
  const { path, dataOffset, fileChannels, firstChannel } = source;
  const data = new Int16Array(channels * frames);
  const pieceFrames = Math.max(1, Math.floor(PIECE_SAMPLES / fileChannels));
  for (let start = 0; start < frames; start += pieceFrames) {
    const taken = Math.min(pieceFrames, frames - start);
    const piece = readInterleaved(path, dataOffset + 2 * fileChannels * start, taken * fileChannels);
    for (let frame = 0; frame < taken; frame++) {
      const from = frame * fileChannels + firstChannel;
      for (let c = 0; c < channels; c++) data[c * frames + start + frame] = piece[from + c];
    }
  }
  return { data, channels };
}
