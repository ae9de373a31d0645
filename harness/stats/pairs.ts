/**
 * Hodges-Lehmann estimates are medians over pairs of values. The pairs are sorted once; a resample of the values is
 * how often it drew each, and its median a walk along the pairs that sorts nothing:
 *
 *   pairs     value        -0.2   -0.1    0.1    0.3
 *             left            1      0      1      0
 *             right           2      2      3      3
 *   counts    [0, 2, 1, 1]        value 0 not drawn, value 1 twice, 2 and 3 once
 *   weights   left × right    2      0      2      0      median 0: half of the weight on each side
 */

export interface Pairs {
  /** Ascending. */
  readonly values: Float64Array;
  /** Two indices into the counts for each pair. */
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  /** How many counts there are. */
  readonly size: number;
}

interface Pair {
  readonly value: number;
  readonly left: number;
  readonly right: number;
}

/** ln b - ln a for each value of a with each of b. Counts: those of a's values, then those of b's. */
export function differencePairs(a: readonly number[], b: readonly number[]): Pairs {
  const [logA, logB] = [logs(a), logs(b)];
  const pairs = logA.flatMap((x, i) =>
    logB.map((y, j): Pair => ({ value: y - x, left: i, right: a.length + j })),
  );
  return sorted(pairs, a.length + b.length);
}

/**
 * Walsh averages: the mean of each two of d = ln(b/a), each with itself too. Counts: c of each d, then (c + 1) / 2 of
 * each, since c equal values make c (c + 1) / 2 pairs with one another.
 */
export function walshPairs(a: readonly number[], b: readonly number[]): Pairs {
  const differences = logRatios(a, b);
  const n = differences.length;
  const pairs = differences.flatMap((x, i) =>
    differences
      .slice(i)
      .map((y, k): Pair => ({ value: (x + y) / 2, left: i, right: k === 0 ? n + i : i + k })),
  );
  return sorted(pairs, 2 * n);
}

/** @throws Error where the sides are not pairs, or as `logs` does */
export function logRatios(a: readonly number[], b: readonly number[]): number[] {
  if (a.length !== b.length) throw new Error(`not pairs: ${a.length} values against ${b.length}`);
  const [logA, logB] = [logs(a), logs(b)];
  return logB.map((y, i) => y - logA[i]);
}

/** @throws Error where there is no value, or one whose ratio to others means nothing */
export function logs(values: readonly number[]): number[] {
  if (values.length === 0) throw new Error('no values to take a ratio of');
  const bad = values.find(value => !(value > 0 && value < Number.POSITIVE_INFINITY));
  if (bad !== undefined) throw new Error(`${bad} has no ratio: values must be positive and finite`);
  return values.map(Math.log);
}

function sorted(pairs: Pair[], size: number): Pairs {
  pairs.sort((p, q) => p.value - q.value);
  return {
    values: Float64Array.from(pairs, pair => pair.value),
    left: Uint32Array.from(pairs, pair => pair.left),
    right: Uint32Array.from(pairs, pair => pair.right),
    size,
  };
}

/** Median of the values, each pair counted as often as the product of its two counts says, `total` in all. */
export function weightedMedian(pairs: Pairs, counts: Float64Array, total: number): number {
  const { values, left, right } = pairs;
  let below = 0;
  let k = 0;
  for (; below < total / 2; k++) below += counts[left[k]] * counts[right[k]];
  const lower = values[k - 1];
  if (below > total / 2) return lower;
  while (counts[left[k]] * counts[right[k]] === 0) k++;
  return (lower + values[k]) / 2;
}
