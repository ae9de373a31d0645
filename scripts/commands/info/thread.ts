/** The counting of `ncb info`, and what its page shows, which do not pause. */
import { type Looked, lookAt } from '../../../harness/look/collect.js';
import { describeRecordings } from '../../../harness/recordings/description/describe.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import { serveThread } from '../shared/thread.js';

/** What is to be described. */
export interface Description {
  readonly recordings: readonly Recording[];
  /** A row a channel. */
  readonly perChannel: boolean;
  /** What was typed, where a page is wanted. */
  readonly page: string | null;
}

const MB = 1e6;
const SAMPLE_BYTES = 2;

await serveThread<Description, Looked>(async ({ recordings, perChannel, page }, show) => {
  const mb = (samples: number) => Math.round((SAMPLE_BYTES * samples) / MB);
  const onProgress = (done: number, total: number) =>
    show({ phase: 'counting', done: mb(done), total: mb(total), unit: 'MB' });
  if (page !== null) return lookAt(recordings, page, onProgress);
  return { ...(await describeRecordings(recordings, perChannel, onProgress)), look: null };
});
