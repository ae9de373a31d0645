/** Many tests at once. */

/**
 * Adjusted p-values, in the order given: those below alpha are significant with a chance of at most alpha that any of
 * them is so by accident (Holm, Scandinavian Journal of Statistics 6, 1979). The least of m is multiplied by m, the
 * next by m - 1 and so on, none coming out less than the one before it nor above 1.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()].sort((i, j) => pValues[i] - pValues[j]);
  const adjusted = new Array<number>(pValues.length);
  let least = 0;
  for (const [place, index] of order.entries()) {
    least = Math.max(least, Math.min(1, pValues[index] * (pValues.length - place)));
    adjusted[index] = least;
  }
  return adjusted;
}
