/** Other programs read the CSVs without options, each column as what it is. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  exactLine,
  figuresOf,
  qualityWhere,
  temporaryFolder,
  timingLine,
} from '../common/testing.test.kit.js';
import { TRUTH_FIGURES, UNIT_FIGURES } from '../quality/unit-figures.js';
import { cellRows } from './cells.js';
import { type LimitRow, SAME_AGAIN } from './columns.js';
import {
  readCells,
  readLimits,
  readQuality,
  readTotals,
  readUnits,
  writeCells,
  writeLimits,
  writeQuality,
  writeTotals,
  writeUnits,
} from './csv.js';
import { totalsOf } from './pareto.js';
import { collectQuality } from './quality.js';

type Kind = 'number' | 'string' | 'boolean';

// every column has a value somewhere and none somewhere, if it may; one process run alone, which is no number
const lines = [
  { type: 'session', startedAt: '', commandLine: '', machine: 'some-2c-linux-x64' } as const,
  exactLine({ encodedBytes: 900 }),
  timingLine({ quiet: true }),
  timingLine({ alias: SAME_AGAIN }),
  exactLine({ chain: 'rice', encodedBytes: 700 }),
  timingLine({ chain: 'rice', encodeNs: [1e5 / 3], decodeNs: [1e5] }),
  exactLine({ chain: 'raw', encodedBytes: 4004, recording: 'b, c.wav' }),
  exactLine({ chain: 'huffman', status: 'error', error: 'it says "no",\nand more' }),
  exactLine({
    chain: 'quantize+rice',
    lost: {
      ...{ kind: 'bounded', greatestError: 1, quality: qualityWhere(some) },
      truth: {
        all: figuresOf(TRUTH_FIGURES, some),
        units: [
          { unit: 'a', ...figuresOf(UNIT_FIGURES, some), spikes: 3 },
          { unit: 'b', ...figuresOf(UNIT_FIGURES, () => null), spikes: 3 },
        ],
      },
    },
  }),
  exactLine({
    chain: 'quantize+huffman',
    lost: { kind: 'free', greatestError: null, quality: qualityWhere(() => null) },
  }),
];
const cells = cellRows(lines);
const collected = collectQuality();
for (const line of lines) collected.add(line);
const qualities = collected.rows();
const limits = [0.5, null].map((error): LimitRow => {
  const origin = { recording: 'a', recording_sha256: 'aa', samples: 2000 };
  return { ...origin, counted: 'all', level: 0.5, bits_per_sample: 2.5, rmse: 0.5, band_rmse_sigma: error };
});

function some(type: string): number {
  return type === 'integer' ? 3 : 0.5;
}

const NAMES = ['cells.csv', 'totals.csv', 'quality.csv', 'units.csv', 'limits.csv'];

function writeAll(t: TestContext): string[] {
  const folder = temporaryFolder(t);
  const paths = NAMES.map(name => join(folder, name));
  writeCells(paths[0], cells);
  writeTotals(paths[1], totalsOf(cells, qualities));
  writeQuality(paths[2], qualities);
  writeUnits(paths[3], collected.units());
  writeLimits(paths[4], limits);
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

test('the reader of this project reads what it wrote', t => {
  const [, ofTotals, ofQuality, ofUnits] = writeAll(t);
  assert.deepEqual(readQuality(ofQuality), qualities);
  assert.deepEqual(readUnits(ofUnits), collected.units());
  assert.deepEqual(
    readTotals(ofTotals).map(row => row.sorting_loss),
    totalsOf(cells, qualities).map(row => row.sorting_loss),
  );
});

for (const [name, { programs, probe, describe, kindOf }] of Object.entries(READERS)) {
  const program = programs.find(candidate => spawnSync(candidate, probe).status === 0);
  test(`${name} reads each column as what it is`, { skip: program === undefined }, t => {
    const [ofCells, ofTotals, ofQuality, ofUnits, ofLimits] = writeAll(t);
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
