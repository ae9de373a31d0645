/** What `ncb train` does: find the recordings, learn, write the profile, or the model of middle-out, say what it is worth. */
import { dirname } from 'node:path';
import { modelBytesOf } from '../../../codecs/converter/profile.js';
import { makeFolder, writeFileBeside } from '../../../harness/common/files.js';
import { drawExcerpts } from '../../../harness/recordings/draw-excerpts.js';
import type { Refusal } from '../../../harness/recordings/recording.js';
import { formatProfile } from '../../../harness/train/profile-file.js';
import { LEAST_GAIN, type Trained, type Worth } from '../../../harness/train/train.js';
import { interruptible } from '../shared/interruptible.js';
import { wholeNumber } from '../shared/numbers.js';
import { chooseRecordings, printRefused } from '../shared/recordings.js';
import { formatCount, formatTable, plural } from '../shared/terminal.js';
import { runInThread } from '../shared/thread.js';
import { checkOut, nameOf, type TrainArguments } from './arguments.js';
import { runTrainNet } from './net/run.js';
import type { Training } from './thread.js';

/** What is learned from of recordings that are long: more samples hardly move a threshold. */
const LEARNED = { seconds: 10, count: 6, wholeUpTo: 2 ** 25, seed: 1 };

const THREAD = new URL('./thread.js', import.meta.url);

/**
 * Runs the command.
 * @returns exit status: 1 if a recording was refused
 * @throws Error with one line if the command line or an input is wrong; then nothing is written
 */
export function runTrain(argv: TrainArguments): Promise<number> {
  return argv.model === 'middle-out' ? runTrainNet(argv) : runTrainProfile(argv);
}

function runTrainProfile(argv: TrainArguments): Promise<number> {
  const { out, json } = argv;
  const heldOut = wholeNumber('held-out', argv['held-out'], 2);
  const name = nameOf(argv);
  checkOut(argv);
  return interruptible(async running => {
    const found = await chooseRecordings(argv, running, { inExcerpts: () => true });
    const { refused } = found;
    printRefused(refused);
    const recordings = await drawExcerpts(found.recordings, LEARNED);
    const training: Training = { recordings, name, heldOut };
    const trained = await runInThread<Training, Trained>(THREAD, training, running);
    const text = formatProfile(trained);
    makeFolder(dirname(out));
    writeFileBeside(out, text);
    const report = { trained, refused, out, fileBytes: Buffer.byteLength(text) };
    console.log(json ? asJson(report) : asText(report));
    return refused.length > 0 ? 1 : 0;
  });
}

interface Report {
  readonly trained: Trained;
  readonly refused: readonly Refusal[];
  readonly out: string;
  readonly fileBytes: number;
}

function asJson({ trained, refused, out, fileBytes }: Report): string {
  const { profile, isEven, trainedOn, leftOut, splitInTime, elsewhere, samples, ideal, coded } = trained;
  const report = {
    name: profile.name,
    path: out,
    is_even: isEven,
    model_bytes: modelBytesOf(profile),
    file_bytes: fileBytes,
    trained_on: trainedOn,
    held_out: leftOut,
    held_out_by_time: splitInTime,
    held_out_samples: samples,
    channels_on_other_grids: elsewhere,
    refused: refused.map(({ name, reason }) => ({ name, reason })),
    bits_per_sample: { even: ideal.even, profile: ideal.profile },
    coded_bits_per_sample:
      coded === undefined ? null : { coder: coded.coder, even: coded.even, profile: coded.profile },
  };
  return JSON.stringify(report, null, 2);
}

function asText({ trained, out, fileBytes }: Report): string {
  const { profile, isEven, trainedOn, leftOut, splitInTime, elsewhere, samples } = trained;
  const codes = profile.thresholds.length - 1;
  const end = profile.firstCode + codes - 1;
  const left = splitInTime ? 'the last part of each left out' : `${leftOut.length} left out`;
  const others =
    elsewhere === 0 ? '' : `; ${plural(elsewhere, 'channel')} on another grid, or dead, not used`;
  return [
    `${codes} codes, ${profile.firstCode}..${end}, learned from ${plural(trainedOn.length, 'recording')}, ${left}${others}`,
    '',
    `Bits a sample over what was left out (${formatCount(samples)} samples):`,
    formatWorths(trained),
    '',
    isEven
      ? `Nothing to be gained (${LEAST_GAIN} bits or less): the profile is an even converter, and chains do as well without.`
      : `A chain uses it by --profile ${out} and CODER:profile=${profile.name}.`,
    `written: ${out}, ${formatCount(fileBytes)} bytes; its table counts as ${formatCount(modelBytesOf(profile))} model bytes`,
  ].join('\n');
}

function formatWorths({ ideal, coded }: Trained): string {
  const rows: (Worth & { readonly by: string })[] = [{ by: 'ideal, by the model', ...ideal }];
  if (coded !== undefined) rows.push({ by: coded.coder, ...coded });
  return formatTable(rows, [
    { title: 'coded', text: ({ by }) => by, align: 'left' },
    { title: 'even', text: ({ even }) => even.toFixed(4), align: 'right' },
    { title: 'profile', text: ({ profile }) => profile.toFixed(4), align: 'right' },
    { title: 'ratio, even', text: ({ even }) => (16 / even).toFixed(4), align: 'right' },
    { title: 'ratio, profile', text: ({ profile }) => (16 / profile).toFixed(4), align: 'right' },
  ]);
}
