/** What reaches a terminal of names that come from anybody. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { exactLine, temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { cellRows } from '../../../harness/run/cells.js';
import { readCells, writeCells } from '../../../harness/run/csv.js';
import { NO_TERMINAL, ncb, ncbInTerminal } from './cli.test.kit.js';
import { formatFailures } from './failures.js';
import { plain, plainLine } from './plain.js';
import { formatTable } from './terminal.js';

const EVIL = '\u001b]0;owned\u0007\u001b[31m\r\nncb: all is well\u009b2J\u202ewav.exe';
const CONTROL = /(?!\n)[\p{Cc}\u202e]/u;

describe('plain text', () => {
  test('has control characters as JSON writes them, and stays JSON', () => {
    assert.equal(plain('a\u001b[31m\nb\u202e'), 'a\\u001b[31m\nb\\u202e');
    const json = JSON.stringify({ name: EVIL, of: 'µV → naïve' }, null, 2);
    assert.deepEqual(JSON.parse(plain(json)), JSON.parse(json));
    assert.doesNotMatch(plain(json), CONTROL);
  });

  test('on a line has no line feed, and ends', () => {
    assert.doesNotMatch(plainLine(EVIL), /[\n\r]/);
    assert.equal(plainLine('a'.repeat(2 ** 20)), `${'a'.repeat(1000)}… (1048576 characters)`);
  });
});

test('a row of a table is a row, whatever its cells hold', () => {
  const rows = [EVIL, 'b'.repeat(2 ** 20)];
  const table = formatTable(rows, [{ title: 'name', text: row => row, align: 'left' }], 80);
  assert.doesNotMatch(table, CONTROL);
  assert.ok(table.length < 3000);
  assert.match(table, /\\u001b\[31m/);
});

test('what failed is a line each', () => {
  const cells = cellRows([exactLine({ recording: EVIL, status: 'error', error: 'bad\n\u001b[2J' })]);
  const text = formatFailures(cells);
  assert.equal(text.split('\n').length, 1);
});

test('names of files and in CSVs, through the command line', { skip: NO_TERMINAL }, async t => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'recordings'));
  writeFileSync(join(folder, 'recordings', `${EVIL}.wav`), 'no recording');
  const { status, stdout, stderr } = await ncb(['info', 'recordings'], folder);
  assert.equal(status, 1);
  assert.doesNotMatch(stdout + stderr, CONTROL);
  assert.doesNotMatch(stderr, /^ncb: all is well/m);

  const path = join(folder, 'cells.csv');
  const recording = `${EVIL}${'x'.repeat(2 ** 20)}`;
  writeCells(path, cellRows([exactLine({ recording })]));
  assert.equal(readCells(path)[0].recording, recording);
  const lines = await ncbInTerminal(['show', 'cells.csv', '--csv'], folder, 100);
  assert.ok(lines.length > 1 && lines.every(line => !CONTROL.test(line) && line.length < 11_000));
});
