/** Parquet files, read back. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import { exactLine, temporaryFolder, timingLine } from '../common/testing.test.kit.js';
import { cellRows } from './cells.js';
import { CELL_COLUMNS, type Columns, TOTAL_COLUMNS } from './columns.js';
import { writeCells, writeTotals } from './csv.js';
import { totalsOf } from './pareto.js';
import { writeParquet } from './parquet.js';

const cells = cellRows([
  exactLine({ recording: 'Straße, "7".wav' }),
  timingLine({ encodeNs: [1e6 / 3] }),
  timingLine({ round: 2, quiet: true }),
  ...Array.from({ length: 50 }, (_, k) => exactLine({ recording: `r${k}`, recordingSha256: `${k}` })),
  exactLine({ chain: 'rice', status: 'error', error: 'it says "no"' }),
]);

/** As the reader gives it: whole numbers of 64 bits. */
function asStored(row: object, columns: Columns): object {
  return Object.fromEntries(
    Object.entries(row).map(([name, field]) => [
      name,
      columns[name].type === 'integer' && field !== null ? BigInt(field) : field,
    ]),
  );
}

test('each CSV of a run has a Parquet file of the same rows, with types, and texts by a dictionary', async t => {
  const folder = temporaryFolder(t);
  const totals = totalsOf(cells);
  writeCells(join(folder, 'cells.csv'), cells);
  writeTotals(join(folder, 'totals.csv'), totals);
  const written = writeParquet(folder);
  const names = ['cells.parquet', 'totals.parquet'];
  assert.deepEqual(
    written,
    names.map(name => join(folder, name)),
  );
  assert.deepEqual(readdirSync(folder).sort(), [
    'cells.csv',
    'cells.parquet',
    'totals.csv',
    'totals.parquet',
  ]);
  for (const [path, rows, columns] of [
    [written[0], cells, CELL_COLUMNS],
    [written[1], totals, TOTAL_COLUMNS],
  ] as const) {
    const { buffer, byteOffset, byteLength } = readFileSync(path);
    const file = buffer.slice(byteOffset, byteOffset + byteLength);
    assert.deepEqual(
      await parquetReadObjects({ file }),
      rows.map(row => asStored(row, columns)),
    );
    const metadata = parquetMetadata(file);
    assert.deepEqual(
      parquetSchema(metadata).children.map(({ element: { name } }) => name),
      Object.keys(columns),
    );
  }
});

test('a folder without CSVs is refused, and an empty table is one', async t => {
  const folder = temporaryFolder(t);
  assert.throws(() => writeParquet(folder), { message: `${folder}: holds no cells.csv or totals.csv` });
  writeCells(join(folder, 'cells.csv'), []);
  const [path] = writeParquet(folder);
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  assert.equal(parquetMetadata(buffer.slice(byteOffset, byteOffset + byteLength)).num_rows, 0n);
});
