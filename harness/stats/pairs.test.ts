import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { median } from '../../codecs/models/median.js';
import { assertClose } from './close.test.kit.js';
import {
  differenceLayout,
  differencePairs,
  MOST_PACKED,
  medianPlaces,
  type PairLayout,
  type Pairs,
  packedMedianPlaces,
  valueAt,
  walshLayout,
  walshPairs,
} from './pairs.js';

const time = fc.double({ min: 1, max: 1e3, noNaN: true });
const draws = fc.array(fc.nat(), { minLength: 12, maxLength: 12 });

/** The slow way: pairs that stand there as often as they were drawn. */
function medianOfResample(a: readonly number[], b: readonly number[]): number {
  return median(a.flatMap(x => b.map(y => Math.log(y) - Math.log(x))));
}

function pairedMedianOfResample(differences: readonly number[]): number {
  return median(differences.flatMap((x, i) => differences.slice(i).map(y => (x + y) / 2)));
}

function medianByCounts(
  { values, order }: Pairs,
  { left, right, counts: size }: PairLayout,
  count: (counts: Float64Array) => void,
): number {
  const counts = new Float64Array(size);
  count(counts);
  const weights = Float64Array.from(left, (place, k) => counts[place] * counts[right[k]]);
  return valueAt(values, medianPlaces(order, weights, 0, values.length));
}

test('the median of a resample by counts is that of the resample itself', () => {
  const side = fc.array(time, { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(side, side, draws, draws, (a, b, drawnA, drawnB) => {
      const fromA = a.map((_, i) => drawnA[i] % a.length);
      const fromB = b.map((_, j) => drawnB[j] % b.length);
      const fast = medianByCounts(differencePairs(a, b), differenceLayout(a.length, b.length), counts => {
        for (const i of fromA) counts[i]++;
        for (const j of fromB) counts[a.length + j]++;
      });
      const slow = medianOfResample(
        fromA.map(i => a[i]),
        fromB.map(j => b[j]),
      );
      assertClose(1 + fast, 1 + slow, 1e-12);
    }),
  );
});

test('and so is the paired one', () => {
  const both = fc.array(fc.tuple(time, time), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(both, draws, (pairs, drawn) => {
      const n = pairs.length;
      const from = pairs.map((_, i) => drawn[i] % n);
      const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
      const fast = medianByCounts(walshPairs(a, b), walshLayout(n), counts => {
        for (const i of from) counts[i]++;
        for (let i = 0; i < n; i++) counts[n + i] = (counts[i] + 1) / 2;
      });
      const slow = pairedMedianOfResample(from.map(i => Math.log(b[i]) - Math.log(a[i])));
      assertClose(1 + fast, 1 + slow, 1e-12);
    }),
  );
});

test('four at a time, medians lie where they do one by one', () => {
  const sides = fc.tuple(fc.nat({ max: 20 }), fc.nat({ max: 20 })).map(([a, b]) => [a + 1, b + 1] as const);
  const few = sides.filter(([a, b]) => a * b <= MOST_PACKED);
  fc.assert(
    fc.property(
      fc.oneof(few, fc.constant([1, MOST_PACKED] as const)),
      fc.infiniteStream(fc.nat()),
      ([a, b], drawn) => {
        const next = (below: number) => Number(drawn.next().value) % below;
        const pairs = differencePairs(
          Array.from({ length: a }, () => 1 + next(30)),
          Array.from({ length: b }, () => 1 + next(30)),
        );
        const { left, right, counts: size } = differenceLayout(a, b);
        const resamples = Array.from({ length: 8 }, () => {
          const counts = new Float64Array(size);
          for (let k = 0; k < a; k++) counts[next(a)]++;
          for (let k = 0; k < b; k++) counts[a + next(b)]++;
          return Float64Array.from(left, (place, k) => counts[place] * counts[right[k]]);
        });
        const packed = new Int32Array(2 * a * b);
        for (const [r, weights] of resamples.entries()) {
          const start = (r >> 2) * a * b;
          for (const [k, weight] of weights.entries()) packed[start + k] |= weight << (8 * (r & 3));
        }
        const found: number[] = [];
        packedMedianPlaces(pairs.order, packed, (lower, upper) => found.push(lower * a * b + upper));
        const wanted = resamples.map(weights => medianPlaces(pairs.order, weights, 0, a * b));
        assert.deepEqual(found, wanted);
      },
    ),
  );
});
