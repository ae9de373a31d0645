/**
 * `npm run profile [-- FOLDER]`: trains codecs/converter/neuralink.json, the profile that ships, from the recordings of
 * the Neuralink challenge. Every third by name is left out, and stays so for whatever is said of the profile.
 */
import { join } from 'node:path';
import { neuralinkData } from '../../../codecs/shared-data.test.kit.js';
import { writeFileBeside } from '../../../harness/common/files.js';
import { packageRoot } from '../../../harness/common/package-root.js';
import { formatProfile } from '../../../harness/train/profile-file.js';
import { trainProfile } from '../../../harness/train/train.js';
import { runChore } from '../shared/chore.js';
import { recordingsIn } from '../shared/recordings.js';

const NAME = 'neuralink';
const EVERY = 3;

async function trainShipped(folder: string): Promise<void> {
  const recordings = await recordingsIn([folder]);
  const trained = await trainProfile(recordings, { name: NAME, heldOut: EVERY });
  const { ideal, coded, trainedOn, leftOut } = trained;
  writeFileBeside(join(packageRoot, 'codecs', 'converter', `${NAME}.json`), formatProfile(trained));
  console.log(`learned from ${trainedOn.length} recordings; bits a sample over ${leftOut.length} others:`);
  for (const { by, even, profile } of [
    { by: 'ideal', ...ideal },
    ...(coded ? [{ by: coded.coder, ...coded }] : []),
  ]) {
    console.log(
      `${by}: even ${even.toFixed(4)}, profile ${profile.toFixed(4)}, ratio ${(16 / profile).toFixed(4)}`,
    );
  }
}

await runChore('profile', { options: {}, mostPositionals: 1 }, async ({ positionals: [folder] }) => {
  await trainShipped(folder ?? neuralinkData);
  return 0;
});
