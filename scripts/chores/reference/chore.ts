/**
 * `npm run reference [-- FOLDER]`: sweeps the preset reference over the recordings, by default those of the Neuralink
 * challenge beside the checkout, into results/reference-run (or goes on where that stopped). When all is measured, it
 * becomes results/reference, and the guide's part and pictures are made of it.
 * `npm run reference -- --readme` only makes totals.csv, pictures and the guide's part anew.
 * `npm run reference -- FOLDER --out TRIAL [--sample N] [--rounds N]` tries it: README's part is printed instead.
 */
import { spawnSync } from 'node:child_process';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { neuralinkData } from '../../../codecs/shared-data.test.kit.js';
import { makeFolder } from '../../../harness/common/files.js';
import { packageRoot } from '../../../harness/common/package-root.js';
import { loadRun } from '../../../harness/run/load.js';
import { writePart } from '../shared/guide-part.js';
import { publishRun } from '../shared/publish.js';
import {
  formatReference,
  PUBLICATION,
  REFERENCE_FOLDER,
  REFERENCE_PART,
  writeDerivedFiles,
} from './readme.js';

const CLI = fileURLToPath(new URL('../../cli.js', import.meta.url));
const REFERENCE = join(packageRoot, REFERENCE_FOLDER);

/** Runs in the folder above its own, so that no path of this machine gets into env.json but that of the recordings. */
function sweep(folder: string, recordings: string, limits: readonly string[]): number {
  makeFolder(dirname(folder));
  const args = ['sweep', recordings, '--preset', 'reference', '--out', basename(folder), ...limits];
  const { status } = spawnSync(process.execPath, [CLI, ...args], { cwd: dirname(folder), stdio: 'inherit' });
  return status ?? 2;
}

interface Trial {
  readonly sample: string | undefined;
  readonly rounds: string | undefined;
}

/** @returns the exit status */
async function makeReference(recordings: string, out: string, { sample, rounds }: Trial): Promise<number> {
  const isTrial = out !== REFERENCE;
  if (!isTrial && (sample ?? rounds) !== undefined) throw new Error('a trial wants an --out of its own');
  const limits = [
    ...(sample === undefined ? [] : ['--sample', sample]),
    ...(rounds === undefined ? [] : ['--rounds', rounds]),
  ];
  const status = sweep(`${out}-run`, recordings, limits);
  if (status !== 0) {
    console.error(`reference: ${out}-run is not complete, or something in it failed; ${out} is as it was`);
    return status;
  }
  const part = formatReference(await publishRun(`${out}-run`, out, PUBLICATION));
  if (isTrial) console.log(`\n${part}`);
  else writePart(REFERENCE_PART, part);
  return 0;
}

async function remakeReadme(): Promise<number> {
  const run = loadRun(REFERENCE);
  await writeDerivedFiles(run, REFERENCE);
  writePart(REFERENCE_PART, formatReference(run));
  return 0;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: 'string', default: REFERENCE },
      sample: { type: 'string' },
      rounds: { type: 'string' },
      readme: { type: 'boolean', default: false },
    },
  });
  if (values.readme) return remakeReadme();
  if (positionals.length > 1) throw new Error('want one folder of recordings');
  const { out, sample, rounds } = values;
  return makeReference(resolve(positionals[0] ?? neuralinkData), resolve(out), { sample, rounds });
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`reference: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
