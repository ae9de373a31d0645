/**
 * `npm run curve [-- FOLDER]`: sweeps chains that may lose something, and what they are compared with, over the held-out
 * recordings of the Neuralink challenge in FOLDER, by default those beside the checkout, into results/curve-run (or goes
 * on where that stopped). When all is measured, results/curve and two parts of results/README.md are made of it.
 * `npm run curve -- --readme` only makes these parts anew. Chains whose program is missing here are left out.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { neuralinkData } from '../../../codecs/shared-data.test.kit.js';
import { makeFolder, writeFileBeside } from '../../../harness/common/files.js';
import { packageRoot } from '../../../harness/common/package-root.js';
import { loadRun } from '../../../harness/run/load.js';
import { runChore } from '../shared/chore.js';
import { writePart } from '../shared/guide-part.js';
import { CURVE_FILE, CURVE_FOLDER, curveRows, formatCurveCsv, readCurve } from './rows.js';
import { sweepHeldOut } from './sweep.js';
import { CURVE_PART, formatCurve, formatMeaning, MEANING_PART } from './tables.js';

const FOLDER = join(packageRoot, CURVE_FOLDER);
const SWEEP = `${FOLDER}-run`;

function writeReadme(): void {
  const curve = {
    rows: readCurve(join(packageRoot, CURVE_FILE)),
    environment: JSON.parse(readFileSync(join(FOLDER, 'env.json'), 'utf8')),
  };
  writePart(CURVE_PART, formatCurve(curve));
  writePart(MEANING_PART, formatMeaning(curve));
}

await runChore(
  'curve',
  { options: { readme: { type: 'boolean', default: false } }, mostPositionals: 1 },
  async ({ values, positionals }) => {
    if (!values.readme) {
      const status = sweepHeldOut(resolve(positionals[0] ?? neuralinkData), SWEEP);
      if (status !== 0) return status;
      const run = loadRun(SWEEP);
      const environment = { ...run.environment, command_line: 'npm run curve -- FOLDER' };
      makeFolder(FOLDER);
      writeFileBeside(
        join(packageRoot, CURVE_FILE),
        new TextEncoder().encode(formatCurveCsv(curveRows(run))),
      );
      writeFileBeside(
        join(FOLDER, 'env.json'),
        new TextEncoder().encode(`${JSON.stringify(environment, null, 2)}\n`),
      );
      rmSync(SWEEP, { recursive: true });
    }
    writeReadme();
    return 0;
  },
);
