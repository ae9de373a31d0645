import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { lockFolder } from './lock.js';
import { isRunning, ownIdentity } from './process-identity.js';
import { temporaryFolder } from './testing.test.kit.js';

const OTHER_START = { ...ownIdentity(), start: 'another' };

function locked(t: TestContext, text: string): string {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'lock'), text);
  return folder;
}

describe('the lock of a folder', () => {
  test('holds this process until it is let go, and leaves nothing beside it', t => {
    const folder = temporaryFolder(t);
    const unlock = lockFolder(folder);
    const { since, ...owner } = JSON.parse(readFileSync(join(folder, 'lock'), 'utf8'));
    assert.deepEqual(owner, JSON.parse(JSON.stringify(ownIdentity())));
    assert.ok(Date.parse(since) <= Date.now());
    assert.throws(() => lockFolder(folder), /a sweep is running there/);
    assert.deepEqual(readdirSync(folder), ['lock']);
    unlock();
    assert.deepEqual(readdirSync(folder), []);
  });

  test('of a process that runs keeps others out, and says what may be removed', t => {
    const folder = locked(t, String(process.ppid));
    const [place, remedy] = [`${folder}: a sweep is running there`, `remove ${join(folder, 'lock')}`];
    assert.throws(() => lockFolder(folder), {
      message: `${place}, process ${process.ppid}; if it has ended, ${remedy}`,
    });
    const elsewhere = locked(t, JSON.stringify({ pid: 1, host: 'another-machine', start: 'x' }));
    assert.throws(() => lockFolder(elsewhere), /process 1 of another-machine; if it has ended, remove /);
  });

  test('of a process that has ended is taken over, also if its number is in use again', t => {
    const gone = { pid: 2 ** 22 + 1, host: hostname(), start: 'x' };
    const texts = [String(gone.pid), JSON.stringify(gone), String(process.pid)];
    if (ownIdentity().start !== undefined) {
      texts.push(JSON.stringify(OTHER_START), JSON.stringify({ ...OTHER_START, pid: process.ppid }));
    }
    for (const text of texts) {
      const folder = locked(t, text);
      lockFolder(folder)();
      assert.deepEqual(readdirSync(folder), [], text);
    }
  });

  test('that is empty, torn or of nobody is taken over', t => {
    for (const text of ['', '{"pid":', 'nobody', 'null', '{"pid":"1","host":""}']) {
      lockFolder(locked(t, text))();
    }
  });

  test('is not taken from another that has it by now', t => {
    const folder = temporaryFolder(t);
    const unlock = lockFolder(folder);
    writeFileSync(join(folder, 'lock'), '1');
    unlock();
    assert.deepEqual(readdirSync(folder), ['lock']);
  });
});

test('a process of another user is one that runs', t => {
  t.mock.method(process, 'kill', () => {
    throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
  });
  assert.equal(isRunning(1), true);
});
