import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { HALF_CELLS, normalCounts, STEPS_PER_OCTAVE, TABLE_ENTRIES } from './normal-counts.js';

const RANGE = 2 ** 24 - 4352;
const STEPS = Array.from({ length: STEPS_PER_OCTAVE }, (_, step) => step);

test('the same in every engine', () => {
  const hash = createHash('sha256');
  for (const step of STEPS) hash.update(new Uint8Array(normalCounts(step, RANGE).buffer));
  assert.equal(hash.digest('hex'), 'fd663c34778c6e7a96a3ff934a01489c9e3a7cf722ca506f3d141137d3ec49e1');
});

test('counts rise from nothing to the range, alike on both sides', () => {
  for (const range of [RANGE, 2 ** 22, 1000, 1]) {
    for (const step of STEPS) {
      const counts = normalCounts(step, range);
      assert.equal(counts.length, TABLE_ENTRIES);
      assert.equal(counts[0], 0);
      assert.equal(counts[TABLE_ENTRIES - 1], range);
      for (let n = 1; n < TABLE_ENTRIES; n++) assert.ok(counts[n] >= counts[n - 1]);
      const sums = counts.map((count, n) => count + counts[TABLE_ENTRIES - 1 - n]);
      assert.ok(sums.every(sum => Math.abs(sum - range) <= 1));
    }
  }
});

test('counts are those of the normal distribution', () => {
  // Abramowitz and Stegun, table 26.1
  const known = [
    [0.5, 0.691462461274],
    [1, 0.841344746069],
    [2, 0.977249868052],
    [3, 0.998650101968],
    [4, 0.999968328758],
  ];
  const counts = normalCounts(0, RANGE);
  for (const [x, probability] of known) {
    assert.ok(Math.abs(counts[HALF_CELLS + 64 * x] - probability * RANGE) < 0.51, `at ${x}`);
  }
  // four eighths of an octave wider: at x sqrt(2) what was at x, and 90.5 is no whole cell
  const wider = normalCounts(4, RANGE);
  assert.ok(wider[HALF_CELLS + 90] < counts[HALF_CELLS + 64]);
  assert.ok(wider[HALF_CELLS + 91] > counts[HALF_CELLS + 64]);
});
