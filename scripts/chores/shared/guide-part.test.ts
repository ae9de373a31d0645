import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replacePart } from './guide-part.js';

test('the part between its marks is replaced, and nothing else', () => {
  const other = '<!-- other:begin -->\nold\n<!-- other:end -->\n';
  const text = `a\n<!-- table:begin -->\nold\n<!-- table:end -->\nb\n${other}`;
  assert.equal(replacePart(text, 'table', 'new'), text.replace('old', 'new'));
  for (const bad of ['', other, 'a <!-- table:end --> <!-- table:begin -->', `${text}${text}`]) {
    assert.throws(() => replacePart(bad, 'table', 'new'), /want one <!-- table:begin -->/);
  }
});
