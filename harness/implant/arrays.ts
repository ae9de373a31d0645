/** Recordings as an implant would have them: of many electrodes at once. */

import { groupBy } from '../common/group-by.js';
import { draw } from '../common/shuffle.js';
import { excerptOf } from '../recordings/excerpt.js';
import type { Recording } from '../recordings/recording.js';
import { stackedRecording } from '../recordings/stacked.js';

export interface ArrayWish {
  /** Of each recording, its middle; what is shorter is taken whole. */
  readonly seconds: number;
  /** Recordings at most, drawn by the seed. */
  readonly recordings: number;
  readonly seed: number;
}

/** Recordings of several channels as they are; those of one channel and one rate side by side. */
export function arraysOf(recordings: readonly Recording[], wish: ArrayWish): Recording[] {
  const taken = draw(recordings, wish.recordings, wish.seed).map(recording =>
    middleOf(recording, wish.seconds),
  );
  const single = taken.filter(({ channels }) => channels === 1);
  const stacks = [...groupBy(single, ({ sampleRateHz }) => String(sampleRateHz)).values()];
  return [
    ...stacks.map(parts => (parts.length === 1 ? parts[0] : stackedRecording(parts))),
    ...taken.filter(({ channels }) => channels > 1),
  ];
}

function middleOf(recording: Recording, seconds: number): Recording {
  const { frames, channels, sampleRateHz, source } = recording;
  const wanted = Math.max(1, Math.round(seconds * sampleRateHz));
  if (frames <= wanted || source.type !== 'file') return recording;
  const firstFrame = Math.floor((frames - wanted) / 2);
  return excerptOf(recording, { firstFrame, frames: wanted, firstChannel: 0, channels });
}
