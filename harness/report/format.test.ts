/** Figures of the page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { excess, figure, ordinal } from './format.js';

test('ordinals', () => {
  assert.deepEqual([1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111, 1003].map(ordinal), [
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '12th',
    '13th',
    '21st',
    '22nd',
    '101st',
    '111th',
    '1,003rd',
  ]);
});

test('figures of three digits, of more from a thousand on, and none', () => {
  assert.deepEqual([0.01234, 999.4, 999.6, 12345.6].map(figure), ['0.0123', '999', '1,000', '12,346']);
  assert.deepEqual([figure(null), excess(null), excess(0), excess(0.0488)], ['–', '–', '+0.0 %', '+4.9 %']);
});
