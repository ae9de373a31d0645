/** Times as options take them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duration } from './numbers.js';

test('a time has a unit, or is in seconds', () => {
  const times = { '60s': 60, '2min': 120, '90': 90, '1h': 3600, '1.5 min': 90, '10 S': 10 };
  for (const [text, seconds] of Object.entries(times)) {
    assert.equal(duration('budget', text, 2, 86_400), seconds);
  }
});

test('anything else is refused in a line that says what would be right', () => {
  for (const text of ['', 'soon', '5x', '-3s', 's', '1e3s', 'toString', '5constructor']) {
    assert.throws(() => duration('budget', text, 2, 86_400), /^Error: --budget .*: want /, text);
  }
  for (const text of ['1s', '25h']) {
    assert.throws(() => duration('budget', text, 2, 86_400), {
      message: `--budget ${text}: want 2 s to 24 h`,
    });
  }
});
