/**
 * `npm run operations -- [FOLDER]`: counts what chains execute, over the synthetic recordings, and over every 16th of the
 * recordings of the challenge in FOLDER, ../shared/data/neuralink unless given, if it is there. Counts come to stand in
 * results/operations/operations.csv, and the guide's part is made of them. `npm run operations -- --readme` only makes that
 * anew, `--synthetic` leaves the counts over the challenge as they are.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseChain } from '../../../codecs/chain-id.js';
import { builtInStages, makeRegistry } from '../../../codecs/registry.js';
import { neuralinkData } from '../../../codecs/shared-data.test.kit.js';
import { makeFolder, writeFileBeside } from '../../../harness/common/files.js';
import { packageRoot } from '../../../harness/common/package-root.js';
import { countChains } from '../../../harness/operations/count.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import { plural } from '../../commands/shared/terminal.js';
import { runChore } from '../shared/chore.js';
import { writePart } from '../shared/guide-part.js';
import { recordingsIn } from '../shared/recordings.js';
import { CHAINS, PROBE_CHAINS, syntheticSet } from './chains.js';
import { type CountedRow, formatCounted, OPERATIONS_FILE, readCounted, rowsOf } from './rows.js';
import { formatOperations, OPERATIONS_PART } from './table.js';

const EVERY = 16;
const CHALLENGE = 'challenge';

async function count(
  set: string,
  ids: readonly string[],
  recordings: readonly Recording[],
): Promise<CountedRow[]> {
  const registry = makeRegistry(builtInStages);
  console.error(`${set}: ${plural(ids.length, 'chain')} over ${plural(recordings.length, 'recording')}`);
  const chains = ids.map(id => parseChain(id, registry));
  return rowsOf(set, await countChains(chains, recordings));
}

async function countChallenge(folder: string, known: readonly CountedRow[]): Promise<readonly CountedRow[]> {
  if (!existsSync(folder)) {
    console.error(`${folder} is not there: counts over the challenge stay as they are`);
    return known;
  }
  const recordings = (await recordingsIn([folder]))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .filter((_, index) => index % EVERY === 0);
  return count(CHALLENGE, CHAINS, recordings);
}

const OPTIONS = {
  readme: { type: 'boolean', default: false },
  synthetic: { type: 'boolean', default: false },
} as const;

await runChore('operations', { options: OPTIONS, mostPositionals: 1 }, async ({ values, positionals }) => {
  const file = join(packageRoot, OPERATIONS_FILE);
  if (!values.readme) {
    const known = existsSync(file) ? readCounted(file).filter(({ set }) => set === CHALLENGE) : [];
    const synthetic = [
      ...(await count('implant', CHAINS, syntheticSet('implant'))),
      ...(await count('probe', PROBE_CHAINS, syntheticSet('probe'))),
    ];
    const challenge = values.synthetic
      ? known
      : await countChallenge(resolve(positionals[0] ?? neuralinkData), known);
    makeFolder(dirname(file));
    writeFileBeside(file, new TextEncoder().encode(formatCounted([...challenge, ...synthetic])));
  }
  writePart(OPERATIONS_PART, formatOperations(readCounted(file)));
  console.log(OPERATIONS_PART.file);
  return 0;
});
