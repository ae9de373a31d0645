/** What all chores do with their command line. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../../../harness/common/package-root.js';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { runChore, runChoreProcess } from '../../commands/shared/cli.test.kit.js';

const chores = readdirSync(join(packageRoot, 'dist', 'scripts', 'chores')).filter(name => name !== 'shared');

for (const name of chores) {
  test(`${name} --help says how it is called`, async () => {
    const { status, stdout, stderr } = await runChore(name, ['--help']);
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, new RegExp(`^.npm run ${name}\\b`));
    assert.doesNotMatch(stdout, /^ \*|\*\/$/m);
  });

  test(`${name}: an option that is none is one line and status 2`, async () => {
    const { status, stdout, stderr } = await runChore(name, ['--nosuch']);
    assert.match(stderr, new RegExp(`^${name}: Unknown option '--nosuch'[^\\n]*\\n$`));
    assert.deepEqual([status, stdout], [2, '']);
  });
}

test('missing recordings are one line and status 2', async t => {
  const missing = join(temporaryFolder(t), 'missing');
  for (const name of ['bench', 'beyond', 'delay', 'front', 'prior-art', 'profile', 'reference']) {
    // these two have the command line say it, on their own standard error
    const run = ['prior-art', 'reference'].includes(name) ? runChoreProcess : runChore;
    const { status, stderr } = await run(name, [missing]);
    assert.match(stderr, /no such (file or )?folder( of recordings)?: \S*missing/, name);
    assert.doesNotMatch(stderr, /\n {4}at /, name);
    assert.equal(status, 2, name);
  }
});
