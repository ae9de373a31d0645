/** What the commands of `ncb data` do. */
import process from 'node:process';
import cliProgress from 'cli-progress';
import { NO_SOURCE } from '../harness/recordings/fetch/address.js';
import type { FetchProgress } from '../harness/recordings/fetch/neuralink.js';
import { fetchNeuralink } from '../harness/recordings/fetch/neuralink.js';
import type { Found } from '../harness/recordings/find.js';
import { findRecordings } from '../harness/recordings/find.js';
import { loadSamples } from '../harness/recordings/load.js';
import type { Recording } from '../harness/recordings/recording.js';
import { durationS } from '../harness/recordings/recording.js';
import { describeSamples } from '../harness/recordings/statistics.js';
import { syntheticRecordings } from '../harness/recordings/synthetic.js';
import { writeRecordings } from '../harness/recordings/write.js';

/** @throws Error in one line if no source is given, or it is wrong */
export async function runFetch({
  from,
  out,
}: {
  readonly from: string | undefined;
  readonly out: string;
}): Promise<void> {
  if (from === undefined) throw new Error(NO_SOURCE);
  const bar = stageBar();
  try {
    const { files, already } = await fetchNeuralink({ from, out, onProgress: bar.update });
    bar.stop();
    console.log(`${files} recordings in ${out}, each verified (${already} had been there)`);
  } finally {
    bar.stop();
  }
}

/** A bar on stderr that starts anew with every stage; silent where that is no terminal. */
function stageBar() {
  const bar = new cliProgress.SingleBar({ format: '{stage} [{bar}] {percentage} % {value}/{total}' });
  let current: FetchProgress['stage'] | undefined;
  const stop = () => {
    if (current !== undefined) bar.stop();
    current = undefined;
  };
  const update = ({ stage, done, total }: FetchProgress) => {
    if (!process.stderr.isTTY) return;
    if (stage !== current) {
      stop();
      current = stage;
      bar.start(total ?? 0, 0, { stage });
    }
    bar.update(done);
  };
  return { update, stop };
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
  const { recordings, refused }: Found =
    paths.length === 0
      ? { recordings: syntheticRecordings(), refused: [] }
      : await findRecordings(paths, options);
  const rows = [INSPECTED, ...recordings.map(inspect)];
  const widths = INSPECTED.map((_, column) => Math.max(...rows.map(row => row[column].length)));
  for (const row of rows) {
    const cells = row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c])));
    console.log(cells.join('  '));
  }
  for (const { name, status, reason } of refused) console.error(`${name}: ${status}: ${reason}`);
  if (refused.length > 0) process.exitCode = 1;
}

const INSPECTED = ['name', 'channels', 'Hz', 'seconds', 'distinct', 'bits/sample', 'bits/difference'];

function inspect(recording: Recording): string[] {
  const { distinct, entropyBits, differenceEntropyBits } = describeSamples(loadSamples(recording));
  const { name, channels, sampleRateHz } = recording;
  const figures = [durationS(recording).toFixed(3), distinct, entropyBits.toFixed(3)];
  return [name, channels, sampleRateHz, ...figures, differenceEntropyBits.toFixed(3)].map(String);
}
