/** What so many spikes and windows can show. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qualityOf } from './simulated.test.kit.js';
import { surenessOf } from './sureness.js';

test('three spikes show little, 600 show the limit; without any nothing is asked', () => {
  const others = { strong_spikes: 3, strong_recall: 1, decoded_strong_spikes: 600, strong_precision: 1 };
  const { recall, precision } = surenessOf(
    [qualityOf({ bandError: 0.1, others })],
    undefined,
    'sorting-safe',
    true,
    1,
  );
  assert.deepEqual([recall?.hits, recall?.of], [3, 3]);
  assert.ok(recall && Math.abs(recall.least - 0.368) < 0.001);
  assert.ok(precision && precision.least >= 0.995);
  assert.equal(surenessOf([qualityOf({ bandError: 0.1 })], undefined, 'sorting-safe', true, 1).recall, null);
});

test('windows that differ much hold the grade in some draws only', () => {
  const of = (errors: readonly number[]) =>
    surenessOf(
      errors.map(bandError => qualityOf({ bandError })),
      undefined,
      'sorting-safe',
      false,
      1,
    ).held;
  assert.equal(of([0.1, 0.1, 0.1, 0.1]), 1);
  const held = of([0.1, 0.1, 0.1, 0.55, 0.1, 0.1, 0.1, 0.55]) ?? 0;
  assert.ok(held > 0.3 && held < 0.95, String(held));
  assert.equal(of([0.1, 0.1]), null);
});
