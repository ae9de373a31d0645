/** Where given chains stand: rank, excess, and when there is nothing to tell. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactLine } from '../common/testing.test.kit.js';
import { cellRows } from './cells.js';
import { SAME_AGAIN, type TotalRow } from './columns.js';
import { totalsOf } from './pareto.js';
import { standingsOf, tellsGiven } from './standing.js';

const [base] = totalsOf(cellRows([exactLine()]));

/** A chain whose 1000 raw bytes become so many. */
function total(chain: string, encoded: number, more: Partial<TotalRow> = {}): TotalRow {
  return { ...base, chain, raw_bytes: 1000, encoded_bytes: encoded, ratio: 1000 / encoded, ...more };
}

test('a given chain has its rank and what it takes beyond the smallest', () => {
  const totals = [
    total('raw', 1000),
    total('mine', 440, { given: true }),
    total('b', 400),
    total('c', 500),
    total('c', 500, { alias: SAME_AGAIN }),
    total('b', 400, { alias: 'its other name' }),
  ];
  const [standing, ...more] = standingsOf(totals);
  assert.deepEqual(more, []);
  assert.equal(standing.row.chain, 'mine');
  assert.deepEqual([standing.rank, standing.of], [2, 4]);
  assert.ok(Math.abs((standing.excess ?? 0) - 0.1) < 1e-12);
});

test('chains of equal ratio share a rank', () => {
  const totals = [total('a', 400), total('mine', 400, { given: true })];
  assert.deepEqual(
    standingsOf(totals).map(({ rank, excess }) => [rank, excess]),
    [[1, 0]],
  );
});

test('one that failed, or is over fewer recordings, has no rank', () => {
  const failed = total('mine', 300, { given: true, failed: 1 });
  const fewer = total('mine too', 300, { given: true, ok: 0 });
  const standings = standingsOf([total('a', 400), failed, fewer]);
  assert.deepEqual(
    standings.map(({ rank, of, excess }) => [rank, of, excess]),
    [
      [null, 1, null],
      [null, 1, null],
    ],
  );
});

test('where all but raw was given, there is nothing to tell apart', () => {
  const totals = [total('raw', 1000), total('mine', 400, { given: true })];
  assert.equal(tellsGiven(totals), false);
  assert.deepEqual(standingsOf(totals), []);
  assert.equal(tellsGiven([...totals, total('a', 300)]), true);
});
