/**
 * `npm run leads [-- FOLDER]`: trains codecs/coders/middle-out/leads.json, the model that ships, from two thirds of
 * FOLDER/neuralink and the first halves of the recordings in FOLDER/multichannel. The third third, and the second
 * halves, are left out, and stay so for whatever is said of the model.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { sharedData } from '../../../codecs/shared-data.test.kit.js';
import { writeFileBeside } from '../../../harness/common/files.js';
import { packageRoot } from '../../../harness/common/package-root.js';
import { formatModel } from '../../../harness/train/net/model-file.js';
import { MOST_STEPS, stretchOf, trainNet } from '../../../harness/train/net/train-net.js';
import { runChore } from '../shared/chore.js';
import { recordingsIn } from '../shared/recordings.js';
import { heldOut } from '../shared/split.js';

const NAME = 'leads';
const HELD =
  'every third recording of the challenge by name, and the second halves of those of several channels';

async function trainShipped(folder: string): Promise<void> {
  const challenge = await recordingsIn([join(folder, 'neuralink')]);
  const multichannel = await recordingsIn([join(folder, 'multichannel')]);
  const left = heldOut(challenge);
  const middle = (frames: number) => Math.floor(frames / 2);
  const trained = await trainNet(
    {
      training: [
        ...challenge.filter(recording => !left.includes(recording)),
        ...multichannel.map(one => stretchOf(one, 0, middle(one.frames))),
      ],
      left: [...left, ...multichannel.map(one => stretchOf(one, middle(one.frames), one.frames))],
    },
    {
      name: NAME,
      steps: MOST_STEPS,
      jobs: availableParallelism(),
      onProgress: (phase, done, total) => {
        if (phase === 'learning' && done % 4096 === 0) console.error(`${phase}: ${done} of ${total}`);
      },
    },
  );
  const path = join(packageRoot, 'codecs', 'coders', 'middle-out', `${NAME}.json`);
  writeFileBeside(path, formatModel(trained, HELD));
  const { records, samples, without } = trained;
  console.log(`learned from ${records} samples of ${trained.trainedOn.length} recordings`);
  console.log(
    `bits a sample over ${samples} others: ${without.toFixed(4)} without, ${trained.with.toFixed(4)} with`,
  );
}

await runChore('leads', { options: {}, mostPositionals: 1 }, async ({ positionals: [folder] }) => {
  await trainShipped(folder ?? sharedData);
  return 0;
});
