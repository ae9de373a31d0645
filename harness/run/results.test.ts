import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exactLine, temporaryFolder, timingLine } from '../common/testing.test.kit.js';
import { cellRows } from './cells.js';
import { writeCells, writeTotals } from './csv.js';
import { totalsOf } from './pareto.js';
import { readResults } from './results.js';

const cells = cellRows([
  exactLine(),
  timingLine(),
  timingLine({ alias: 'a/a' }),
  exactLine({ recording: 'b.wav', recordingSha256: 'bb', encodedBytes: 1600 }),
  exactLine({ chain: 'raw', status: 'error', error: 'no' }),
]);

test('a folder, its totals and its cells give the same totals; a chain that failed has no ratio', t => {
  const folder = temporaryFolder(t);
  writeCells(join(folder, 'cells.csv'), cells);
  writeTotals(join(folder, 'totals.csv'), totalsOf(cells));
  const [ofFolder, ofTotals, ofCells] = ['', 'totals.csv', 'cells.csv'].map(name =>
    readResults(join(folder, name)),
  );
  assert.deepEqual(
    ofFolder.totals.map(row => [row.name, row.ratio]),
    [
      ['delta+rice', 8000 / 2400],
      ['raw', null],
    ],
  );
  assert.deepEqual(ofTotals.totals, ofFolder.totals);
  assert.deepEqual(ofCells.totals, ofFolder.totals);
  assert.deepEqual(ofCells.own, ofTotals.own);
  assert.deepEqual(
    ofCells.rows.map(row => [row.name, row.file, row.ratio]),
    [
      ['delta+rice', 'a.wav', 5],
      ['delta+rice', 'b.wav', 2.5],
      ['raw', 'a.wav', null],
    ],
  );
});

test('an alias names its row', t => {
  const path = join(temporaryFolder(t), 'totals.csv');
  writeTotals(
    path,
    totalsOf(cells).map(row => ({ ...row, alias: 'mine' })),
  );
  assert.deepEqual(readResults(path).totals.map(row => [row.name, row.chain])[0], ['mine', 'delta+rice']);
});

test('a path that is not there, and a folder that is no run', t => {
  const folder = join(temporaryFolder(t), 'empty');
  mkdirSync(folder);
  assert.throws(() => readResults('nowhere.csv'), /no such file or folder: nowhere\.csv/);
  assert.throws(() => readResults(folder), /empty: holds no totals\.csv or cells\.csv/);
});
