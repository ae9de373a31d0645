/** The run that is committed, and that README is what it makes. Needs no recording. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { packageRoot } from '../../../harness/common/package-root.js';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { readTotals, writeCells } from '../../../harness/run/csv.js';
import { loadRun, type Run } from '../../../harness/run/load.js';
import { showsPart } from '../shared/guide-part.js';
import { pathsIn } from '../shared/paths.test.kit.js';
import { formatReference, PICTURES, REFERENCE_FOLDER, REFERENCE_PART } from './readme.js';

const folder = join(packageRoot, REFERENCE_FOLDER);
const REMAKE = '`npm run reference -- --readme` makes it anew';

describe('the reference run', () => {
  let run: Run;
  before(() => {
    assert.ok(existsSync(folder), `${REFERENCE_FOLDER} is not there: \`npm run reference\` makes it`);
    run = loadRun(folder);
  });

  test('is what README shows', () => {
    // not assert.equal, which would print all of the guide
    assert.ok(showsPart(REFERENCE_PART, formatReference(run)), REMAKE);
  });

  test('has the totals and pictures that its cells make', async () => {
    assert.deepEqual(readTotals(join(folder, 'totals.csv')), run.totals, REMAKE);
    for (const { name, draw } of PICTURES) {
      assert.ok(readFileSync(join(folder, name), 'utf8') === (await draw(run)), `${name}: ${REMAKE}`);
    }
  });

  test('is complete: every chain over every recording, all ok, some timed', () => {
    for (const { chain, alias, recordings, ok, timed_recordings } of run.totals) {
      const all = alias === '' ? run.environment?.recordings : timed_recordings;
      assert.deepEqual([recordings, ok], [all, all], chain);
      assert.ok(timed_recordings > 0, chain);
    }
  });

  test('holds figures and checksums: the files of a run, their columns, and no path', t => {
    const pictures = PICTURES.map(({ name }) => name);
    const known = ['cells.csv', 'env.json', 'totals.csv', 'log.jsonl', ...pictures];
    assert.deepEqual(
      readdirSync(folder).filter(name => !known.includes(name)),
      [],
    );
    const rewritten = join(temporaryFolder(t), 'cells.csv');
    writeCells(rewritten, run.cells);
    const same = readFileSync(rewritten, 'utf8') === readFileSync(join(folder, 'cells.csv'), 'utf8');
    assert.ok(same, 'cells.csv has more or less than the columns that are read from it');
    for (const name of ['cells.csv', 'env.json', 'totals.csv']) {
      assert.deepEqual(pathsIn(readFileSync(join(folder, name), 'utf8')), [], name);
    }
  });
});
