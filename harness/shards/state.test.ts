/** Who is at a share. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { claim, isLost, readState, type ShareState } from './state.js';

const OPTIONS = { machine: 'a', cells: 4, done: 1, onTaken: () => undefined, beatMs: 20, silenceMs: 400 };

/** What a session elsewhere has left, and says no more. */
const SILENT: ShareState = {
  ...{ status: 'running', owner: 'x', host: 'elsewhere', pid: 1, machine: 'a' },
  ...{ startedAt: '2026-01-01T00:00:00.000Z', at: '2026-01-01T00:00:00.000Z' },
  ...{ beat: 3, cells: 4, done: 1, leftMs: null },
};

function leave(folder: string, state: Partial<ShareState>): void {
  writeFileSync(join(folder, 'state.json'), JSON.stringify({ ...SILENT, ...state }));
}

test('says how far it is while it runs, and keeps others out', async t => {
  const folder = temporaryFolder(t);
  const first = await claim(folder, OPTIONS);
  first.report(2, 5000);
  await assert.rejects(claim(folder, OPTIONS), /process \d+ on .+ is at it, since 2/);
  const running = readState(folder);
  assert.deepEqual([running?.status, running?.done, running?.leftMs], ['running', 2, 5000]);
  first.end('done');
  assert.equal(readState(folder)?.status, 'done');
  (await claim(folder, OPTIONS)).end('stopped');
  assert.equal(readState(folder)?.status, 'stopped');
});

test('what is silent is taken over, and what wakes up again leaves it', async t => {
  const folder = temporaryFolder(t);
  leave(folder, {});
  let isTaken = false;
  const first = await claim(folder, {
    ...OPTIONS,
    onTaken: () => {
      isTaken = true;
    },
  });
  leave(folder, { owner: 'y' });
  await sleep(100);
  assert.ok(isTaken);
  first.end('done');
  assert.equal(readState(folder)?.owner, 'y', 'what is another’s is left as it is');
});

test('a process of this host that has ended is not waited for', async t => {
  const folder = temporaryFolder(t);
  leave(folder, { host: hostname(), pid: spawnSync(process.execPath, ['-v']).pid });
  (await claim(folder, { ...OPTIONS, silenceMs: 1e6 })).end('done');
});

test('what is torn is as if it were not there', t => {
  const folder = temporaryFolder(t);
  for (const text of ['', '{"beat":', 'null', '{}']) {
    writeFileSync(join(folder, 'state.json'), text);
    assert.equal(readState(folder), undefined);
  }
});

test('lost is what has said nothing for two minutes, or whose process here has ended', () => {
  const now = Date.parse(SILENT.at);
  assert.ok(!isLost(SILENT, now + 60_000));
  assert.ok(isLost(SILENT, now + 180_000));
  assert.ok(!isLost({ ...SILENT, status: 'stopped' }, now + 180_000));
  const ended = { ...SILENT, host: hostname(), pid: spawnSync(process.execPath, ['-v']).pid };
  assert.ok(isLost(ended, now));
});
