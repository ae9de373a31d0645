import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ownIdentity } from '../common/process-identity.js';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { scratchFolder } from './scratch.js';

test('folders of processes that were killed go when the next makes its own, and no others', t => {
  const temporary = temporaryFolder(t);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = temporary;
  t.after(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  });
  const own = ownIdentity();
  const owners = {
    'ncb-scratch-killed': { ...own, pid: 2 ** 22 + 1 },
    'ncb-scratch-running': own,
    'ncb-scratch-elsewhere': { ...own, pid: 2 ** 22 + 1, host: 'another-machine' },
    'ncb-other': { ...own, pid: 2 ** 22 + 1 },
  };
  for (const [name, owner] of Object.entries(owners)) {
    mkdirSync(join(temporary, name, 'deep'), { recursive: true });
    writeFileSync(join(temporary, name, 'owner.json'), JSON.stringify(owner));
  }
  mkdirSync(join(temporary, 'ncb-scratch-new'));
  const made = scratchFolder();
  const kept = readdirSync(temporary).filter(name => join(temporary, name) !== made);
  assert.deepEqual(kept.sort(), [
    'ncb-other',
    'ncb-scratch-elsewhere',
    'ncb-scratch-new',
    'ncb-scratch-running',
  ]);
});
