/**
 * `npm run profile [-- FOLDER]`: trains codecs/converter/neuralink.json, the profile that ships, from the recordings of
 * the Neuralink challenge. Every third by name is left out, and stays so for whatever is said of the profile.
 */
import { join } from 'node:path';
import process from 'node:process';
import { messageOf } from '../../../codecs/errors.js';
import { writeFileBeside } from '../../../harness/common/files.js';
import { packageRoot } from '../../../harness/common/package-root.js';
import { findRecordings } from '../../../harness/recordings/find.js';
import { formatProfile } from '../../../harness/train/profile-file.js';
import { trainProfile } from '../../../harness/train/train.js';

const NAME = 'neuralink';
const EVERY = 3;

async function trainShipped(folder: string): Promise<void> {
  const { recordings, refused } = await findRecordings([folder]);
  if (refused.length > 0) throw new Error(`${refused[0].name}: ${refused[0].reason}`);
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

try {
  await trainShipped(process.argv[2] ?? join(packageRoot, '..', 'shared', 'data', 'neuralink'));
} catch (thrown) {
  console.error(`profile: ${messageOf(thrown)}`);
  process.exitCode = 2;
}
