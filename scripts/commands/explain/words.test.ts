import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bits, wrap } from './words.js';

test('lines end at spaces, and no word is cut', () => {
  const word = 'x'.repeat(90);
  assert.equal(wrap(`one two ${word} three`), `one two\n${word}\nthree`);
  const text = Array.from({ length: 100 }, (_, k) => `word${k}`).join(' ');
  const lines = wrap(text).split('\n');
  assert.ok(lines.every(({ length }) => length <= 80));
  assert.equal(lines.join(' '), text);
});

test('bits that round to nothing have no sign', () => {
  assert.deepEqual([bits(-0.1, 1000), bits(0, 7), bits(-1, 8)], ['0.000', '0.000', '-0.125']);
});
