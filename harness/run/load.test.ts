/** What stands at a path, by name and header, and what a run is without its cells. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { exactLine, temporaryFolder, timingLine } from '../common/testing.test.kit.js';
import { cellRows } from './cells.js';
import { writeCells, writeTotals } from './csv.js';
import { recordProgramStart } from './environment.js';
import { JUDGED, type JudgedCell } from './judged.js';
import { loadRun, loadTotals, openRun, openSums, resultFiles } from './load.js';
import { totalsOf } from './pareto.js';

const cells = cellRows([exactLine(), timingLine()]);
const totals = totalsOf(cells);

function folderWith(t: TestContext, ...names: readonly string[]): string {
  const folder = join(temporaryFolder(t), 'made');
  mkdirSync(folder);
  if (names.includes('cells.csv')) writeCells(join(folder, 'cells.csv'), cells);
  if (names.includes('totals.csv')) writeTotals(join(folder, 'totals.csv'), totals);
  return folder;
}

test('a folder has the files that it holds; a file is what its header says, whatever its name', t => {
  const both = folderWith(t, 'cells.csv', 'totals.csv');
  const [cellsPath, totalsPath] = ['cells.csv', 'totals.csv'].map(name => join(both, name));
  assert.deepEqual(resultFiles(both), { cells: cellsPath, totals: totalsPath });
  assert.deepEqual(resultFiles(cellsPath), { cells: cellsPath });
  assert.deepEqual(resultFiles(totalsPath), { totals: totalsPath });
  assert.deepEqual(resultFiles(folderWith(t)), {});
  const renamed = join(both, 'mine.csv');
  writeTotals(renamed, totals);
  assert.deepEqual(resultFiles(renamed), { totals: renamed });
  writeFileSync(renamed, 'mode,ratio\n');
  assert.deepEqual(resultFiles(renamed), { other: renamed });
  assert.throws(() => resultFiles('nowhere'), /^Error: no such file or folder: nowhere$/);
});

const BARE = { name: 'made', quality: [], limits: [], environment: null };

test('a run of totals alone has no cells; where there are cells, totals are made of these', t => {
  const folder = folderWith(t, 'totals.csv');
  for (const path of [folder, join(folder, 'totals.csv')]) {
    assert.deepEqual(loadTotals(path), { ...BARE, path, cells: [], totals });
  }
  const both = folderWith(t, 'cells.csv');
  writeTotals(join(both, 'totals.csv'), []);
  assert.deepEqual(loadTotals(both), { ...BARE, path: both, cells, totals });
  assert.deepEqual(loadRun(join(both, 'cells.csv')).totals, totals);
});

test('cells of a run of any length are views with the same fields, and its totals are the same', t => {
  const folder = folderWith(t, 'cells.csv');
  const run = loadRun(folder);
  const judged = openRun(folder);
  const fields = (cell: JudgedCell) => JUDGED.map(name => cell[name]);
  assert.deepEqual(judged.cells.map(fields), run.cells.map(fields));
  assert.deepEqual(judged.totals, run.totals);
  assert.deepEqual(openSums(folder).totals, run.totals);
});

test('what holds no cells is refused where cells are needed', t => {
  const folder = folderWith(t, 'totals.csv');
  assert.throws(() => loadRun(folder), /made: holds no cells\.csv$/);
  assert.throws(() => loadRun(join(folder, 'totals.csv')), /totals\.csv: no column recording, /);
  assert.throws(() => loadTotals(folderWith(t)), /made: holds no cells\.csv$/);
  assert.throws(() => loadTotals('nowhere'), /^Error: no such file or folder: nowhere$/);
});

test('an env.json that is none is refused by name', t => {
  const folder = folderWith(t, 'cells.csv');
  writeFileSync(join(folder, 'env.json'), '{"cores": 2}');
  assert.deepEqual(loadRun(folder).environment, { cores: 2 });
  for (const [text, message] of [
    ['', /^Error: [^\n]*env\.json: empty; without it the run is read, .*: remove it, or put it back$/],
    ['{"cores": ', /^Error: [^\n]*env\.json: torn, or no JSON; without it /],
    ['1', /env\.json: want an object; /],
    ['[]', /env\.json: want an object; /],
  ] as const) {
    writeFileSync(join(folder, 'env.json'), text);
    assert.throws(() => loadRun(folder), message);
    assert.throws(() => recordProgramStart(folder, 1), /env\.json: .*remove it: it is written anew$/);
  }
});
