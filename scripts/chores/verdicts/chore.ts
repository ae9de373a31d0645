/**
 * `npm run verdicts [-- --set thorough|quick] [-- --sessions N]`: can the verdicts of `ncb compare` be believed on this
 * machine? Sweeps a grid over one synthetic recording, N times with the plugin slowed-codec.ts doing nothing and N times
 * with it 20 % slower, in turn, and counts the verdicts over all pairs of sessions. The sessions come to stand in
 * results/verdicts or, of the set quick, whose timing passes have the budget of the preset quick, in
 * results/verdicts-quick, and the guide's part is made of both.
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
import {
  formatVerdicts,
  KINDS,
  type Kind,
  loadSessions,
  SETS,
  type SessionSet,
  VERDICTS_PART,
} from './tally.js';

const PLUGIN = 'scripts/chores/verdicts/slowed-codec.ts';

/** Coders that are slowed stand alone, so that what is slowed is all of the chain. */
const GRID = [
  ...[
    '--coders',
    'rice,huffman,rans,bitpack,slowed:as=rice/huffman/rans/bitpack/shuffle/bitshuffle/arithmetic/flac',
  ],
  ...['--chain', 'delta+rice', '--chain', 'delta+rans', '--chain', 'levels+delta+rans'],
  ...['--chain', 'levels+lpc+rans', '--chain', 'raw+zstd', '--chain', 'raw+lz4'],
];

/** Where sessions stand until all are made. */
function scratchOf({ folder }: SessionSet): string {
  return `${folder}-run`;
}

/** From the checkout, by relative paths, so that none of this machine gets into env.json. */
function runSession(set: SessionSet, kind: Kind, name: string): void {
  const out = ['--time-budget', set.timeBudget, '--out', `${scratchOf(set)}/${name}`];
  const args = ['sweep', ...GRID, '--sample', '1', '--plugin', PLUGIN, ...out];
  const env = { ...process.env, NCB_SLOWER_PERCENT: String(KINDS[kind]) };
  const { status } = spawnSync(process.execPath, [CLI, ...args], { cwd: packageRoot, env, stdio: 'inherit' });
  if (status !== 0) throw new Error(`session ${name} ended with ${status}; the same command goes on`);
}

function runSessions(set: SessionSet, count: number): void {
  for (let number = 1; number <= count; number++) {
    for (const kind of ['plain', 'slowed'] as const) runSession(set, kind, `${kind}-${number}`);
  }
  const [scratch, folder] = [scratchOf(set), set.folder].map(path => join(packageRoot, path));
  rmSync(folder, { recursive: true, force: true });
  for (const name of readdirSync(scratch)) {
    makeFolder(join(folder, name));
    for (const file of ['cells.csv', 'env.json']) {
      copyFileSync(join(scratch, name, file), join(folder, name, file));
    }
  }
  rmSync(scratch, { recursive: true });
}

function setNamed(name: string): SessionSet {
  const found = Object.entries(SETS).find(([known]) => known === name);
  if (found === undefined) throw new Error(`--set ${name}: want ${Object.keys(SETS).join(' or ')}`);
  return found[1];
}

const OPTIONS = {
  set: { type: 'string', default: 'thorough' },
  sessions: { type: 'string', default: '3' },
  readme: { type: 'boolean', default: false },
} as const;

await runChore('verdicts', { options: OPTIONS }, ({ values }) => {
  const count = wholeNumber('sessions', Number(values.sessions), 2);
  if (!values.readme) runSessions(setNamed(values.set), count);
  const part = formatVerdicts(({ folder }) => loadSessions(join(packageRoot, folder)));
  console.log(part);
  writePart(VERDICTS_PART, part);
  return 0;
});
