import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutNumbers } from './alike.js';

test('numbers fall away, signs with them; places stay', () => {
  const message = 'sample 177 decoded as -32768, recorded as 5: table of 3 (mine.ts:8:217)';
  assert.equal(withoutNumbers(message), 'sample 0 decoded as 0, recorded as 0: table of 0 (mine.ts:8:217)');
});
