/** What `ncb info` does: read, count, print. */
import process from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { stringify } from 'csv-stringify/sync';
import { figuresOf, meanMeasures } from '../../../harness/recordings/description/figures.js';
import {
  INFO_COLUMNS,
  type InfoRow,
  originOf,
  originOfAll,
} from '../../../harness/recordings/description/info-row.js';
import {
  addTally,
  makeTally,
  type Tally,
  tallyChannels,
} from '../../../harness/recordings/description/tally.js';
import { type Found, findRecordings } from '../../../harness/recordings/find.js';
import { loadSamples } from '../../../harness/recordings/load.js';
import type { Recording, Refusal } from '../../../harness/recordings/recording.js';
import { refuse } from '../../../harness/recordings/refuse.js';
import { syntheticRecordings } from '../../../harness/recordings/synthetic/synthetic.js';
import { makeProgressBar, type ProgressBar, showReading } from '../shared/progress.js';
import { formatInfo, type Info } from './text.js';

export interface InfoArguments {
  paths: string[];
  // undefined unless given: by a default they would always be in conflict
  json: boolean | undefined;
  csv: boolean | undefined;
  all: boolean;
  'per-channel': boolean;
  channels: number | undefined;
  rate: number | undefined;
  manifest: string | undefined;
}

/**
 * Prints the figures; what is refused goes to stderr and makes the exit status 1.
 * @throws Error in one line if a path is missing or an option is impossible
 */
export async function runInfo(argv: InfoArguments): Promise<void> {
  const bar = makeProgressBar();
  try {
    const { recordings, refused } = await choose(argv, bar);
    const info = await describeAll(recordings, refused, argv['per-channel'], bar);
    bar.stop();
    if (argv.json) console.log(asJson(info));
    else if (argv.csv) process.stdout.write(asCsv(info));
    else console.log(formatInfo(info, argv.all));
    for (const { name, status, reason } of refused) console.error(`${name}: ${status}: ${reason}`);
    if (refused.length > 0) process.exitCode = 1;
  } finally {
    bar.stop();
  }
}

async function choose({ paths, channels, rate, manifest }: InfoArguments, bar: ProgressBar): Promise<Found> {
  if (paths.length === 0) return { recordings: syntheticRecordings(), refused: [] };
  return findRecordings(paths, { channels, rate, manifest, onProgress: showReading(bar) });
}

/** One recording at a time; one that cannot be read after all is added to the refused. */
async function describeAll(
  recordings: readonly Recording[],
  refused: Refusal[],
  perChannel: boolean,
  bar: ProgressBar,
): Promise<Info> {
  const sum = makeTally();
  const rows: InfoRow[] = [];
  const described: Recording[] = [];
  for (const [done, recording] of recordings.entries()) {
    bar.show({ phase: 'counting', done, total: recordings.length, unit: 'recordings' });
    // the bar's own timer has to have its turn
    await nextTurn();
    try {
      rows.push(...describe(recording, perChannel, sum));
      described.push(recording);
    } catch (thrown) {
      refused.push(refuse(recording.name, thrown));
    }
  }
  const all = rows.length === 0 ? null : { ...originOfAll(described), ...figuresOf(sum) };
  return { rows, all, mean: meanMeasures(rows) };
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

function asJson({ rows, all, mean }: Info): string {
  return JSON.stringify({ recordings: rows, all, mean }, null, 2);
}

function asCsv({ rows, all, mean }: Info): string {
  const last = all === null ? [] : [all, { recording: '(mean)', ...mean }];
  return stringify([...rows, ...last], { header: true, columns: [...INFO_COLUMNS] });
}
