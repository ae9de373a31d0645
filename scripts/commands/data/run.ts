/** What the commands of `ncb data` do. */
import { NO_SOURCE } from '../../../harness/recordings/fetch/address.js';
import type { FetchProgress } from '../../../harness/recordings/fetch/neuralink.js';
import { fetchNeuralink } from '../../../harness/recordings/fetch/neuralink.js';
import { syntheticRecordings } from '../../../harness/recordings/synthetic/synthetic.js';
import { writeRecordings } from '../../../harness/recordings/write.js';
import { makeProgressBar, type Step } from '../shared/progress.js';

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
