/** Ranks, equal values sharing the mean of theirs. */

export interface Ranks {
  /** From 1, in the order of the values. */
  readonly ranks: readonly number[];
  /** Sum of t³ - t over groups of t equal values, by which ties take from a rank test's variance. */
  readonly tieTerm: number;
}

/** @throws Error at a value that has no place in the order: NaN */
export function midRanks(values: readonly number[]): Ranks {
  if (values.some(Number.isNaN)) throw new Error('NaN has no rank');
  const order = Uint32Array.from(values.keys()).sort((i, j) => values[i] - values[j]);
  const ranks = new Array<number>(values.length);
  let tieTerm = 0;
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let place = start; place < end; place++) ranks[order[place]] = (start + 1 + end) / 2;
    const ties = end - start;
    tieTerm += ties ** 3 - ties;
  }
  return { ranks, tieTerm };
}
