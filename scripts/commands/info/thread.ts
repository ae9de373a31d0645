/** The counting of `ncb info`: seconds a hundred million samples, without a pause. */
import { figuresOf, meanMeasures } from '../../../harness/recordings/description/figures.js';
import { type InfoRow, originOf, originOfAll } from '../../../harness/recordings/description/info-row.js';
import {
  addTally,
  makeTally,
  type Tally,
  tallyChannels,
} from '../../../harness/recordings/description/tally.js';
import { loadSamples } from '../../../harness/recordings/load.js';
import type { Recording, Refusal } from '../../../harness/recordings/recording.js';
import { refuse } from '../../../harness/recordings/refuse.js';
import type { Step } from '../shared/progress.js';
import { serveThread } from '../shared/thread.js';
import type { Info } from './text.js';

/** What is to be described. */
export interface Description {
  readonly recordings: readonly Recording[];
  /** A row a channel. */
  readonly perChannel: boolean;
}

export interface Described {
  readonly info: Info;
  /** What could not be read after all. */
  readonly unread: readonly Refusal[];
}

/** One recording at a time. */
function describeAll({ recordings, perChannel }: Description, show: (step: Step) => void): Described {
  const sum = makeTally();
  const rows: InfoRow[] = [];
  const described: Recording[] = [];
  const unread: Refusal[] = [];
  for (const [done, recording] of recordings.entries()) {
    show({ phase: 'counting', done, total: recordings.length, unit: 'recordings' });
    try {
      rows.push(...describe(recording, perChannel, sum));
      described.push(recording);
    } catch (thrown) {
      unread.push(refuse(recording.name, thrown));
    }
  }
  const all = rows.length === 0 ? null : { ...originOfAll(described), ...figuresOf(sum) };
  return { info: { rows, all, mean: meanMeasures(rows) }, unread };
}

/** Rows of a recording, whose counts are added to a sum. */
function describe(recording: Recording, perChannel: boolean, sum: Tally): InfoRow[] {
  const rows: InfoRow[] = [];
  const whole = makeTally();
  let channel = 0;
  for (const tally of tallyChannels(loadSamples(recording))) {
    addTally(whole, tally);
    if (perChannel) rows.push({ ...originOf(recording, channel), ...figuresOf(tally) });
    channel++;
  }
  addTally(sum, whole);
  return perChannel ? rows : [{ ...originOf(recording, null), ...figuresOf(whole) }];
}

await serveThread<Description, Described>(describeAll);
