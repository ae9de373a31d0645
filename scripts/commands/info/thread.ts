/** The counting of `ncb info`, which does not pause. */
import { type Described, describeRecordings } from '../../../harness/recordings/description/describe.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import { serveThread } from '../shared/thread.js';

/** What is to be described. */
export interface Description {
  readonly recordings: readonly Recording[];
  /** A row a channel. */
  readonly perChannel: boolean;
}

await serveThread<Description, Described>(({ recordings, perChannel }, show) => {
  const total = recordings.length;
  return describeRecordings(recordings, perChannel, done =>
    show({ phase: 'counting', done, total, unit: 'recordings' }),
  );
});
