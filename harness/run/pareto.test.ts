/** The fronts against their definition, and what is named as dominating. Who takes part: cells.test.ts. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { exactLine, timingLine } from '../common/testing.test.kit.js';
import { cellRows } from './cells.js';
import type { TotalRow } from './columns.js';
import { withParetoFront } from './pareto.js';
import { totalRows } from './totals.js';

const [base] = totalRows(cellRows([exactLine(), timingLine()]));

/** A chain of ratio, encode xRT and decode xRT. */
type Figures = readonly [number, number, number];

function frontsOf(chains: readonly Figures[]): TotalRow[] {
  return withParetoFront(
    chains.map(([ratio, encode_xrt, decode_xrt], i) => ({
      ...base,
      chain: `c${i}`,
      ratio,
      encode_xrt,
      decode_xrt,
    })),
  );
}

/** The definition: nowhere worse, somewhere better. */
function dominates(a: Figures, b: Figures, axes: readonly number[]): boolean {
  return axes.every(axis => a[axis] >= b[axis]) && axes.some(axis => a[axis] > b[axis]);
}

const FRONTS = [
  { axes: [0, 1, 2], on: 'on_pareto_front', by: 'dominated_by' },
  { axes: [0, 1], on: 'on_encode_front', by: 'encode_dominated_by' },
  { axes: [0, 2], on: 'on_decode_front', by: 'decode_dominated_by' },
] as const;

// few values, so that ties are common
const figure = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.double({ min: 0.5, max: 1e6, noNaN: true }));
const chains = fc.array(fc.tuple(figure, figure, figure), { maxLength: 24 });

describe('each front', () => {
  for (const { axes, on, by } of FRONTS) {
    test(`${on} is what no chain dominates, and ${by} a chain of it that does`, () => {
      fc.assert(
        fc.property(chains, given => {
          const rows = frontsOf(given);
          for (const [i, row] of rows.entries()) {
            assert.equal(row[on], !given.some(rival => dominates(rival, given[i], axes)));
            assert.equal(row[by] === '', row[on]);
            if (row[by] === '') continue;
            const named = Number(row[by].slice(1));
            assert.ok(dominates(given[named], given[i], axes));
            assert.equal(rows[named][on], true);
            const least = (k: number) => Math.min(...axes.map(axis => given[k][axis] / given[i][axis]));
            for (const [k, rival] of given.entries())
              if (dominates(rival, given[i], axes)) assert.ok(least(named) >= least(k) * (1 - 1e-12));
          }
        }),
      );
    });
  }

  test('a single chain stands on all three', () => {
    const [row] = frontsOf([[1, 1, 1]]);
    assert.deepEqual([row.on_pareto_front, row.on_encode_front, row.on_decode_front], [true, true, true]);
  });

  test('what is slow to decode may be on the front of encode alone', () => {
    const rows = frontsOf([
      [4, 50, 1],
      [3, 10, 90],
      [2, 40, 80],
    ]);
    assert.deepEqual(
      rows.map(row => [row.on_pareto_front, row.encode_dominated_by, row.decode_dominated_by]),
      [
        [true, '', ''],
        [true, 'c0', ''],
        [true, 'c0', 'c1'],
      ],
    );
  });

  test('named is who leads everywhere by the widest margin, not who is smallest by a hair of speed', () => {
    const rows = frontsOf([
      [2, 100, 100],
      [4, 101, 100],
      [3, 200, 200],
    ]);
    assert.equal(rows[0].dominated_by, 'c2');
  });

  test('of equal margins the first', () => {
    const rows = frontsOf([
      [1, 1, 1],
      [2, 2, 2],
      [2, 2, 2],
    ]);
    assert.deepEqual(
      rows.map(row => row.dominated_by),
      ['c1', '', ''],
    );
  });

  test('no chain at all', () => {
    assert.deepEqual(withParetoFront([]), []);
  });

  test('a run of sizes only has none', () => {
    const rows = withParetoFront(totalRows(cellRows([exactLine()])));
    assert.deepEqual(
      FRONTS.map(({ on, by }) => [rows[0][on], rows[0][by]]),
      [
        [null, ''],
        [null, ''],
        [null, ''],
      ],
    );
  });
});
