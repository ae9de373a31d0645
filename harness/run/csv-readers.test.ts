/** Other programs read the CSVs without options, each column as what it is. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { readCells, readLimits, readQuality, readTotals, readUnits } from './csv.js';
import { totalsOf } from './pareto.js';
import { CELLS, QUALITIES, UNITS, writeCsvs } from './written-run.test.kit.js';

type Kind = 'number' | 'string' | 'boolean';

/** What our own reader finds in each column; lists count as text. */
function ownKinds(rows: readonly object[]): Record<string, Kind> {
  const values = rows
    .flatMap(row => Object.entries<unknown>({ ...row }))
    .filter(([, value]) => value !== null);
  return Object.fromEntries(values.map(([name, value]) => [name, ownKind(value)]));
}

function ownKind(value: unknown): Kind {
  return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'string';
}

interface Reader {
  /** Programs to try, the first that can do it is taken. */
  readonly programs: readonly string[];
  readonly probe: readonly string[];
  /** Prints a line for each column of the CSV named last: its name and its type. */
  readonly describe: readonly string[];
  readonly kindOf: Readonly<Record<string, Kind>>;
}

const READERS: Readonly<Record<string, Reader>> = {
  pandas: {
    programs: ['python3', '/usr/bin/python3'],
    probe: ['-c', 'import pandas'],
    describe: [
      '-c',
      'import pandas, sys\n' +
        'for name, column in pandas.read_csv(sys.argv[1]).items():\n' +
        '  print(name, pandas.api.types.infer_dtype(column))',
    ],
    kindOf: { floating: 'number', integer: 'number', string: 'string', boolean: 'boolean' },
  },
  R: {
    programs: ['Rscript'],
    probe: ['--version'],
    describe: [
      '-e',
      'table <- read.csv(commandArgs(TRUE)[1]); cat(paste(names(table), sapply(table, class)), sep = "\\n")',
    ],
    kindOf: { numeric: 'number', integer: 'number', character: 'string', logical: 'boolean' },
  },
};

test('the reader of this project reads what it wrote', t => {
  const [, ofTotals, ofQuality, ofUnits] = writeCsvs(temporaryFolder(t));
  assert.deepEqual(readQuality(ofQuality), QUALITIES);
  assert.deepEqual(readUnits(ofUnits), UNITS);
  assert.deepEqual(
    readTotals(ofTotals).map(row => row.sorting_loss),
    totalsOf(CELLS, QUALITIES).map(row => row.sorting_loss),
  );
});

for (const [name, { programs, probe, describe, kindOf }] of Object.entries(READERS)) {
  const program = programs.find(candidate => spawnSync(candidate, probe).status === 0);
  test(`${name} reads each column as what it is`, { skip: program === undefined }, t => {
    const [ofCells, ofTotals, ofQuality, ofUnits, ofLimits] = writeCsvs(temporaryFolder(t));
    const files = [
      [ofCells, readCells(ofCells)],
      [ofTotals, readTotals(ofTotals)],
      [ofQuality, readQuality(ofQuality)],
      [ofUnits, readUnits(ofUnits)],
      [ofLimits, readLimits(ofLimits)],
    ] as const;
    for (const [path, rows] of files) {
      const { stdout } = spawnSync(program ?? '', [...describe, path], { encoding: 'utf8' });
      const kinds = stdout
        .trim()
        .split('\n')
        .map(line => line.split(' '))
        .map(([column, type]) => [column, kindOf[type]]);
      assert.deepEqual(Object.fromEntries(kinds), ownKinds(rows), stdout);
    }
  });
}
