/** A stretch of a recording, of some of its channels, as a recording of its own. */
import type { Recording } from './recording.js';

/** Where an excerpt lies in its recording. */
export interface Extent {
  readonly firstFrame: number;
  readonly frames: number;
  readonly firstChannel: number;
  readonly channels: number;
}

/**
 * An excerpt keeps the recording's name and checksum, and is read without the rest of the file.
 * @throws Error if the recording lies in no file
 */
export function excerptOf(recording: Recording, extent: Extent): Recording {
  const { source, microvolts, noElectrodes } = recording;
  if (source.type !== 'file') throw new Error(`no excerpts of ${source.type} recordings`);
  const { firstFrame, frames, firstChannel, channels } = extent;
  return {
    ...recording,
    channels,
    frames,
    ...(typeof microvolts === 'object' && {
      microvolts: microvolts.slice(firstChannel, firstChannel + channels),
    }),
    ...(noElectrodes !== undefined && {
      noElectrodes: noElectrodes
        .map(channel => channel - firstChannel)
        .filter(channel => channel >= 0 && channel < channels),
    }),
    source: {
      ...source,
      firstFrame: source.firstFrame + firstFrame,
      firstChannel: source.firstChannel + firstChannel,
    },
  };
}
