/** Elimination, ranking, quantiles and intervals, on constructed numbers. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeRandom } from '../../codecs/random.js';
import { normalQuantile, studentQuantile } from '../stats/tail-quantiles.js';
import { estimateRatio } from '../windows/ratio.js';
import { type CandidateFacts, excessOver, levelOf, type Rules, ranked, remaining } from './elimination.js';

/** Streams of `sizes` bytes; a window without any was not coded. */
function candidate(
  id: string,
  sizes: readonly (number | undefined)[],
  nsPerSample = 10,
  warmCalls = 2,
): CandidateFacts {
  const coded = sizes.flatMap((size, window): [number, number][] =>
    size === undefined ? [] : [[window, size]],
  );
  return { id, bytes: new Map(coded), pace: { nsPerSample, warmCalls } };
}

/** No speed counts. */
const SIZES_ALONE: Rules = { level: 1e-4, reachOf: () => ({ surely: 0, perhaps: 0 }) };
/** One speed counts, of which nothing is known. */
const UNPACED: Rules = { level: 1e-4, reachOf: () => ({ surely: 0, perhaps: 1 }) };
/** One speed counts, which all reach. */
const ALL_REACH: Rules = { level: 1e-4, reachOf: () => ({ surely: 1, perhaps: 1 }) };

function idsLeft(candidates: readonly CandidateFacts[], rules = SIZES_ALONE): string[] {
  return remaining(candidates, rules).map(({ id }) => id);
}

describe('elimination', () => {
  test('after one window only what is plainly larger goes', () => {
    const candidates = [candidate('best', [1000]), candidate('near', [1080]), candidate('far', [1200])];
    assert.deepEqual(idsLeft(candidates), ['best', 'near']);
  });

  test('windows that differ by more than the chains do not hide a steady difference', () => {
    const windows = [1000, 2000, 700, 1500, 900, 1800, 1100, 600];
    const candidates = [
      candidate('best', windows),
      candidate(
        'steady',
        windows.map(size => Math.round(size * 1.004)),
      ),
    ];
    assert.deepEqual(idsLeft(candidates), ['best']);
    const unsteady = candidate(
      'unsteady',
      windows.map((size, i) => Math.round(size * (i % 2 === 0 ? 1.05 : 0.96))),
    );
    assert.deepEqual(idsLeft([candidates[0], unsteady]), ['best', 'unsteady']);
  });

  test('a larger chain stays while it is the quicker, unless the smaller is fast enough or it is too slow itself', () => {
    const candidates = [candidate('small', [1000], 90), candidate('quick', [2000], 10)];
    assert.deepEqual(idsLeft(candidates, UNPACED), ['small', 'quick']);
    assert.deepEqual(idsLeft(candidates, ALL_REACH), ['small']);
    assert.deepEqual(idsLeft(candidates, SIZES_ALONE), ['small']);
  });

  test('of several speeds, a larger chain stays while it may reach one that the smaller may not', () => {
    const candidates = [candidate('small', [1000], 10), candidate('large', [2000], 11)];
    const reaching = (small: number, large: number): Rules => ({
      level: 1e-4,
      reachOf: ({ nsPerSample }) =>
        nsPerSample === 10 ? { surely: small, perhaps: 3 } : { surely: 0, perhaps: large },
    });
    assert.deepEqual(idsLeft(candidates, reaching(1, 1)), ['small']);
    assert.deepEqual(idsLeft(candidates, reaching(1, 2)), ['small', 'large']);
    assert.deepEqual(idsLeft(candidates, reaching(2, 2)), ['small']);
  });

  test('no chain goes for its speed by a cold call, and none that is hardly slower', () => {
    const small = candidate('small', [1000], 10);
    assert.deepEqual(idsLeft([small, candidate('cold', [2000], 1000, 0)], UNPACED), ['small', 'cold']);
    assert.deepEqual(idsLeft([small, candidate('warm', [2000], 1000, 1)], UNPACED), ['small']);
    assert.deepEqual(idsLeft([small, candidate('hardly', [2000], 14, 9)], UNPACED), ['small', 'hardly']);
    assert.deepEqual(idsLeft([small, candidate('cold', [2000], 1000, 0)], ALL_REACH), ['small']);
  });

  test('of chains that are as good as one, the smallest stays, and others only if they are quicker', () => {
    const windows = [1000, 2000, 700, 1500, 900, 1800, 1100, 600].map(size => size * 100);
    const twin = (id: string, more: number, nsPerSample: number) =>
      candidate(
        id,
        windows.map(size => size + more),
        nsPerSample,
      );
    const one = candidate('one', windows, 10);
    assert.deepEqual(idsLeft([one, twin('slower', 1, 10)], UNPACED), ['one']);
    assert.deepEqual(idsLeft([one, twin('quicker', 1, 9)], UNPACED), ['one', 'quicker']);
    assert.deepEqual(idsLeft([one, twin('second', 1, 8), twin('third', 2, 8)], UNPACED), ['one', 'second']);
  });

  test('chains without a common window stand beside each other', () => {
    const candidates = [candidate('early', [1000]), candidate('late', [undefined, 9000])];
    assert.equal(excessOver(candidates[1], candidates[0], 0.05), undefined);
    assert.deepEqual(idsLeft(candidates), ['early', 'late']);
  });

  test('levels of all rounds and comparisons add up to the risk', () => {
    let sum = 0;
    for (let round = 1; round < 2000; round++) sum += 100 * levelOf(round, 101);
    assert.ok(sum < 0.05 && sum > 0.0499, String(sum));
  });

  test('the best of many noisy chains is rarely lost', () => {
    const random = makeRandom(7);
    const noise = () => (random() + random() + random() + random()) / 2 ** 31 - 4;
    let lost = 0;
    for (let trial = 0; trial < 30; trial++) {
      let candidates = Array.from({ length: 20 }, (_, i) => candidate(String(i), []));
      const sizes = candidates.map((_, i) =>
        Array.from({ length: 32 }, () => 1e5 * (1 + 0.002 * i + 0.03 * noise())),
      );
      for (let round = 1, seen = 1; seen <= 32; round++, seen *= 2) {
        candidates = candidates.map(({ id }) => candidate(id, sizes[Number(id)].slice(0, seen)));
        candidates = remaining(candidates, {
          level: levelOf(round, candidates.length),
          reachOf: () => ({ surely: 0, perhaps: 0 }),
        });
      }
      if (candidates.every(({ id }) => id !== '0')) lost++;
    }
    assert.ok(lost <= 2, `${lost} of 30 lost`);
  });
});

test('of few windows, what is plainly smaller is ranked, what may be so by chance is not', () => {
  const full = candidate('full', Array(20).fill(1000));
  const plainly = candidate('plainly', [960, 962, 958, 961]);
  const perhaps = candidate('perhaps', [990, 992, 988, 991]);
  const order = ranked([full, plainly, perhaps]);
  assert.deepEqual(
    order.map(({ candidate: { id } }) => id),
    ['plainly', 'full'],
  );
});

test('ranking goes by common windows, and leaves out those of few', () => {
  const full = candidate('full', [1000, 3000, 1000, 1000]);
  const half = candidate('half', [900, undefined, 900]);
  const one = candidate('one', [undefined, undefined, 10]);
  const order = ranked([full, half, one]);
  assert.deepEqual(
    order.map(({ candidate: { id } }) => id),
    ['half', 'full'],
  );
  assert.ok(Math.abs(order[1].size - 1 / 0.9) < 1e-9);
  assert.deepEqual(ranked([]), []);
});

test('quantiles against tables', () => {
  // Abramowitz and Stegun, table 26.10, and the normal distribution's usual ones
  for (const [tail, value] of [
    [0.5, 0],
    [0.05, 1.6449],
    [0.025, 1.96],
    [0.0005, 3.2905],
    [1e-6, 4.7534],
  ]) {
    assert.ok(Math.abs(normalQuantile(tail) - value) < 5e-4, `${tail}`);
  }
  for (const [tail, degrees, value] of [
    [0.025, 5, 2.571],
    [0.025, 10, 2.228],
    [0.0005, 16, 4.015],
    [0.0005, 30, 3.646],
    [0.005, 120, 2.617],
  ]) {
    assert.ok(Math.abs(studentQuantile(tail, degrees) / value - 1) < 0.01, `${tail} at ${degrees}`);
  }
});

describe('the interval of a ratio', () => {
  const windows = [300, 350, 280, 320, 310, 400, 290, 330].map(encodedBytes => ({
    rawBytes: 1000,
    encodedBytes,
  }));

  test('holds the ratio of sums, alike for a seed, wider for fewer windows', () => {
    const estimate = estimateRatio(windows, 1000, 1);
    assert.equal(estimate.ratio, 8000 / 2580);
    assert.ok(estimate.low !== null && estimate.low < estimate.ratio && estimate.low > 2.7);
    assert.ok(estimate.high !== null && estimate.high > estimate.ratio && estimate.high < 3.5);
    assert.deepEqual(estimateRatio(windows, 1000, 1), estimate);
    const fewer = estimateRatio(windows.slice(0, 3), 1000, 1);
    assert.ok(
      fewer.high !== null && fewer.low !== null && fewer.high - fewer.low > estimate.high - estimate.low,
    );
  });

  test('is a point when all has been seen, and unknown after one window', () => {
    assert.deepEqual(estimateRatio(windows, 8, 1), {
      ratio: 8000 / 2580,
      low: 8000 / 2580,
      high: 8000 / 2580,
    });
    assert.deepEqual(estimateRatio(windows.slice(0, 1), 8, 1), { ratio: 1000 / 300, low: null, high: null });
  });

  test('holds the true ratio about as often as it says', () => {
    const random = makeRandom(11);
    let held = 0;
    for (let trial = 0; trial < 200; trial++) {
      const sample = Array.from({ length: 12 }, () => ({
        rawBytes: 1000,
        encodedBytes: 250 + (random() % 101),
      }));
      const { low, high } = estimateRatio(sample, 1e6, trial);
      if (low !== null && high !== null && low <= 1000 / 300 && 1000 / 300 <= high) held++;
    }
    assert.ok(held >= 180, `${held} of 200`);
  });
});
