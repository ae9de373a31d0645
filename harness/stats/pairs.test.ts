import { test } from 'node:test';
import fc from 'fast-check';
import { median } from '../../codecs/models/median.js';
import { assertClose } from './close.test.kit.js';
import { differencePairs, type Pairs, walshPairs, weightedMedian } from './pairs.js';

const time = fc.double({ min: 1, max: 1e3, noNaN: true });
const draws = fc.array(fc.nat(), { minLength: 12, maxLength: 12 });

/** The slow way: pairs that stand there as often as they were drawn. */
function medianOfResample(a: readonly number[], b: readonly number[]): number {
  return median(a.flatMap(x => b.map(y => Math.log(y) - Math.log(x))));
}

function pairedMedianOfResample(differences: readonly number[]): number {
  return median(differences.flatMap((x, i) => differences.slice(i).map(y => (x + y) / 2)));
}

function medianByCounts(pairs: Pairs, count: (counts: Float64Array) => void): number {
  const counts = new Float64Array(pairs.size);
  count(counts);
  return weightedMedian(pairs, counts, pairs.values.length);
}

test('the median of a resample by counts is that of the resample itself', () => {
  const side = fc.array(time, { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(side, side, draws, draws, (a, b, drawnA, drawnB) => {
      const fromA = a.map((_, i) => drawnA[i] % a.length);
      const fromB = b.map((_, j) => drawnB[j] % b.length);
      const fast = medianByCounts(differencePairs(a, b), counts => {
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
      const fast = medianByCounts(walshPairs(a, b), counts => {
        for (const i of from) counts[i]++;
        for (let i = 0; i < n; i++) counts[n + i] = (counts[i] + 1) / 2;
      });
      const slow = pairedMedianOfResample(from.map(i => Math.log(b[i]) - Math.log(a[i])));
      assertClose(1 + fast, 1 + slow, 1e-12);
    }),
  );
});
