import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { makeRandom } from '../random.js';
import {
  factoriseLdl,
  type NormalEquations,
  type PivotRule,
  ridgePivot,
  solveCholesky,
  solveLdl,
} from './least-squares.js';

const solvers: Readonly<Record<string, (equations: NormalEquations, pivotOf: PivotRule) => Float64Array>> = {
  solveCholesky,
  solveLdl: (equations, pivotOf) => solveLdl(factoriseLdl(equations, pivotOf), equations.features),
};

type Triangle = NormalEquations['triangle'];

/** Products of columns, the last of which is the target; what must not be read is NaN. */
function equationsOf(
  columns: readonly (readonly number[])[],
  triangle: Triangle,
  stride = columns.length,
): NormalEquations {
  const sums = new Float64Array(stride * stride).fill(Number.NaN);
  for (const [a, left] of columns.entries()) {
    for (const [b, right] of columns.slice(0, a + 1).entries()) {
      const sum = left.reduce((total, value, i) => total + value * right[i], 0);
      sums[triangle === 'lower' ? a * stride + b : b * stride + a] = sum;
    }
  }
  return { sums, triangle, stride, features: columns.length - 1 };
}

/** A symmetric system as it stands: rows of A, then b. */
function system(rows: readonly (readonly number[])[], right: readonly number[]): NormalEquations {
  const sums = [...rows, right].flatMap(row => [
    ...row,
    ...new Array<number>(rows.length + 1 - row.length).fill(0),
  ]);
  return { sums: Float64Array.from(sums), triangle: 'lower', stride: rows.length + 1, features: rows.length };
}

/** The slow way: elimination over the whole matrix, rows exchanged for the largest pivot. */
function eliminated(columns: readonly (readonly number[])[]): number[] {
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + value * b[i], 0);
  const features = columns.slice(0, -1);
  const rows = features.map(a => columns.map(b => dot(a, b)));
  for (let k = 0; k < rows.length; k++) {
    const pivot = rows.slice(k).reduce((best, row) => (Math.abs(row[k]) > Math.abs(best[k]) ? row : best));
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(k, 0, pivot);
    for (const row of rows) {
      if (row === pivot) continue;
      const times = row[k] / pivot[k];
      for (let c = k; c < row.length; c++) row[c] -= times * pivot[c];
    }
  }
  return rows.map((row, k) => row[rows.length] / row[k]);
}

function assertNear(found: Iterable<number>, wanted: readonly number[], within: number): void {
  const values = [...found];
  assert.equal(values.length, wanted.length);
  for (const [k, value] of values.entries()) {
    assert.ok(Math.abs(value - wanted[k]) <= within * (1 + Math.abs(wanted[k])), `${values} for ${wanted}`);
  }
}

/** Columns of so many rows from a seed: independent of each other. */
function columnsOf(seed: number, count: number, rows: number): number[][] {
  const random = makeRandom(seed);
  return Array.from({ length: count }, () => Array.from({ length: rows }, () => random() / 2 ** 31 - 1));
}

for (const [name, solve] of Object.entries(solvers)) {
  describe(name, () => {
    const none: PivotRule = rest => rest;

    test('known systems', () => {
      assert.deepEqual([...solve(system([], []), none)], []);
      assert.deepEqual([...solve(system([[4]], [2]), none)], [0.5]);
      // L = 2; 1 3; 4 0 1, and weights 1, -2, 3
      const rows = [[4], [2, 10], [8, 4, 17]];
      assert.deepEqual([...solve(system(rows, [24, -6, 51]), none)], [1, -2, 3]);
    });

    test('a feature that comes twice, or is a sum of others, is left out: its weight is 0', () => {
      const [a, b, target] = columnsOf(1, 3, 50);
      const [first, second] = eliminated([a, b, target]);
      const twice = solve(equationsOf([a, a, b, target], 'lower'), ridgePivot(1e-12));
      assertNear(twice, [first, 0, second], 1e-9);
      assert.equal(twice[1], 0);
      const sum = a.map((value, i) => value + b[i]);
      const summed = solve(equationsOf([a, b, sum, target], 'lower'), ridgePivot(1e-12));
      assertNear(summed, [first, second, 0], 1e-9);
      assert.equal(summed[2], 0);
    });

    test('features of nothing but zeros have no weight, and none has one for a target of zeros', () => {
      const [a, target] = columnsOf(2, 2, 50);
      const zeros = a.map(() => 0);
      const equations = equationsOf([zeros, a, zeros, target], 'lower');
      assertNear(solve(equations, ridgePivot(1e-12)), [0, ...eliminated([a, target]), 0], 1e-9);
      assert.deepEqual([...solve(equationsOf([a, zeros, zeros], 'lower'), ridgePivot(1e-12))], [0, 0]);
    });

    test('a ridge keeps weights of features that are nearly one small', () => {
      const [a, hardly, target] = columnsOf(3, 3, 50);
      const near = a.map((value, i) => value + 1e-7 * hardly[i]);
      const columns = [a, near, target];
      assert.ok(Math.max(...eliminated(columns).map(Math.abs)) > 1e4);
      const bounded = solve(
        equationsOf(columns, 'lower'),
        (rest, energy) => Math.max(rest, 0) + 1e-6 * energy,
      );
      assert.ok(Math.max(...bounded.map(Math.abs)) < 10, `${bounded}`);
    });

    test('is what elimination finds, of either triangle and any stride', () => {
      fc.assert(
        fc.property(fc.integer(), fc.nat(8), fc.nat(3), (seed, features, beyond) => {
          const columns = columnsOf(seed, features + 1, 60);
          const wanted = eliminated(columns);
          for (const triangle of ['lower', 'upper'] as const) {
            assertNear(solve(equationsOf(columns, triangle, features + 1 + beyond), none), wanted, 1e-9);
          }
        }),
      );
    });

    test('leaves what it is given as it is', () => {
      const equations = equationsOf(columnsOf(4, 5, 20), 'lower');
      const before = equations.sums.slice();
      solve(equations, none);
      assert.deepEqual(equations.sums, before);
    });
  });
}

test('factors give the weights, and the energy left, of any number of first features', () => {
  const columns = columnsOf(5, 7, 60);
  const target = columns[6];
  const factors = factoriseLdl(equationsOf(columns, 'lower'), rest => rest);
  let left = target.reduce((sum, value) => sum + value * value, 0);
  for (let order = 0; order <= 6; order++) {
    if (order > 0) left -= factors.diagonal[order - 1] * factors.z[order - 1] ** 2;
    const weights = solveLdl(factors, order);
    assertNear(weights, eliminated([...columns.slice(0, order), target]), 1e-9);
    const residual = target.map((value, i) =>
      weights.reduce((rest, w, k) => rest - w * columns[k][i], value),
    );
    assertNear([left], [residual.reduce((sum, value) => sum + value * value, 0)], 1e-9);
  }
});
