/** The axis of ratios over recordings. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactLine } from '../common/testing.test.kit.js';
import { reportOf } from './report.test.kit.js';
import { aboveText, belowText, ratiosOf, spreadAxis, spreadsOf } from './spread.js';

/** Of recordings of 4000 bytes each. */
function spreadOf(bytes: readonly (number | null)[]) {
  const lines = bytes.map((encodedBytes, i) => {
    const cell = { recording: `${i}.wav`, recordingSha256: `${i}` };
    return exactLine(encodedBytes === null ? { ...cell, status: 'error' } : { ...cell, encodedBytes });
  });
  const run = reportOf(lines);
  return spreadsOf(run)(run.chains[0]);
}

/** Ratios of 3 to 4. */
const USUAL = Array.from({ length: 41 }, (_, i) => 4000 / (3 + i / 40));

test('ratios are by recording, without those that failed', () => {
  assert.deepEqual(spreadOf([1000, null, 2000]).ratios, [
    { recording: '0.wav', ratio: 4 },
    { recording: '2.wav', ratio: 2 },
  ]);
});

test('without outliers the axis holds every recording', () => {
  for (const bytes of [USUAL, [1000], [1000, 1000], [1000, 1100, 1200]]) {
    const spread = spreadOf(bytes.map(Math.round));
    const [least, greatest] = spreadAxis([spread]);
    assert.deepEqual([least, greatest], [Math.min(...ratiosOf(spread)), Math.max(...ratiosOf(spread))]);
    assert.deepEqual([belowText(spread, least), aboveText(spread, greatest)], ['', '']);
  }
});

test('single outliers do not squeeze the rest, and are said', () => {
  const spread = spreadOf([...USUAL, 4000, 4, 400].map(Math.round));
  const [least, greatest] = spreadAxis([spread]);
  assert.ok(least > 2.9 && greatest < 4.1, `${least} to ${greatest}`);
  assert.equal(belowText(spread, least), '1.00');
  assert.equal(aboveText(spread, greatest), '2 to 1,000');
});

test('the ratio of all together is on the axis, also where one long recording makes it', () => {
  const spread = spreadOf([...USUAL, 80_000].map(Math.round));
  const [least] = spreadAxis([spread]);
  assert.equal(least, spread.chain.ratio);
  assert.ok(least < 2);
});

test('the axis is for all spreads that stand on it', () => {
  const [high, low] = [spreadOf(USUAL.map(Math.round)), spreadOf(USUAL.map(bytes => Math.round(2 * bytes)))];
  assert.deepEqual(spreadAxis([high, low]), [spreadAxis([low])[0], spreadAxis([high])[1]]);
});
