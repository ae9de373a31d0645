import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exactLine, temporaryFolder, timingLine } from '../common/testing.test.kit.js';
import { openLog, readLog } from './log.js';

test('lines are read back in order, across sessions', t => {
  const folder = temporaryFolder(t);
  const lines = [exactLine(), timingLine(), exactLine({ error: 'line\nbreak — naïve' })];
  for (const line of lines) {
    const log = openLog(folder);
    log.append(line);
    log.close();
  }
  assert.deepEqual([...readLog(folder)], lines);
});

test('no log is no lines', t => {
  assert.deepEqual([...readLog(temporaryFolder(t))], []);
});

test('a log of before there were scopes is of single recordings', t => {
  const folder = temporaryFolder(t);
  const { scope, ...before } = exactLine();
  writeFileSync(join(folder, 'log.jsonl'), `${JSON.stringify(before)}\n`);
  assert.deepEqual([...readLog(folder)], [{ ...before, scope }]);
});

test('a line torn by a crash is passed over, and cut off when the log is opened again', t => {
  const folder = temporaryFolder(t);
  const first = openLog(folder);
  first.append(exactLine());
  first.close();
  const path = join(folder, 'log.jsonl');
  const whole = readFileSync(path, 'utf8');
  appendFileSync(path, whole.slice(0, 40));
  assert.deepEqual([...readLog(folder)], [exactLine()]);
  const second = openLog(folder);
  second.append(timingLine());
  second.close();
  assert.deepEqual([...readLog(folder)], [exactLine(), timingLine()]);
});

test('a line that is no JSON is named', t => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'log.jsonl'), `${JSON.stringify(exactLine())}\nnot json\n`);
  assert.throws(() => [...readLog(folder)], /log\.jsonl: line 2 is not JSON/);
});

test('a line that is none of ours is named', t => {
  for (const alien of ['null', '{"hello":1}', '5']) {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'log.jsonl'), `${alien}\n`);
    assert.throws(() => [...readLog(folder)], /log\.jsonl: line 1 is none of a run's/);
  }
});

test('a log longer than one piece of the file, with lines across its borders', t => {
  const folder = temporaryFolder(t);
  const log = openLog(folder);
  const encodeNs = Array.from({ length: 9000 }, (_, i) => i * 1001);
  for (let round = 0; round < 50; round++) log.append(timingLine({ round, encodeNs }));
  log.close();
  const lines = [...readLog(folder)];
  assert.equal(lines.length, 50);
  assert.deepEqual(lines.at(-1), timingLine({ round: 49, encodeNs }));
});

test('a character of several bytes across the border of two pieces', t => {
  const folder = temporaryFolder(t);
  const around = JSON.stringify(exactLine({ error: '|' })).indexOf('|');
  // its second byte is the first of the second piece of 2^20 bytes
  const error = `${'x'.repeat(2 ** 20 - 1 - around)}€ and more`;
  const log = openLog(folder);
  log.append(exactLine({ error }));
  log.close();
  const bytes = readFileSync(join(folder, 'log.jsonl'));
  assert.equal(bytes.indexOf('€'), 2 ** 20 - 1);
  assert.deepEqual([...readLog(folder)], [exactLine({ error })]);
});

test('a torn line longer than several pieces is passed over and cut off', t => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'log.jsonl');
  const whole = `${JSON.stringify(exactLine())}\n`;
  writeFileSync(path, whole + 'ï'.repeat(2 ** 20 + 5));
  assert.deepEqual([...readLog(folder)], [exactLine()]);
  openLog(folder).close();
  assert.equal(readFileSync(path, 'utf8'), whole);
  writeFileSync(path, 'ï'.repeat(2 ** 20));
  openLog(folder).close();
  assert.equal(statSync(path).size, 0);
});

test('a log over 2 GiB is continued', t => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'log.jsonl');
  const holeBytes = 2 ** 31 + 7;
  writeFileSync(path, '');
  truncateSync(path, holeBytes);
  appendFileSync(path, '\n{"type":"exa');
  openLog(folder).close();
  assert.equal(statSync(path).size, holeBytes + 1);
});
