/** Figures of a set of recordings: of each, of all samples together, and on average. */
import { loadSamples } from '../load.js';
import type { Recording, Refusal } from '../recording.js';
import { refuse } from '../refuse.js';
import { figuresOf, meanMeasures } from './figures.js';
import { type InfoRow, type Measures, originOf, originOfAll } from './info-row.js';
import { addTally, makeTally, type Tally, tallyChannels } from './tally.js';

export interface Info {
  /** One a recording, or one a channel. */
  readonly rows: readonly InfoRow[];
  /** Of all samples put together; null if there are none. */
  readonly all: InfoRow | null;
  /** Of the rows, weighted by samples. */
  readonly mean: Measures;
}

export interface Described {
  readonly info: Info;
  /** What could not be read after all. */
  readonly unread: readonly Refusal[];
}

/**
 * Counts what is in recordings, one at a time, without a pause: seconds a hundred million samples.
 * @param perChannel a row a channel
 * @param onRecording called before each with the number of those that are done
 */
export function describeRecordings(
  recordings: readonly Recording[],
  perChannel: boolean,
  onRecording: (done: number) => void = () => undefined,
): Described {
  const sum = makeTally();
  const rows: InfoRow[] = [];
  const described: Recording[] = [];
  const unread: Refusal[] = [];
  for (const [done, recording] of recordings.entries()) {
    onRecording(done);
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
