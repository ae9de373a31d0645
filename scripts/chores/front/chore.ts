/**
 * `npm run front [-- FOLDER]`: sweeps every stage of the registry, ours and others', over the held-out recordings of
 * the Neuralink challenge in FOLDER, by default those beside the checkout, into results/front-run (or goes on where
 * that stopped). When all is measured, it becomes results/front, and README.md's part and picture are made of it.
 * `npm run front -- --readme` only makes totals.csv, the picture and README.md's part anew.
 * `npm run front -- FOLDER --out TRIAL [--sample N] [--rounds N] [--chain CHAIN..]` tries it: README's part is printed.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { neuralinkData } from '../../../codecs/shared-data.test.kit.js';
import { makeFolder } from '../../../harness/common/files.js';
import { packageRoot } from '../../../harness/common/package-root.js';
import { draw } from '../../../harness/common/shuffle.js';
import { loadRun } from '../../../harness/run/load.js';
import { wholeNumber } from '../../commands/shared/numbers.js';
import { type Publication, publishRun } from '../shared/publish.js';
import { writeReadmePart } from '../shared/readme-part.js';
import { heldOut } from '../shared/split.js';
import { FRONT_CHAINS } from './chains.js';
import { FRONT_FOLDER, FRONT_PART, formatFront, writeFrontFiles } from './readme.js';

const CLI = fileURLToPath(new URL('../../cli.js', import.meta.url));
const FRONT = join(packageRoot, FRONT_FOLDER);

/** Speeds are judged by factors, not by percents. */
const ROUNDS = '5';
const TIMED = '1';
const SEED = 1;
/** Some of the cells are of packages or programs that are not here: no failure. */
const SOME_FAILED = 1;

const PUBLICATION: Publication = {
  commandLine: () => 'npm run front -- FOLDER',
  mayLack: true,
  writeDerivedFiles: writeFrontFiles,
};

interface Trial {
  readonly sample: string | undefined;
  readonly rounds: string | undefined;
  readonly chain: string[] | undefined;
}

function heldOutPaths(folder: string, sample: string | undefined): string[] {
  const files = readdirSync(folder).filter(name => name.endsWith('.wav'));
  const paths = heldOut(files.map(name => ({ name }))).map(({ name }) => join(folder, name));
  if (paths.length === 0) throw new Error(`${folder}: not enough WAV files to hold some out`);
  return sample === undefined ? paths : draw(paths, wholeNumber('sample', Number(sample), 1), SEED);
}

function sweep(folder: string, recordings: readonly string[], { rounds, chain }: Trial): number {
  makeFolder(dirname(folder));
  const chains = (chain ?? FRONT_CHAINS).flatMap(id => ['--chain', id]);
  const measuring = ['--rounds', rounds ?? ROUNDS, '--timed', TIMED, '--seed', String(SEED)];
  const args = ['sweep', ...recordings, ...chains, ...measuring, '--out', basename(folder)];
  const { status } = spawnSync(process.execPath, [CLI, ...args], { cwd: dirname(folder), stdio: 'inherit' });
  return status ?? 2;
}

/** @returns the exit status */
async function makeFront(folder: string, out: string, trial: Trial): Promise<number> {
  const isTrial = out !== FRONT;
  if (!isTrial && Object.values(trial).some(given => given !== undefined)) {
    throw new Error('a trial wants an --out of its own');
  }
  const status = sweep(`${out}-run`, heldOutPaths(folder, trial.sample), trial);
  if (status > SOME_FAILED) {
    console.error(`front: ${out}-run is not complete; ${out} is as it was`);
    return status;
  }
  const part = formatFront(await publishRun(`${out}-run`, out, PUBLICATION));
  if (isTrial) console.log(`\n${part}`);
  else writeReadmePart(FRONT_PART, part);
  return 0;
}

async function remakeReadme(): Promise<number> {
  const run = loadRun(FRONT);
  await writeFrontFiles(run, FRONT);
  writeReadmePart(FRONT_PART, formatFront(run));
  return 0;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: 'string', default: FRONT },
      sample: { type: 'string' },
      rounds: { type: 'string' },
      chain: { type: 'string', multiple: true },
      readme: { type: 'boolean', default: false },
    },
  });
  if (values.readme) return remakeReadme();
  if (positionals.length > 1) throw new Error('want one folder of recordings');
  const { out, sample, rounds, chain } = values;
  return makeFront(resolve(positionals[0] ?? neuralinkData), resolve(out), { sample, rounds, chain });
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`front: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
