import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  count,
  listOf,
  number,
  objectOfSome,
  objectWith,
  oneOf,
  optional,
  orNull,
  recordOf,
  text,
  truth,
} from './shape.js';

const SHAPE = objectWith({
  name: text,
  runs: listOf(objectWith({ ns: listOf(number), quiet: optional(truth) })),
  versions: recordOf(text),
  left: orNull(count),
  status: oneOf('done', 'running'),
});
const GOOD = { name: 'a', runs: [{ ns: [1.5] }], versions: { b: '1' }, left: null, status: 'done', more: 1 };

test('what is right, and where it is wrong', () => {
  assert.equal(SHAPE(GOOD), undefined);
  const cases: [unknown, string][] = [
    [null, 'want an object'],
    [[], 'want an object'],
    [{ ...GOOD, name: 3 }, 'name: want a text'],
    [{ ...GOOD, name: undefined }, 'name: want a text'],
    [{ ...GOOD, runs: {} }, 'runs: want a list'],
    [{ ...GOOD, runs: [...GOOD.runs, { ns: [1, null] }] }, 'runs[1].ns[1]: want a number'],
    [{ ...GOOD, runs: [{ ns: [Number.POSITIVE_INFINITY] }] }, 'runs[0].ns[0]: want a number'],
    [{ ...GOOD, runs: [{ ns: [], quiet: 1 }] }, 'runs[0].quiet: want true or false'],
    [{ ...GOOD, versions: { b: 1 } }, 'versions.b: want a text'],
    [{ ...GOOD, left: -1 }, 'left: want a whole number from 0'],
    [{ ...GOOD, status: 'lost' }, 'status: want one of done, running'],
  ];
  for (const [value, wrong] of cases) assert.equal(SHAPE(value), wrong);
});

test('any field may be missing, and is right where it is there', () => {
  const shape = objectOfSome({ name: text, left: orNull(count) });
  assert.deepEqual([shape({}), shape({ left: null })], [undefined, undefined]);
  assert.equal(shape({ name: null }), 'name: want a text');
});

test('a field is not what the object inherits', () => {
  assert.equal(objectWith({ constructor: optional(text) })({}), undefined);
});
