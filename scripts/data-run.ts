/** What the commands of `ncb data` do. */
import process from 'node:process';
import { NO_SOURCE } from '../harness/recordings/fetch/address.js';
import type { FetchProgress } from '../harness/recordings/fetch/neuralink.js';
import { fetchNeuralink } from '../harness/recordings/fetch/neuralink.js';
import type { Found } from '../harness/recordings/find.js';
import { findRecordings } from '../harness/recordings/find.js';
import { loadSamples } from '../harness/recordings/load.js';
import type { Recording } from '../harness/recordings/recording.js';
import { durationS } from '../harness/recordings/recording.js';
import { describeSamples, type SampleStatistics } from '../harness/recordings/statistics.js';
import { syntheticRecordings } from '../harness/recordings/synthetic.js';
import { writeRecordings } from '../harness/recordings/write.js';
import { makeProgressBar, type Step, showReading } from './progress.js';
import { formatTable, type TextColumn } from './terminal.js';

/** @throws Error in one line if no source is given, or it is wrong */
export async function runFetch({
  from,
  out,
}: {
  readonly from: string | undefined;
  readonly out: string;
}): Promise<void> {
  if (from === undefined) throw new Error(NO_SOURCE);
  const bar = makeProgressBar();
  try {
    const { files, already } = await fetchNeuralink({
      from,
      out,
      onProgress: progress => bar.show(fetchStep(progress)),
    });
    bar.stop();
    console.log(`${files} recordings in ${out}, each verified (${already} had been there)`);
  } finally {
    bar.stop();
  }
}

const MEGABYTE = 1e6;

function fetchStep({ stage, done, total }: FetchProgress): Step {
  if (stage !== 'download') return { phase: stage, done, total, unit: 'files' };
  const megabytes = total === undefined ? undefined : Math.ceil(total / MEGABYTE);
  return { phase: stage, done: Math.floor(done / MEGABYTE), total: megabytes, unit: 'MB' };
}

interface SynthesizeOptions {
  readonly folder: string;
  readonly implant: number;
  readonly probe: number;
  readonly seed: number;
}

/** @throws Error if a number is not whole, or the folder cannot be written to */
export async function runSynthesize({ folder, implant, probe, seed }: SynthesizeOptions): Promise<void> {
  for (const [name, value] of Object.entries({ implant, probe, seed })) {
    if (!Number.isInteger(value) || value < 0 || value > MOST) {
      throw new Error(`--${name} ${value}: want a whole number from 0 to ${MOST}`);
    }
  }
  const recordings = syntheticRecordings({ implant, probe, seed });
  writeRecordings(folder, recordings);
  console.log(`${recordings.length} recordings and manifest.csv in ${folder}`);
}

const MOST = 2 ** 31 - 1;

interface InspectOptions {
  readonly paths: readonly string[];
  readonly channels?: number | undefined;
  readonly rate?: number | undefined;
  readonly manifest?: string | undefined;
}

/** Prints a table of recordings; what is refused goes to stderr and makes the exit status 1. */
export async function runInspect({ paths, ...options }: InspectOptions): Promise<void> {
  const bar = makeProgressBar();
  const { recordings, refused }: Found =
    paths.length === 0
      ? { recordings: syntheticRecordings(), refused: [] }
      : await findRecordings(paths, { ...options, onProgress: showReading(bar) });
  bar.stop();
  console.log(formatTable(recordings.map(inspect), INSPECTED));
  for (const { name, status, reason } of refused) console.error(`${name}: ${status}: ${reason}`);
  if (refused.length > 0) process.exitCode = 1;
}

interface Inspected {
  readonly recording: Recording;
  readonly figures: SampleStatistics;
}

const INSPECTED: readonly TextColumn<Inspected>[] = [
  { title: 'name', text: ({ recording }) => recording.name, align: 'left', shrinks: true },
  { title: 'channels', text: ({ recording }) => String(recording.channels), align: 'right' },
  { title: 'Hz', text: ({ recording }) => String(recording.sampleRateHz), align: 'right' },
  { title: 'seconds', text: ({ recording }) => durationS(recording).toFixed(3), align: 'right' },
  { title: 'distinct', text: ({ figures }) => String(figures.distinct), align: 'right' },
  { title: 'bits/sample', text: ({ figures }) => figures.entropyBits.toFixed(3), align: 'right' },
  {
    title: 'bits/difference',
    text: ({ figures }) => figures.differenceEntropyBits.toFixed(3),
    align: 'right',
  },
];

function inspect(recording: Recording): Inspected {
  return { recording, figures: describeSamples(loadSamples(recording)) };
}
