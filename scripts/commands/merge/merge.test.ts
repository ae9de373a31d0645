/** Many machines by the command line: planned, killed in the middle, gone on with, merged. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { CLI, ncb, RAW, recordingsFolder } from '../shared/cli.test.kit.js';

test('a share that is killed is lost, goes on, and is merged', async t => {
  const folder = recordingsFolder(t);
  const chains = ['--chain', 'delta+rice', '--chain', 'raw+xz', '--size-only'];
  const planned = await ncb(['plan', 'recordings', ...RAW, ...chains, '--out', 'run'], folder);
  assert.equal(planned.status, 0, planned.stderr);
  assert.match(planned.stdout, /^planned: sizes .* of one core\n/);
  const share = ['sweep', '--plan', 'run', '--shard', '1/1', '--csv'];
  const child = spawn(process.execPath, [CLI, ...share], { cwd: folder, stdio: 'ignore' });
  const ended = once(child, 'exit');
  while (!existsSync(join(folder, 'run', 'shards', '1-of-1', 'state.json'))) await sleep(20);
  child.kill('SIGKILL');
  await ended;
  const lost = await ncb(['status', 'run'], folder);
  assert.match(
    lost.stdout,
    /^1 shard: 1 lost\n\d of 6 cells done; none is running\nlost: shard 1\/1: process \d+ on /,
  );
  const partial = await ncb(['merge', 'run', '--csv'], folder);
  assert.match(partial.stderr, /^partial: \d of 6 cells missing, in 1 shard of 1: 1$/m);
  assert.equal(partial.status, 1);
  const again = await ncb(share, folder);
  assert.equal(again.status, 0, again.stderr);
  const merged = await ncb(['merge', 'run', '--csv'], folder);
  assert.deepEqual([merged.status, merged.stderr], [0, 'merged: all 6 cells\n']);
  assert.equal(merged.stdout, readFileSync(join(folder, 'run', 'totals.csv'), 'utf8'));
  const wrong = await ncb(['sweep', '--plan', 'run', '--shard', '1/1', '--chain', 'rice'], folder);
  assert.deepEqual(
    [wrong.status, wrong.stderr],
    [2, 'ncb: --plan: says what is measured; leave out --chain\n'],
  );
});
