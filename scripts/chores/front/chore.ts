/**
 * `npm run front [-- FOLDER]`: sweeps every stage of the registry, ours and others', over the held-out recordings of
 * the Neuralink challenge in FOLDER, by default those beside the checkout, into results/front-run (or goes on where
 * that stopped). When all is measured, it becomes results/front, and the guide's part and picture are made of it.
 * `npm run front -- --readme` only makes totals.csv, the picture and the guide's part anew.
 * `npm run front -- FOLDER --out TRIAL [--sample N] [--rounds N] [--chain CHAIN..]` tries it: README's part is printed.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { neuralinkData } from '../../../codecs/shared-data.test.kit.js';
import { packageRoot } from '../../../harness/common/package-root.js';
import { draw } from '../../../harness/common/shuffle.js';
import { loadRun, type Run } from '../../../harness/run/load.js';
import { wholeNumber } from '../../commands/shared/numbers.js';
import { runChore } from '../shared/chore.js';
import { writePart } from '../shared/guide-part.js';
import { makeRun, type Publication } from '../shared/publish.js';
import { heldOut } from '../shared/split.js';
import { FRONT_CHAINS } from './chains.js';
import { FRONT_FOLDER, FRONT_PARTS, formatFront, writeFrontFiles } from './readme.js';

const FRONT = join(packageRoot, FRONT_FOLDER);

/** Speeds are judged by factors, not by percents. */
const ROUNDS = 3;
const TIMED = '2';
const SEED = 1;
const PUBLICATION: Publication = {
  commandLine: () => 'npm run front -- FOLDER',
  mayLack: true,
  writeDerivedFiles: writeFrontFiles,
};

function heldOutPaths(folder: string, sample: string | undefined): string[] {
  if (!existsSync(folder)) throw new Error(`no such folder of recordings: ${folder}`);
  const files = readdirSync(folder).filter(name => name.endsWith('.wav'));
  const paths = heldOut(files.map(name => ({ name }))).map(({ name }) => join(folder, name));
  if (paths.length === 0) throw new Error(`${folder}: not enough WAV files to hold some out`);
  return sample === undefined ? paths : draw(paths, wholeNumber('sample', Number(sample), 1), SEED);
}

function writeFrontParts(run: Run): void {
  for (const [part, format] of FRONT_PARTS) writePart(part, format(run));
}

async function remakeReadme(): Promise<number> {
  const run = loadRun(FRONT);
  await writeFrontFiles(run, FRONT);
  writeFrontParts(run);
  return 0;
}

const OPTIONS = {
  out: { type: 'string', default: FRONT },
  sample: { type: 'string' },
  rounds: { type: 'string', default: String(ROUNDS) },
  chain: { type: 'string', multiple: true },
  readme: { type: 'boolean', default: false },
} as const;

await runChore('front', { options: OPTIONS, mostPositionals: 1 }, async ({ values, positionals }) => {
  if (values.readme) return remakeReadme();
  const { sample, chain } = values;
  const rounds = wholeNumber('rounds', Number(values.rounds), 1);
  const out = resolve(values.out);
  const isTrial = out !== FRONT;
  if (!isTrial && (rounds !== ROUNDS || (sample ?? chain) !== undefined)) {
    throw new Error('a trial wants an --out of its own');
  }
  const paths = heldOutPaths(resolve(positionals[0] ?? neuralinkData), sample);
  const chains = (chain ?? FRONT_CHAINS).flatMap(id => ['--chain', id]);
  const measuring = [
    '--rounds',
    String(rounds),
    '--timed',
    TIMED,
    '--time-budget',
    'none',
    '--seed',
    String(SEED),
  ];
  const sweepArguments = [...paths, ...chains, ...measuring];
  const { status, run } = await makeRun({ out, isTrial, sweepArguments, publication: PUBLICATION });
  if (run === undefined) return status;
  if (isTrial) console.log(`\n${formatFront(run)}`);
  else writeFrontParts(run);
  return 0;
});
