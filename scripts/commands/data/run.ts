/** What the commands of `ncb data` do. */
import { NO_SOURCE } from '../../../harness/recordings/fetch/address.js';
import type { FetchProgress } from '../../../harness/recordings/fetch/neuralink.js';
import { fetchNeuralink } from '../../../harness/recordings/fetch/neuralink.js';
import type { ProbeBits } from '../../../harness/recordings/synthetic/long-probe.js';
import { PROBE_RATE_HZ } from '../../../harness/recordings/synthetic/probe.js';
import { syntheticRecordings } from '../../../harness/recordings/synthetic/synthetic.js';
import { writeProbe } from '../../../harness/recordings/synthetic/write-probe.js';
import { writeRecordings } from '../../../harness/recordings/write.js';
import { interruptible } from '../shared/interruptible.js';
import { seconds as checkedSeconds, oneOf, positiveNumber, wholeNumber } from '../shared/numbers.js';
import type { Step } from '../shared/progress.js';

export interface FetchArguments {
  set: string;
  from: string | undefined;
  out: string;
}

/**
 * Brings the recordings.
 * @returns the exit status
 * @throws Error in one line if no source is given, or it is wrong
 */
export async function runFetch({ from, out }: FetchArguments): Promise<number> {
  if (from === undefined) throw new Error(NO_SOURCE);
  return interruptible(async ({ signal, bar }) => {
    const onProgress = (progress: FetchProgress) => bar.show(fetchStep(progress));
    const { files, already } = await fetchNeuralink({ from, out, signal, onProgress });
    bar.stop();
    console.log(`${files} recordings in ${out}, each verified (${already} had been there)`);
    return 0;
  });
}

const MEGABYTE = 1e6;

function fetchStep({ stage, done, total }: FetchProgress): Step {
  if (stage !== 'download') return { phase: stage, done, total, unit: 'files' };
  const megabytes = total === undefined ? undefined : Math.ceil(total / MEGABYTE);
  return { phase: stage, done: Math.floor(done / MEGABYTE), total: megabytes, unit: 'MB' };
}

export interface SynthesizeArguments {
  folder: string;
  implant: number;
  probe: number;
  seed: number;
  seconds: number | undefined;
  bits: number;
  amplitude: number | undefined;
}

const MOST = 2 ** 31 - 1;

/**
 * @returns the exit status
 * @throws Error if a number is not whole, or the folder cannot be written to
 */
export async function runSynthesize(argv: SynthesizeArguments): Promise<number> {
  const { folder, seconds, amplitude, ...given } = argv;
  if (seconds !== undefined) return runLongProbe(argv, seconds);
  const recordings = syntheticRecordings({
    implant: wholeNumber('implant', given.implant, 0, MOST),
    probe: wholeNumber('probe', given.probe, 0, MOST),
    seed: wholeNumber('seed', given.seed, 0, MOST),
    amplitude: amplitude === undefined ? undefined : positiveNumber('amplitude', amplitude),
  });
  await writeRecordings(folder, recordings);
  console.log(`${recordings.length} recordings and manifest.csv in ${folder}`);
  return 0;
}

const MOST_CHANNELS = 16_384;
const BITS: readonly ProbeBits[] = [10, 14];

function runLongProbe(
  { folder, probe, bits, seed, amplitude }: SynthesizeArguments,
  seconds: number,
): Promise<number> {
  if (amplitude !== undefined) throw new Error('--amplitude is of implants: leave --seconds out');
  const shape = {
    bits: oneOf('bits', bits, BITS),
    channels: wholeNumber('probe', probe, 1, MOST_CHANNELS),
    frames: Math.max(1, Math.round(checkedSeconds('seconds', seconds) * PROBE_RATE_HZ)),
    seed: wholeNumber('seed', seed, 0, MOST),
  };
  return interruptible(async ({ signal, bar }) => {
    const onProgress = (done: number, total: number) =>
      bar.show({
        phase: 'writing',
        done: Math.floor(done / MEGABYTE),
        total: Math.floor(total / MEGABYTE),
        unit: 'MB',
      });
    const path = await writeProbe(folder, shape, { signal, onProgress });
    bar.stop();
    console.log(`${path}: ${shape.channels} channels, ${seconds} s, ${bits} bits`);
    return 0;
  });
}
