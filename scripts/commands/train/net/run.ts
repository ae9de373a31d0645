/** What `ncb train --model middle-out` does: find the recordings, learn, write the model, say what it is worth. */
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { makeFolder, writeFileBeside } from '../../../../harness/common/files.js';
import { drawExcerpts } from '../../../../harness/recordings/draw-excerpts.js';
import { formatModel } from '../../../../harness/train/net/model-file.js';
import { heldOutOf } from '../../../../harness/train/profile-file.js';
import { interruptible } from '../../shared/interruptible.js';
import { wholeNumber } from '../../shared/numbers.js';
import { chooseRecordings, printRefused } from '../../shared/recordings.js';
import { runInThread } from '../../shared/thread.js';
import { checkOut, nameOf, type TrainArguments } from '../arguments.js';
import { netAsJson, netAsText } from './text.js';
import type { NetTrained, NetTraining } from './thread.js';

/** What is learned from of recordings that are long. */
const LEARNED = { seconds: 5, count: 6, wholeUpTo: 2 ** 23, seed: 1 };

const THREAD = new URL('./thread.js', import.meta.url);

/**
 * Runs the command.
 * @returns exit status: 1 if a recording was refused
 * @throws Error with one line if the command line or an input is wrong; then nothing is written
 */
export function runTrainNet(argv: TrainArguments): Promise<number> {
  const { out, json } = argv;
  const heldOut = wholeNumber('held-out', argv['held-out'], 2);
  const name = nameOf(argv);
  checkOut(argv);
  return interruptible(async running => {
    const found = await chooseRecordings(argv, running, { inExcerpts: () => true });
    const { refused } = found;
    printRefused(refused);
    const recordings = await drawExcerpts(found.recordings, LEARNED);
    const training: NetTraining = { recordings, name, heldOut, jobs: availableParallelism() };
    const trained = await runInThread<NetTraining, NetTrained>(THREAD, training, running);
    const { splitInTime, leftOut } = trained;
    const text = formatModel(trained, heldOutOf({ every: heldOut, splitInTime, leftOut }));
    makeFolder(dirname(out));
    writeFileBeside(out, text);
    const report = { trained, refused, out, fileBytes: Buffer.byteLength(text) };
    console.log(json ? netAsJson(report) : netAsText(report));
    return refused.length > 0 ? 1 : 0;
  });
}
