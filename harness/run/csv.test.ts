import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { exactLine, temporaryFolder, timingLine } from '../common/testing.test.kit.js';
import { cellRows } from './cells.js';
import { CELL_COLUMNS, type Column, TOTAL_COLUMNS } from './columns.js';
import { formatCsv, readCells, readTotals, writeCells, writeTotals } from './csv.js';
import { totalsOf } from './pareto.js';

/** Columns of the first release. What is added comes behind them, and files that have only these stay readable. */
const CELL_HEADER =
  'chain,alias,family,recording,recording_sha256,channels,sample_rate_hz,samples,duration_s,status,error,isolation,' +
  'raw_bytes,encoded_bytes,model_bytes,ratio,bits_per_sample,encode_ns,encode_ns_min,encode_ns_max,decode_ns,' +
  'decode_ns_min,decode_ns_max,timing_runs,encode_xrt,decode_xrt,encode_mb_per_s,decode_mb_per_s,peak_rss_bytes,versions,' +
  'scope,encode_run_ns,decode_run_ns,run_quiet';
const TOTAL_HEADER =
  'chain,alias,family,recordings,ok,failed,isolation,raw_bytes,encoded_bytes,model_bytes,ratio,ratio_geomean,' +
  'bits_per_sample,duration_s,encode_s,decode_s,encode_xrt,decode_xrt,encode_mb_per_s,decode_mb_per_s,' +
  'channels_realtime,peak_rss_bytes,on_pareto_front,dominated_by,timed_recordings,timed_duration_s,scope,' +
  'on_encode_front,encode_dominated_by,on_decode_front,decode_dominated_by';

const cells = cellRows([
  exactLine({ chain: 'lpc:block=4096,order=8+rice', recording: 'with "quotes", a comma\nand a line.wav' }),
  exactLine(),
  timingLine({ encodeNs: [1e6 / 3] }),
  timingLine({ round: 2, quiet: true }),
  exactLine({ recordingSha256: 'bb', status: 'error', error: 'Straße → naïve' }),
]);

test('cells come back as they were written, to the last digit', t => {
  const path = join(temporaryFolder(t), 'cells.csv');
  writeCells(path, cells);
  assert.deepEqual(readCells(path), cells);
  assert.ok(readFileSync(path, 'utf8').startsWith(CELL_HEADER));
});

test('text that a spreadsheet would take for a formula is guarded, and comes back; numbers stay numbers', t => {
  const path = join(temporaryFolder(t), 'cells.csv');
  const names = [
    '=HYPERLINK("http://x","y")',
    '+1',
    '-5',
    '@SUM(A1)',
    '\tx',
    '\rx',
    "'=a",
    "''-a",
    "'a",
    'a=b',
    '-5 µV.wav',
  ];
  const rows = cellRows(names.map(recording => exactLine({ recording, recordingSha256: recording })));
  writeCells(path, rows);
  assert.deepEqual(readCells(path), rows);
  const written: string[][] = parse(readFileSync(path, 'utf8'));
  assert.ok(written.slice(1).every(row => row.every(cell => !/^[=+\-@\t\r]/.test(cell))));
  assert.equal(formatCsv(['number', 'text'], [{ number: -5, text: '-5' }]), "number,text\n-5,'-5\n");
});

test('totals come back as they were written, with true, false and nothing', t => {
  const path = join(temporaryFolder(t), 'totals.csv');
  const totals = totalsOf(cells);
  const rows = [...totals, { ...totals[0], on_pareto_front: true }, { ...totals[0], on_pareto_front: false }];
  writeTotals(path, rows);
  assert.deepEqual(readTotals(path), rows);
  assert.ok(readFileSync(path, 'utf8').startsWith(TOTAL_HEADER));
});

test('truth values are those that R knows; those of older files are read too', t => {
  const path = join(temporaryFolder(t), 'totals.csv');
  const [total] = totalsOf(cells);
  const rows = [true, false, null].map(on => ({ ...total, on_pareto_front: on }));
  writeTotals(path, rows);
  const text = readFileSync(path, 'utf8');
  assert.match(text, /,TRUE,.*\n.*,FALSE,/);
  writeFileSync(
    path,
    text.replaceAll(/,(TRUE|FALSE),/g, word => word.toLowerCase()),
  );
  assert.deepEqual(readTotals(path), rows);
});

test('medians of process runs are a list in JSON', t => {
  const path = join(temporaryFolder(t), 'cells.csv');
  writeCells(path, cellRows([exactLine(), timingLine({ round: 1, encodeNs: [1.5], decodeNs: [2] })]));
  assert.match(readFileSync(path, 'utf8'), /,"\[null,1\.5\]","\[null,2\]","\[null,0\]"[,\n]/);
  writeCells(path, cellRows([exactLine(), timingLine({ encodeNs: [1.5], decodeNs: [2] })]));
  assert.match(readFileSync(path, 'utf8'), /,\[1\.5\],\[2\],\[0\][,\n]/);
});

/** Writes a CSV anew without some of its columns, as before there were these. */
function dropColumns(path: string, names: readonly string[]): void {
  const [header, ...lines]: string[][] = parse(readFileSync(path, 'utf8'));
  const kept = (line: readonly string[]) => line.filter((_, index) => !names.includes(header[index]));
  writeFileSync(path, stringify([header, ...lines].map(kept)));
}

test('an older totals.csv, without scopes, is of single recordings, and has one front', t => {
  const path = join(temporaryFolder(t), 'totals.csv');
  const totals = totalsOf(cells);
  writeTotals(path, totals);
  const fronts = {
    on_encode_front: null,
    encode_dominated_by: '',
    on_decode_front: null,
    decode_dominated_by: '',
  };
  dropColumns(path, ['scope', ...Object.keys(fronts)]);
  assert.deepEqual(
    readTotals(path),
    totals.map(row => ({ ...row, ...fronts })),
  );
});

test('an older cells.csv has no scopes and no medians of process runs', t => {
  const path = join(temporaryFolder(t), 'cells.csv');
  writeCells(path, cells);
  const before = { encode_run_ns: [], decode_run_ns: [], run_quiet: [] };
  dropColumns(path, ['scope', ...Object.keys(before)]);
  assert.deepEqual(
    readCells(path),
    cells.map(cell => ({ ...cell, ...before })),
  );
});

test('a column that came later says what stands in files without it', () => {
  for (const [columns, header] of [
    [CELL_COLUMNS, CELL_HEADER],
    [TOTAL_COLUMNS, TOTAL_HEADER],
  ] as const) {
    const later = Object.entries<Column>(columns).filter(([name]) => !header.split(',').includes(name));
    for (const [name, { inOlderFiles }] of later) assert.notEqual(inOlderFiles, undefined, name);
  }
});

test('nothing is left beside a CSV that was written', t => {
  const folder = temporaryFolder(t);
  writeCells(join(folder, 'cells.csv'), cells);
  assert.deepEqual(readdirSync(folder), ['cells.csv']);
});

describe('a CSV that is not ours is refused in a line', () => {
  const row = `${'x,'.repeat(5)}two${',1'.repeat(28)}`;
  const good = `x,,x,x,x,1,1,1,1,ok,,in-process${',1'.repeat(17)},v,recording,[1],,1`;
  const bad: Record<string, [string, RegExp]> = {
    'empty file': ['', /bad\.csv: empty/],
    'other columns': ['mode,ratio\na,1\n', /bad\.csv: no column chain, alias/],
    'a word for a number': [`${CELL_HEADER}\n${row}\n`, /bad\.csv: row 1, channels "two" is not a number/],
    'a fraction for a whole number': [
      `${CELL_HEADER}\n${good.replace(',1,', ',1.5,')}\n`,
      /row 1, channels "1\.5" is not a whole number/,
    ],
    'a status that is none': [
      `${CELL_HEADER}\n${good.replace(',ok,', ',fine,')}\n`,
      /row 1, status "fine" is not one of ok, mismatch/,
    ],
    'nothing for a number': [
      `${CELL_HEADER}\n${good.replace(',1,', ',,')}\n`,
      /row 1, channels "" is not a number/,
    ],
    'medians that are no list': [
      `${CELL_HEADER}\n${good.replace('[1]', '1 2')}\n`,
      /row 1, encode_run_ns "1 2" is not a list of numbers/,
    ],
    'a median that is no number': [
      `${CELL_HEADER}\n${good.replace('[1]', '[x]')}\n`,
      /row 1, encode_run_ns "\[x\]" is not a number/,
    ],
    'a row that is too short': [`${CELL_HEADER}\na,b\n`, /bad\.csv: .*[Rr]ecord/],
    'an open quote': [`${CELL_HEADER}\n"a`, /bad\.csv: .*[Qq]uote/],
  };
  for (const [name, [text, message]] of Object.entries(bad)) {
    test(name, t => {
      const path = join(temporaryFolder(t), 'bad.csv');
      writeFileSync(path, text);
      assert.throws(() => readCells(path), message);
    });
  }

  test('a file that is not there', () => {
    assert.throws(() => readCells('nowhere/cells.csv'), /nowhere\/cells\.csv: ENOENT/);
  });
});
