/** The fronts against their definition, what is named as dominating, and who takes part. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { exactLine, timingLine } from '../common/testing.test.kit.js';
import { cellRows } from './cells.js';
import type { TotalRow } from './columns.js';
import { totalsOf, withParetoFront } from './pareto.js';
import { type BareTotal, totalRows } from './totals.js';

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

  test('named is who leads everywhere by the widest margin, not who is smallest and hardly faster', () => {
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
    const rows = totalsOf(cellRows([exactLine()]));
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

describe('who takes part', () => {
  const total = (
    chain: string,
    ratio: number,
    encode: number,
    decode: number,
    more: Partial<BareTotal> = {},
  ) => ({
    ...base,
    chain,
    ratio,
    encode_xrt: encode,
    decode_xrt: decode,
    ...more,
  });

  test('a chain that another beats at everything names the best of those', () => {
    const rows = withParetoFront([
      total('slow', 2, 10, 10),
      total('small', 4, 20, 20),
      total('fast', 3, 90, 90),
      total('same as slow', 2, 10, 10),
    ]);
    assert.deepEqual(
      rows.map(row => [row.chain, row.on_pareto_front, row.dominated_by]),
      [
        ['slow', false, 'small'],
        ['small', true, ''],
        ['fast', true, ''],
        ['same as slow', false, 'small'],
      ],
    );
  });

  test('chains that start programs have a front of their own', () => {
    const rows = withParetoFront([
      total('ours', 4, 90, 90),
      total('program', 3, 9, 9, { isolation: 'process' }),
      total('slower program', 3, 8, 9, { isolation: 'process' }),
      total('slow', 2, 1, 1),
    ]);
    assert.deepEqual(
      rows.map(row => [row.on_pareto_front, row.dominated_by]),
      [
        [true, ''],
        [true, ''],
        [false, 'program'],
        [false, 'ours'],
      ],
    );
  });

  test('equals do not push each other off', () => {
    const rows = withParetoFront([total('a', 2, 10, 10), total('b', 2, 10, 10)]);
    assert.deepEqual(
      rows.map(row => row.on_pareto_front),
      [true, true],
    );
  });

  test('one stream of all is a rival of such only', () => {
    const rows = withParetoFront([
      total('a', 2, 10, 10, { ok: 3 }),
      total('a', 9, 99, 99, { scope: 'solid' }),
      total('b', 8, 88, 88, { scope: 'solid' }),
    ]);
    assert.deepEqual(
      rows.map(row => [row.on_pareto_front, row.dominated_by]),
      [
        [true, ''],
        [true, ''],
        [false, 'a'],
      ],
    );
  });

  test('nor does a chain that was measured or timed on fewer recordings than others', () => {
    const rows = withParetoFront([
      total('all', 2, 10, 10, { ok: 3, timed_recordings: 2 }),
      total('fewer', 9, 99, 99, { ok: 2, timed_recordings: 2 }),
      total('fewer timed', 9, 99, 99, { ok: 3, timed_recordings: 1 }),
    ]);
    assert.deepEqual(
      rows.map(row => row.on_pareto_front),
      [true, null, null],
    );
  });

  test('what failed, was not timed or is the a/a copy takes no part', () => {
    const rows = withParetoFront([
      total('ok', 2, 10, 10),
      total('failed', 9, 99, 99, { failed: 1 }),
      total('untimed', 9, 99, 99, { encode_xrt: null }),
      total('again', 9, 99, 99, { alias: 'a/a' }),
    ]);
    assert.deepEqual(
      rows.map(row => row.on_pareto_front),
      [true, null, null, null],
    );
  });
});
