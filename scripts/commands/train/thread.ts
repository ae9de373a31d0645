/** The learning of `ncb train`: seconds a million samples, without a pause. */
import type { Recording } from '../../../harness/recordings/recording.js';
import { type Trained, trainProfile } from '../../../harness/train/train.js';
import { serveThread } from '../shared/thread.js';

/** What is learned from, as the command line has it. */
export interface Training {
  readonly recordings: readonly Recording[];
  /** Of the profile. */
  readonly name: string;
  readonly heldOut: number;
}

const UNITS = { codes: 'recordings', learning: 'channels', judging: 'channels' } as const;

await serveThread<Training, Trained>(({ recordings, name, heldOut }, show) =>
  trainProfile(recordings, {
    name,
    heldOut,
    onProgress: (phase, done, total) => show({ phase, done, total, unit: UNITS[phase] }),
  }),
);
