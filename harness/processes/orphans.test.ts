/** What becomes of a process that is busy with a plugin when the one that started it is ended. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { HAS_GROUPS } from './guard.js';

const LOADER = new URL('../plugins/plugged.js', import.meta.url).href;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const;

/** Computes for ever when it is loaded, and hears no signal that can be heard. */
function busyPlugin(folder: string): string {
  return `import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => undefined);
const { pid } = spawn('sleep', ['600'], { stdio: 'ignore' });
writeFileSync(${JSON.stringify(join(folder, 'pids'))}, process.pid + ' ' + pid + '\\n');
for (;;);
`;
}

/** Starts a process that loads such a plugin, ends it, and waits until what it started has gone. */
async function endWhileLoading(t: TestContext, signal: NodeJS.Signals): Promise<void> {
  const folder = temporaryFolder(t);
  const plugin = join(folder, 'busy.mjs');
  writeFileSync(plugin, busyPlugin(folder));
  const load = `import { loadPlugged } from '${LOADER}';
await loadPlugged([${JSON.stringify(plugin)}], { timeoutMs: 60000, memoryBytes: 2 ** 31 });`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', load], { stdio: 'ignore' });
  const ended = once(parent, 'exit');
  const pids = join(folder, 'pids');
  while (!existsSync(pids) || !readFileSync(pids, 'utf8').endsWith('\n')) await sleep(10);
  const left = readFileSync(pids, 'utf8').trim().split(' ').map(Number);
  t.after(() => {
    for (const pid of left.filter(isRunning)) process.kill(pid, 'SIGKILL');
  });
  parent.kill(signal);
  await ended;
  const until = performance.now() + 5000;
  while (left.some(isRunning) && performance.now() < until) await sleep(10);
  assert.deepEqual(left.filter(isRunning), [], signal);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // one that nobody has asked about yet has ended all the same
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
}

test('a process that computes for ever ends with its parent, and what it started, however that ends', {
  skip: !HAS_GROUPS,
}, async t => {
  await Promise.all(SIGNALS.map(signal => endWhileLoading(t, signal)));
});
