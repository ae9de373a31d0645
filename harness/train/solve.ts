/** Linear equations of a few unknowns, as least squares gives them. */

/** Keeps the equations of features that say the same, or nothing, soluble. */
const RIDGE = 1e-9;

/**
 * Solves a symmetric system by elimination.
 * @param equations rows of `count` coefficients and the right side
 * @returns undefined if all of it is zero
 */
export function solve(equations: Float64Array, count: number): Float64Array | undefined {
  const rows = Array.from({ length: count }, (_, k) =>
    equations.slice(k * (count + 1), (k + 1) * (count + 1)),
  );
  const largest = Math.max(...rows.map((row, k) => row[k]));
  if (!(largest > 0)) return undefined;
  for (let k = 0; k < count; k++) rows[k][k] += RIDGE * (rows[k][k] + largest * RIDGE);
  for (let k = 0; k < count; k++) eliminate(rows, k);
  return Float64Array.from(rows, (row, k) => row[count] / row[k]);
}

/** Leaves unknown `k` in its own row alone. Positive definite, so the diagonal serves as the pivot. */
function eliminate(rows: readonly Float64Array[], k: number): void {
  for (const [r, row] of rows.entries()) {
    if (r === k) continue;
    const share = row[k] / rows[k][k];
    for (let c = k; c < row.length; c++) row[c] -= share * rows[k][c];
  }
}
