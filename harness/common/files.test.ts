import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';
import { writeFileBeside } from './files.js';
import { temporaryFolder } from './testing.test.kit.js';

test('a file is written once what killed processes left beside it is gone, and nothing else', t => {
  const folder = temporaryFolder(t);
  // no process has this number: the most that Linux gives is 4,194,304
  const others = ['a.csv.part', 'a.csv.x9.part', 'b.csv.9999999.part', `a.csv.${process.ppid}.part`];
  for (const name of ['a.csv.9999999.part', ...others]) writeFileSync(join(folder, name), 'half');
  mkdirSync(join(folder, 'sub'));
  writeFileBeside(join(folder, 'a.csv'), 'whole');
  assert.deepEqual(readdirSync(folder).sort(), ['a.csv', 'sub', ...others].sort());
});
