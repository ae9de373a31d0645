/** Programs on the command line: the table's marks, and a limit that leaves nothing behind. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ncb, ncbProcess, RAW, recordingsFolder } from '../shared/cli.test.kit.js';

const COPY = { name: 'mine', summary: 'a test', input: 'pcm', encode: ['cat'], decode: ['cat'] };

test('a program is marked in the table, and what its start costs stands beneath', async t => {
  const folder = recordingsFolder(t);
  writeFileSync(join(folder, 'mine.json'), JSON.stringify(COPY));
  const sweep = ['sweep', 'recordings/one.i16', ...RAW, '--plugin', './mine.json', '--chain', 'exec:mine'];
  const timed = await ncb([...sweep, '--rounds', '1', '--time-ms', '5', '--out', 'timed'], folder);
  assert.equal(timed.status, 0, timed.stderr);
  assert.match(timed.stdout, /^\*ed† +exec:mine +\d/m);
  assert.match(timed.stdout, /^\*ed +raw/m);
  assert.match(timed.stdout, /^† a program was started for each call; times include its start and files/m);
  assert.match(timed.stdout, /^ {2}starting an empty program: \d[\d.]* ms$/m);
  const sizes = await ncb([...sweep, '--size-only', '--out', 'sizes'], folder);
  assert.match(sizes.stdout, /^† a program was started for each call$/m);
  const check = await ncb(['check', './mine.json'], folder);
  assert.deepEqual([check.status, check.stdout], [0, 'ok      exec:mine\nit keeps the contract\n']);
  const list = await ncb(['list', '--plugin', './mine.json'], folder);
  assert.match(list.stdout, /exec:mine .*isolation process/);
});

test('a program that sleeps costs its row; neither it nor its files outlive the sweep', async t => {
  const folder = recordingsFolder(t);
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  const seconds = `98${process.pid}`;
  const declaration = { ...COPY, encode: ['sleep', seconds] };
  writeFileSync(join(folder, 'mine.json'), JSON.stringify(declaration));
  const args = ['sweep', 'recordings', ...RAW, '--plugin', './mine.json', '--chain', 'exec:mine'];
  process.env.TMPDIR = temporary;
  t.after(() => delete process.env.TMPDIR);
  const { status, stdout } = await ncbProcess(
    [...args, '--timeout', '2', '--size-only', '--out', 'run'],
    folder,
  );
  assert.equal(status, 1);
  assert.match(stdout, /^timeout +exec:mine on one\.i16.*: stopped after 2 s; raise --timeout \(now 2 s\)/m);
  assert.ok(!execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).includes(`sleep ${seconds}`));
  assert.deepEqual(readdirSync(temporary), []);
});
