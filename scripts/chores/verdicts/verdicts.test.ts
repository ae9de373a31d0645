/** That the verdicts of `ncb compare` hold on the sessions that are committed, and that README says so. Times nothing. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../../../harness/common/package-root.js';
import { showsPart } from '../shared/guide-part.js';
import { pathsIn } from '../shared/paths.test.kit.js';
import { formatVerdicts, loadSessions, SETS, type SessionSet, tallies, VERDICTS_PART } from './tally.js';

const load = ({ folder }: SessionSet) => loadSessions(join(packageRoot, folder));

test('README shows what the sessions make', () => {
  assert.ok(showsPart(VERDICTS_PART, formatVerdicts(load)), '`npm run verdicts -- --readme` makes it anew');
});

for (const [name, set] of Object.entries(SETS)) {
  const sessions = load(set);

  test(`${name}: fewer than 5 % of rows of identical codecs come out faster or slower`, () => {
    const same = tallies(sessions).filter(({ what }) => what.includes('same codec'));
    assert.equal(same.length, 2);
    for (const { what, rows, wrong } of same) {
      assert.ok(rows > 20 && wrong / rows < 0.05, `${what}: ${wrong} of ${rows}`);
    }
  });

  test(`${name}: the sessions hold no path of a machine`, () => {
    for (const { run } of sessions) {
      const text = readFileSync(join(run.path, 'cells.csv'), 'utf8') + JSON.stringify(run.environment);
      assert.deepEqual(pathsIn(text), [], run.name);
    }
  });
}

test('a slow-down of 20 % is found in at least 90 % of rows where all rounds were made', () => {
  const slower = tallies(load(SETS.thorough)).filter(({ what }) => what.includes('20 % slower'));
  assert.equal(slower.length, 2);
  for (const { what, rows, right } of slower) assert.ok(right / rows >= 0.9, `${what}: ${right} of ${rows}`);
});
