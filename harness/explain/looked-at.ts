/** How much of a recording is looked at: all of it, or an excerpt from its middle where that is too much. */
import { excerptOf } from '../recordings/excerpt.js';
import type { Recording } from '../recordings/recording.js';

/** A recording as it is taken apart. */
export interface Looked {
  /** As it was given, or the excerpt. */
  readonly recording: Recording;
  /** Of the excerpt, in the recording; 0 of a whole one. */
  readonly firstFrame: number;
  /** Frames that the recording has. */
  readonly allFrames: number;
}

/** Of all channels: 14 minutes of one at 20 kHz, 1.5 s of 384 at 30 kHz. Chains hold it several times over. */
const MOST_SAMPLES = 2 ** 24;

/** An excerpt has all channels, since what they have in common is part of where bits go. */
export function lookedAt(recording: Recording): Looked {
  const { channels, frames, source } = recording;
  const most = Math.max(1, Math.floor(MOST_SAMPLES / channels));
  const whole = { recording, firstFrame: 0, allFrames: frames };
  if (frames <= most || source.type !== 'file') return whole;
  const firstFrame = Math.floor((frames - most) / 2);
  const extent = { firstFrame, frames: most, firstChannel: 0, channels };
  return { recording: excerptOf(recording, extent), firstFrame, allFrames: frames };
}
