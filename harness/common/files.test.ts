import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { lockFolder, writeFileBeside } from './files.js';
import { temporaryFolder } from './testing.test.kit.js';

/** What `process.kill(pid, 0)` throws of a process of another user, and of none. */
function refusing(code: 'EPERM' | 'ESRCH') {
  return () => {
    throw Object.assign(new Error(`kill ${code}`), { code });
  };
}

describe('the lock of a folder', () => {
  test('holds this process until it is let go', t => {
    const folder = temporaryFolder(t);
    const unlock = lockFolder(folder);
    assert.equal(readFileSync(join(folder, 'lock'), 'utf8'), String(process.pid));
    unlock();
    assert.ok(!existsSync(join(folder, 'lock')));
  });

  test('of a process that runs keeps others out', t => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'lock'), String(process.ppid));
    assert.throws(() => lockFolder(folder), {
      message: `${folder}: a sweep is running there, process ${process.ppid}`,
    });
  });

  test('of a process of another user keeps others out, too', t => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'lock'), '4711');
    t.mock.method(process, 'kill', refusing('EPERM'));
    assert.throws(() => lockFolder(folder), /a sweep is running there, process 4711$/);
  });

  test('of a process that is gone, of this one or of none is taken over', t => {
    const folder = temporaryFolder(t);
    t.mock.method(process, 'kill', refusing('ESRCH'));
    for (const owner of ['4711', String(process.pid), '', 'nobody']) {
      writeFileSync(join(folder, 'lock'), owner);
      lockFolder(folder)();
    }
  });

  test('that is empty is of nobody', t => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'lock'), '');
    lockFolder(folder)();
  });
});

test('a file is written once what killed processes left beside it is gone, and nothing else', t => {
  const folder = temporaryFolder(t);
  // no process has this number: the most that Linux gives is 4,194,304
  const others = ['a.csv.part', 'a.csv.x9.part', 'b.csv.9999999.part', `a.csv.${process.ppid}.part`];
  for (const name of ['a.csv.9999999.part', ...others]) writeFileSync(join(folder, name), 'half');
  mkdirSync(join(folder, 'sub'));
  writeFileBeside(join(folder, 'a.csv'), 'whole');
  assert.deepEqual(readdirSync(folder).sort(), ['a.csv', 'sub', ...others].sort());
});
