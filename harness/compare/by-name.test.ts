import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyRow, type ResultRow } from '../run/foreign/format.js';
import type { Results } from '../run/results.js';
import { compareByName } from './by-name.js';

function results(...totals: (Partial<ResultRow> & { readonly name: string })[]): Results {
  const all = totals.map(row => ({ ...emptyRow('lzbench', row.name, ''), ...row }));
  return { path: 'x.csv', source: 'lzbench', rows: all, totals: all, remarks: [] };
}

test('figures that both have, by name; a size is judged if it is of equally many raw bytes', () => {
  const base = results(
    { name: 'zstd', raw_bytes: 100, encoded_bytes: 50, ratio: 2, encode_mb_per_s: 10 },
    { name: 'lz4', encoded_bytes: 60, ratio: 2 },
    { name: 'xz' },
  );
  const other = results(
    { name: 'zstd', raw_bytes: 100, encoded_bytes: 40, ratio: 2.5, encode_xrt: 9 },
    { name: 'lz4', raw_bytes: 90, encoded_bytes: 60, ratio: 1.5 },
    { name: 'bzip2' },
  );
  const { rows, missingInBase, missingInOther } = compareByName(base, other);
  assert.deepEqual(rows, [
    {
      name: 'zstd',
      values: [
        { figure: 'encoded_bytes', base: 50, other: 40 },
        { figure: 'ratio', base: 2, other: 2.5 },
      ],
      size: 'smaller',
    },
    {
      name: 'lz4',
      values: [
        { figure: 'encoded_bytes', base: 60, other: 60 },
        { figure: 'ratio', base: 2, other: 1.5 },
      ],
      size: null,
    },
  ]);
  assert.deepEqual([missingInBase, missingInOther], [['bzip2'], ['xz']]);
});

test('of a name that stands there twice the first counts', () => {
  const twice = results({ name: 'zstd', ratio: 2 }, { name: 'zstd', ratio: 3 });
  const [{ values }] = compareByName(twice, results({ name: 'zstd', ratio: 4 })).rows;
  assert.deepEqual(values, [{ figure: 'ratio', base: 2, other: 4 }]);
});
