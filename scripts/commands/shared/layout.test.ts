/** Where columns stand: what is left out first, and what takes lines of its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Box, layOut } from './layout.js';

function box(width: number, more: Partial<Box> = {}): Box {
  return { width, usual: width, ...more };
}

/** Columns on each line, and where the later ones begin. */
function placed(boxes: readonly Box[], width: number) {
  const { lines, indent } = layOut(boxes, width);
  return { lines, indent };
}

test('all columns where they fit, and in a pipe', () => {
  const boxes = [box(10), box(10, { drop: 1 }), box(10, { drop: 2 })];
  for (const width of [34, Number.POSITIVE_INFINITY])
    assert.deepEqual(placed(boxes, width), { lines: [[0, 1, 2]], indent: 0 });
});

test('columns go by their number, those of one number together, and stand in their order', () => {
  const boxes = [box(10, { drop: 2 }), box(10), box(4, { drop: 1 }), box(4, { drop: 1 }), box(6)];
  const at = (width: number) => placed(boxes, width).lines;
  assert.deepEqual(at(42), [[0, 1, 2, 3, 4]]);
  assert.deepEqual(at(41), [[0, 1, 4]]);
  assert.deepEqual(at(29), [[1, 4]]);
});

test('one that goes before another stays where the other is too wide', () => {
  const boxes = [box(10), box(4, { drop: 1 }), box(30, { drop: 2 })];
  assert.deepEqual(placed(boxes, 20).lines, [[0, 1]]);
});

test('a few long names leave the others on a line', () => {
  const boxes = [box(3), box(40, { usual: 20, identifies: true }), box(10), box(10)];
  assert.deepEqual(layOut(boxes, 60), { lines: [[0, 1, 2, 3]], indent: 0, name: 1, room: 31 });
});

test('where most names are long, what is beside them goes below', () => {
  const boxes = [box(3), box(40, { identifies: true }), box(10), box(10)];
  assert.deepEqual(placed(boxes, 60), {
    lines: [
      [0, 1],
      [2, 3],
    ],
    indent: 2,
  });
  assert.deepEqual(placed(boxes, 46), {
    lines: [
      [0, 1],
      [2, 3],
    ],
    indent: 2,
  });
});

test('where what is beside a short name is long, it goes on beside it', () => {
  assert.deepEqual(placed([box(10), box(50), box(20), box(20)], 60), {
    lines: [
      [0, 1],
      [2, 3],
    ],
    indent: 12,
  });
});

test('a name that is longer than a line has one of its own', () => {
  const boxes = [box(3), box(70, { identifies: true }), box(10)];
  assert.deepEqual(placed(boxes, 60), { lines: [[0], [1], [2]], indent: 2 });
});
