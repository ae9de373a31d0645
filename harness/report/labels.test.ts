/** Places of names: whatever the points, no name on another, on a point, or on the line of another name. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Point } from './front.js';
import { type Box, type Name, type PlacedLabel, placeLabels, type Segment } from './labels.js';
import { breakName, textWidth } from './text-width.js';

const FRAME = { left: 0, right: 600, top: 0, bottom: 400 };
/** Of a mark; names stay a little farther off. */
const MARK = 5;

/** Points on a segment, dense enough that nothing of a name's size is between two of them. */
function along({ from, to }: Segment): Point[] {
  return Array.from({ length: 401 }, (_, i) => ({
    x: from.x + ((to.x - from.x) * i) / 400,
    y: from.y + ((to.y - from.y) * i) / 400,
  }));
}

function holds({ left, right, top, bottom }: Box, { x, y }: Point): boolean {
  return x > left && x < right && y > top && y < bottom;
}

function share(a: Box, b: Box): boolean {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 1e-9 && height > 1e-9;
}

/** By where each lies on the other's line: both strictly within. */
function cross(a: Segment, b: Segment): boolean {
  const [ax, ay] = [a.to.x - a.from.x, a.to.y - a.from.y];
  const [bx, by] = [b.to.x - b.from.x, b.to.y - b.from.y];
  const determinant = ax * by - ay * bx;
  if (Math.abs(determinant) < 1e-9) return false;
  const [dx, dy] = [b.from.x - a.from.x, b.from.y - a.from.y];
  const [onA, onB] = [(dx * by - dy * bx) / determinant, (dx * ay - dy * ax) / determinant];
  return onA > 0 && onA < 1 && onB > 0 && onB < 1;
}

function assertApart(placed: readonly PlacedLabel[], points: readonly Point[]): void {
  for (const [i, { of, box, leader }] of placed.entries()) {
    const text = of.lines.join('');
    assert.ok(box.left >= FRAME.left && box.right <= FRAME.right, `${text} leaves the frame`);
    assert.ok(box.top >= FRAME.top && box.bottom <= FRAME.bottom, `${text} leaves the frame`);
    for (const { x, y } of points) {
      const mark = { left: x - MARK, right: x + MARK, top: y - MARK, bottom: y + MARK };
      assert.ok(!share(box, mark), `${text} is on a point`);
    }
    for (const other of placed.slice(i + 1)) {
      assert.ok(!share(box, other.box), `${text} is on ${other.of.lines.join('')}`);
      if (leader && other.leader) assert.ok(!cross(leader, other.leader), `lines of ${text} cross`);
    }
    for (const other of placed.filter(label => label !== placed[i])) {
      if (other.leader === null) continue;
      assert.ok(!along(other.leader).some(point => holds(box, point)), `${text} is on a line`);
    }
  }
}

const point = fc.record({ x: fc.integer({ min: 0, max: 600 }), y: fc.integer({ min: 0, max: 400 }) });

test('of points anywhere', () => {
  fc.assert(
    fc.property(fc.array(point, { maxLength: 60 }), fc.integer({ min: 0, max: 25 }), (points, named) => {
      const names = points.slice(0, named).map((at, i) => ({
        ...at,
        lines: i % 3 === 0 ? [`chain ${i}`, 'in two lines'] : [`chain ${i}`],
        isBold: i % 2 === 0,
        ...(i % 4 === 0 && { reach: 80 }),
      }));
      assertApart(placeLabels(names, { points, lines: [], frame: FRAME }), points);
    }),
  );
});

test('of points that crowd, along a line, and all in one place', () => {
  const crowds: readonly (readonly Point[])[] = [
    Array.from({ length: 200 }, (_, i) => ({ x: 300 + (i % 20) * 3, y: 150 + Math.floor(i / 20) * 4 })),
    Array.from({ length: 60 }, (_, i) => ({ x: 10 * i, y: 390 - 6 * i })),
    Array.from({ length: 30 }, () => ({ x: 300, y: 200 })),
  ];
  for (const points of crowds) {
    const names = points
      .slice(0, 16)
      .map((at, i) => ({ ...at, lines: [`levels+delta:order=${i}`, '+rans'] }));
    const placed = placeLabels(names, { points, lines: [], frame: FRAME });
    assert.ok(placed.length >= 4, `${placed.length} of 16 have a place`);
    assertApart(placed, points);
  }
});

test('a name beside its point has no line to it, one farther off has', () => {
  const at = { x: 300, y: 200, lines: ['a'] };
  const [near] = placeLabels([at], { points: [at], lines: [], frame: FRAME });
  assert.equal(near.leader, null);
  const around = [0, 1, 2, 3, 4, 5, 6, 7].map(i => ({
    x: 300 + 16 * Math.cos((i * Math.PI) / 4),
    y: 200 + 16 * Math.sin((i * Math.PI) / 4),
  }));
  const [far] = placeLabels([at], { points: [at, ...around], lines: [], frame: FRAME });
  assert.ok(far.leader !== null);
  assertApart([far], [at, ...around]);
});

test('what may stand anywhere gets a place before what may not', () => {
  // room for one of the two only
  const frame = { left: 0, right: 60, top: 0, bottom: 34 };
  const optional: Name = { x: 5, y: 20, lines: ['optional'], reach: 80 };
  const needed: Name = { x: 6, y: 20, lines: ['needed'] };
  const placed = placeLabels([optional, needed], { points: [optional, needed], lines: [], frame });
  assert.deepEqual(
    placed.map(({ of }) => of),
    [needed],
  );
});

test('names keep off lines where there is room', () => {
  const at = { x: 300, y: 200, lines: ['a name'] };
  const line = { from: { x: 300, y: 200 }, to: { x: 600, y: 200 } };
  const [{ box }] = placeLabels([at], { points: [at], lines: [line], frame: FRAME });
  assert.ok(!along(line).some(on => holds(box, on)));
});

test('a long name breaks before its stages and parameters, and nowhere else', () => {
  assert.deepEqual(breakName('levels+mixed-gaussian:profile=neuralink', 26), [
    'levels+mixed-gaussian',
    ':profile=neuralink',
  ]);
  assert.deepEqual(breakName('rans', 2), ['rans']);
  assert.deepEqual(breakName('', 10), ['']);
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '+', ':', ',', ' ') });
  fc.assert(fc.property(name, text => assert.equal(breakName(text, 5).join(''), text)));
});

test('bold and wide characters take more room', () => {
  assert.ok(textWidth('mmm') > textWidth('aaa') && textWidth('aaa') > textWidth('iii'));
  assert.ok(textWidth('aaa', true) > textWidth('aaa'));
  assert.equal(textWidth(''), 0);
});
