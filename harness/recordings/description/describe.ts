/** Figures of a set of recordings: of each, of all samples together, and on average. */
import { type Extent, excerptOf } from '../excerpt.js';
import { loadSamples } from '../load.js';
import { loadUnits } from '../load-units.js';
import type { Recording, Refusal } from '../recording.js';
import { refuse } from '../refuse.js';
import type { TrueUnit } from '../units.js';
import { figuresOf, meanMeasures } from './figures.js';
import type { Histogram } from './histogram.js';
import { type InfoRow, type Measures, originOf, originOfAll } from './info-row.js';
import { addTally, type Counted, countedSamples, makeTally, type Tally, tallyGroups } from './tally.js';

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
  /** How often each value occurs in all samples together. */
  readonly samples: Histogram;
  /** What could not be read after all. */
  readonly unread: readonly Refusal[];
}

/**
 * Counts what is in recordings, one at a time and in pieces, without a pause: seconds a hundred million samples.
 * @param perChannel a row a channel
 * @param onProgress called now and then with how many samples are counted, of how many
 */
export async function describeRecordings(
  recordings: readonly Recording[],
  perChannel: boolean,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<Described> {
  const sum = makeTally();
  const rows: InfoRow[] = [];
  const described: Recording[] = [];
  const units: (readonly TrueUnit[] | null)[] = [];
  const unread: Refusal[] = [];
  const total = recordings.reduce((samples, recording) => samples + samplesOf(recording), 0);
  let before = 0;
  for (const recording of recordings) {
    let counted = 0;
    const onSamples = (samples: number) => {
      counted += samples / PASSES;
      onProgress(before + counted, total);
    };
    try {
      const known = await loadUnits(recording);
      rows.push(...(await describe(recording, perChannel, known, sum, onSamples)));
      described.push(recording);
      units.push(known);
    } catch (thrown) {
      unread.push(refuse(recording.name, thrown));
    }
    before += samplesOf(recording);
  }
  const all = rows.length === 0 ? null : { ...originOfAll(described, units), ...figuresOf(sum) };
  return { info: { rows, all, mean: meanMeasures(rows) }, samples: sum.samples, unread };
}

/** That `tallyGroups` makes over samples. */
const PASSES = 2;

function samplesOf({ channels, frames }: Recording): number {
  return channels * frames;
}

/** Rows of a recording, whose counts are added to a sum. */
async function describe(
  recording: Recording,
  perChannel: boolean,
  units: readonly TrueUnit[] | null,
  sum: Tally,
  onSamples: (samples: number) => void,
): Promise<InfoRow[]> {
  const rows: InfoRow[] = [];
  const whole = makeTally();
  let channel = 0;
  for await (const tallies of tallyGroups(await countedOf(recording), perChannel, onSamples)) {
    for (const tally of tallies) {
      addTally(whole, tally);
      if (perChannel) rows.push({ ...originOf(recording, channel, units), ...figuresOf(tally) });
      channel++;
    }
  }
  addTally(sum, whole);
  return perChannel ? rows : [{ ...originOf(recording, null, units), ...figuresOf(whole) }];
}

async function countedOf(recording: Recording): Promise<Counted> {
  const { channels, frames, source } = recording;
  if (source.type === 'file') {
    const read = async (extent: Extent) => (await loadSamples(excerptOf(recording, extent))).data;
    return { channels, frames, read };
  }
  return countedSamples(await loadSamples(recording));
}
