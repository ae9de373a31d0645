import assert from 'node:assert/strict';
import fs, { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
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

test('a line that is torn in the middle, or glued to another, is set aside and told of', t => {
  const folder = temporaryFolder(t);
  const whole = JSON.stringify(exactLine());
  const lines = [whole, whole.slice(0, 90) + whole, '', whole.slice(40), whole + whole, whole];
  writeFileSync(join(folder, 'log.jsonl'), `${lines.join('\n')}\n`);
  const torn: number[] = [];
  assert.deepEqual([...readLog(folder, number => torn.push(number))], [exactLine(), exactLine()]);
  assert.deepEqual(torn, [2, 3, 4, 5]);
});

/** Has the system take so many bytes of each write, as long as `room` lasts. */
function takeLess(t: TestContext, most: number, room: number): void {
  const { writeSync } = fs;
  let left = room;
  t.mock.method(fs, 'writeSync', (file: number, bytes: Uint8Array, offset = 0) => {
    const length = Math.min(most, left, bytes.length - offset);
    if (length === 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    left -= length;
    return writeSync(file, bytes, offset, length);
  });
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
}

test('a line of which the system takes a part at a time is written whole', t => {
  const folder = temporaryFolder(t);
  takeLess(t, 7, Number.POSITIVE_INFINITY);
  const log = openLog(folder);
  for (const line of [exactLine(), timingLine()]) log.append(line);
  log.close();
  assert.deepEqual([...readLog(folder)], [exactLine(), timingLine()]);
});

test('a line for which the disk has no room is an error, and so is each after it; none is left half', t => {
  const folder = temporaryFolder(t);
  const room = JSON.stringify(exactLine()).length + 100;
  takeLess(t, 64, room);
  const log = openLog(folder);
  log.append(exactLine());
  const full = /log\.jsonl: cannot be written: ENOSPC/;
  assert.throws(() => log.append(timingLine()), full);
  assert.throws(() => log.append(exactLine()), full);
  log.close();
  assert.equal(readFileSync(join(folder, 'log.jsonl'), 'utf8'), `${JSON.stringify(exactLine())}\n`);
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
