/**
 * `npm run verdicts [-- --sessions N]`: can the verdicts of `ncb compare` be believed on this machine? Sweeps a
 * grid at default settings over one synthetic recording, N times with the plugin slowed-codec.ts doing nothing and N
 * times with it 20 % slower, in turn, and counts the verdicts over all pairs of sessions. The sessions come to stand in
 * results/verdicts, and the guide's part is made of them.
 * `npm run verdicts -- --readme` only counts anew.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../../harness/common/files.js';
import { packageRoot } from '../../../harness/common/package-root.js';
import { wholeNumber } from '../../commands/shared/numbers.js';
import { runChore } from '../shared/chore.js';
import { CLI } from '../shared/cli.js';
import { writePart } from '../shared/guide-part.js';
import { formatVerdicts, KINDS, type Kind, loadSessions, VERDICTS_FOLDER, VERDICTS_PART } from './tally.js';

const PLUGIN = 'scripts/chores/verdicts/slowed-codec.ts';
const FOLDER = join(packageRoot, VERDICTS_FOLDER);
const SCRATCH = `${VERDICTS_FOLDER}-run`;

/** Coders that are slowed stand alone, so that what is slowed is all of the chain. */
const GRID = [
  ...[
    '--coders',
    'rice,huffman,rans,bitpack,slowed:as=rice/huffman/rans/bitpack/shuffle/bitshuffle/arithmetic/flac',
  ],
  ...['--chain', 'delta+rice', '--chain', 'delta+rans', '--chain', 'levels+delta+rans'],
  ...['--chain', 'levels+lpc+rans', '--chain', 'raw+zstd', '--chain', 'raw+lz4'],
];

/** From the checkout, by relative paths, so that none of this machine gets into env.json. */
function runSession(kind: Kind, name: string): void {
  const args = ['sweep', ...GRID, '--sample', '1', '--plugin', PLUGIN, '--out', `${SCRATCH}/${name}`];
  const env = { ...process.env, NCB_SLOWER_PERCENT: String(KINDS[kind]) };
  const { status } = spawnSync(process.execPath, [CLI, ...args], { cwd: packageRoot, env, stdio: 'inherit' });
  if (status !== 0) throw new Error(`session ${name} ended with ${status}; the same command goes on`);
}

function runSessions(count: number): void {
  const names = Array.from({ length: count }, (_, index) => `${index + 1}`);
  for (const number of names) {
    runSession('plain', `plain-${number}`);
    runSession('slowed', `slowed-${number}`);
  }
  rmSync(FOLDER, { recursive: true, force: true });
  for (const name of readdirSync(join(packageRoot, SCRATCH))) {
    makeFolder(join(FOLDER, name));
    for (const file of ['cells.csv', 'env.json']) {
      copyFileSync(join(packageRoot, SCRATCH, name, file), join(FOLDER, name, file));
    }
  }
  rmSync(join(packageRoot, SCRATCH), { recursive: true });
}

const OPTIONS = {
  sessions: { type: 'string', default: '3' },
  readme: { type: 'boolean', default: false },
} as const;

await runChore('verdicts', { options: OPTIONS }, ({ values }) => {
  const count = wholeNumber('sessions', Number(values.sessions), 2);
  if (!values.readme) runSessions(count);
  const part = formatVerdicts(loadSessions(FOLDER));
  console.log(part);
  writePart(VERDICTS_PART, part);
  return 0;
});
