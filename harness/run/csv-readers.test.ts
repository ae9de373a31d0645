/** Other programs read the CSVs without options, each column as what it is. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { exactLine, temporaryFolder, timingLine } from '../common/testing.test.kit.js';
import { cellRows } from './cells.js';
import { SAME_AGAIN } from './columns.js';
import { readCells, readTotals, writeCells, writeTotals } from './csv.js';
import { totalsOf } from './pareto.js';

type Kind = 'number' | 'string' | 'boolean';

// every column has a value somewhere and none somewhere, if it may; one process run alone, which is no number
const cells = cellRows([
  exactLine({ encodedBytes: 900 }),
  timingLine({ quiet: true }),
  timingLine({ alias: SAME_AGAIN }),
  exactLine({ chain: 'rice', encodedBytes: 700 }),
  timingLine({ chain: 'rice', encodeNs: [1e5 / 3], decodeNs: [1e5] }),
  exactLine({ chain: 'raw', encodedBytes: 4004, recording: 'b, c.wav' }),
  exactLine({ chain: 'huffman', status: 'error', error: 'it says "no",\nand more' }),
]);

function writeBoth(t: TestContext): string[] {
  const folder = temporaryFolder(t);
  const paths = [join(folder, 'cells.csv'), join(folder, 'totals.csv')];
  writeCells(paths[0], cells);
  writeTotals(paths[1], totalsOf(cells));
  return paths;
}

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

for (const [name, { programs, probe, describe, kindOf }] of Object.entries(READERS)) {
  const program = programs.find(candidate => spawnSync(candidate, probe).status === 0);
  test(`${name} reads each column as what it is`, { skip: program === undefined }, t => {
    const [ofCells, ofTotals] = writeBoth(t);
    const both = [
      [ofCells, readCells(ofCells)],
      [ofTotals, readTotals(ofTotals)],
    ] as const;
    for (const [path, rows] of both) {
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
