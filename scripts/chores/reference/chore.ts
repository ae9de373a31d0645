/**
 * `npm run reference [-- FOLDER]`: sweeps the preset reference over the recordings, by default those of the Neuralink
 * challenge beside the checkout, into results/reference-run (or goes on where that stopped). When all is measured, it
 * becomes results/reference, and the guide's part and pictures are made of it.
 * `npm run reference -- --readme` only makes totals.csv, pictures and the guide's part anew.
 * `npm run reference -- FOLDER --out TRIAL [--sample N] [--rounds N]` tries it, in the folder TRIAL: the guide's part
 * is printed instead.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { neuralinkData } from '../../../codecs/shared-data.test.kit.js';
import { packageRoot } from '../../../harness/common/package-root.js';
import { loadRun } from '../../../harness/run/load.js';
import { wholeNumber } from '../../commands/shared/numbers.js';
import { runChore } from '../shared/chore.js';
import { writePart } from '../shared/guide-part.js';
import { makeRun } from '../shared/publish.js';
import {
  formatReference,
  PUBLICATION,
  REFERENCE_FOLDER,
  REFERENCE_PART,
  writeDerivedFiles,
} from './readme.js';

const REFERENCE = join(packageRoot, REFERENCE_FOLDER);

const OPTIONS = {
  out: { type: 'string', default: REFERENCE },
  sample: { type: 'string' },
  rounds: { type: 'string' },
  readme: { type: 'boolean', default: false },
} as const;

await runChore('reference', { options: OPTIONS, mostPositionals: 1 }, async ({ values, positionals }) => {
  if (values.readme) return remakeReadme();
  const { sample, rounds } = values;
  const recordings = resolve(positionals[0] ?? neuralinkData);
  const out = resolve(values.out);
  const isTrial = out !== REFERENCE;
  if (!isTrial && (sample ?? rounds) !== undefined) throw new Error('a trial wants an --out of its own');
  if (!existsSync(recordings)) throw new Error(`no such folder of recordings: ${recordings}`);
  const limits = [
    ...(sample === undefined ? [] : ['--sample', `${wholeNumber('sample', Number(sample), 1)}`]),
    ...(rounds === undefined ? [] : ['--rounds', `${wholeNumber('rounds', Number(rounds), 1)}`]),
  ];
  const sweepArguments = [recordings, '--preset', 'reference', ...limits];
  const { status, run } = await makeRun({ out, isTrial, sweepArguments, publication: PUBLICATION });
  if (run === undefined) return status;
  if (isTrial) console.log(`\n${formatReference(run)}`);
  else writePart(REFERENCE_PART, formatReference(run));
  return 0;
});

async function remakeReadme(): Promise<number> {
  const run = loadRun(REFERENCE);
  await writeDerivedFiles(run, REFERENCE);
  writePart(REFERENCE_PART, formatReference(run));
  return 0;
}
