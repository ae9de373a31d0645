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

/** Which pairs there are, whatever the values. */
export interface PairLayout {
  /** Two indices into the counts for each pair. */
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  /** How many counts there are. */
  readonly counts: number;
}

export interface Pairs {
  /** Ascending. */
  readonly values: Float64Array;
  /** Which of the layout each of them is. */
  readonly order: Uint32Array;
}

/** Each of a's values with each of b's. Counts: those of a's values, then those of b's. */
export function differenceLayout(a: number, b: number): PairLayout {
  const left = Uint32Array.from({ length: a * b }, (_, k) => Math.floor(k / b));
  return { left, right: left.map((_, k) => a + (k % b)), counts: a + b };
}

/**
 * Each two of n values, each with itself too. Counts: c of each value, then (c + 1) / 2 of each, since c equal values
 * make c (c + 1) / 2 pairs with one another.
 */
export function walshLayout(n: number): PairLayout {
  const pairs = Array.from({ length: n }, (_, i) => Array.from({ length: n - i }, (_, k) => [i, k])).flat();
  return {
    left: Uint32Array.from(pairs, ([i]) => i),
    right: Uint32Array.from(pairs, ([i, k]) => (k === 0 ? n + i : i + k)),
    counts: 2 * n,
  };
}

/** ln b - ln a for each value of a with each of b, by `differenceLayout`. */
export function differencePairs(a: readonly number[], b: readonly number[]): Pairs {
  const [logA, logB] = [logs(a), logs(b)];
  const values = new Float64Array(a.length * b.length);
  for (let i = 0, k = 0; i < a.length; i++)
    for (let j = 0; j < b.length; j++) values[k++] = logB[j] - logA[i];
  return sorted(values);
}

/** Walsh averages: the mean of each two of d = ln(b/a), each with itself too, by `walshLayout`. */
export function walshPairs(a: readonly number[], b: readonly number[]): Pairs {
  const differences = logRatios(a, b);
  const n = differences.length;
  const values = new Float64Array((n * (n + 1)) / 2);
  for (let i = 0, k = 0; i < n; i++)
    for (let j = i; j < n; j++) values[k++] = (differences[i] + differences[j]) / 2;
  return sorted(values);
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

function sorted(values: Float64Array): Pairs {
  const order = Uint32Array.from(values.keys()).sort((p, q) => values[p] - values[q]);
  return { order, values: Float64Array.from(order, pair => values[pair]) };
}

/**
 * Where the median of the values lies, each pair of the layout counted as often as its weight says: a place times the
 * number of pairs, and another place; the median is the mean of the values there.
 * @param weights from `start` on as many as there are pairs, `total` in all
 */
export function medianPlaces(
  order: Uint32Array,
  weights: Uint16Array | Float64Array,
  start: number,
  total: number,
): number {
  let [below, place] = [0, 0];
  while (2 * below < total) below += weights[start + order[place++]];
  const lower = place - 1;
  if (2 * below > total) return lower * order.length + lower;
  while (weights[start + order[place]] === 0) place++;
  return lower * order.length + place;
}

/** The median that `medianPlaces` found. */
export function valueAt(values: Float64Array, places: number): number {
  const upper = places % values.length;
  return (values[(places - upper) / values.length] + values[upper]) / 2;
}

/** Of so many pairs at most, sums of weights and what is beside them fit eight bits. */
export const MOST_PACKED = 127;

/**
 * `medianPlaces` of many resamples, four at a time in the bytes of a word: a byte begins so that its highest bit is set
 * once it has half of the weight, and of how many pairs that holds says where the median is.
 * @param packed as many words for each four resamples as there are pairs
 * @param found is told both places, which may be one, of each resample
 */
export function packedMedianPlaces(
  order: Uint32Array,
  packed: Int32Array,
  found: (lower: number, upper: number) => void,
): void {
  const pairs = order.length;
  const inEach = 0x01010101;
  const reachesHalf = (128 - Math.ceil(pairs / 2)) * inEach;
  const exceedsHalf = (127 - Math.floor(pairs / 2)) * inEach;
  for (let start = 0; start < packed.length; start += pairs) {
    let [sums, reached, exceeded] = [0, 0, 0];
    for (let k = 0; k < pairs; k++) {
      sums = (sums + packed[start + order[k]]) | 0;
      reached += ((sums + reachesHalf) >>> 7) & inEach;
      exceeded += ((sums + exceedsHalf) >>> 7) & inEach;
    }
    for (let shift = 0; shift < 32; shift += 8) {
      found(pairs - ((reached >>> shift) & 255), pairs - ((exceeded >>> shift) & 255));
    }
  }
}
