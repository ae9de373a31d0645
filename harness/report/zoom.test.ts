/** What part of the plane charts show. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChainPoint, chainPoints } from './points.js';
import { reportOf, timed } from './report.test.kit.js';
import { clampTo, isWithin, zoomOn } from './zoom.js';

type Made = readonly [chain: string, bytes: number, encodeMs: number];

function pointsOf(made: readonly Made[]): ChainPoint[] {
  const { chains } = reportOf(made.flatMap(([chain, bytes, ms]) => timed(chain, bytes, ms)));
  return chainPoints(chains, 'encode');
}

function outside(made: readonly Made[]): string[] {
  const points = pointsOf(made);
  const zoom = zoomOn(points);
  return points.filter(point => !isWithin(zoom, point)).map(({ chain }) => chain.chain);
}

/** Ratios of 2.5 to 4, speeds of 20 to 1,000 times real time. */
const MANY: readonly Made[] = Array.from({ length: 30 }, (_, i) => [`rice:k=${i}`, 1000 + 20 * i, 50 - i]);

test('copies do not squeeze the rest, nor do chains far below or far from all speeds', () => {
  assert.deepEqual(outside(MANY), []);
  const apart: readonly Made[] = [
    ['raw', 4000, 0.001],
    ['levels+raw', 4000, 0.002],
    ['run-length', 3900, 20],
    ['slow', 1500, 50_000],
  ];
  assert.deepEqual(outside([...MANY, ...apart]).sort(), ['levels+raw', 'raw', 'run-length', 'slow']);
});

test('what has to be named is always in it', () => {
  assert.deepEqual(outside([...MANY, ['flac', 3900, 0.01]]), []);
});

test('of few chains all are in it but copies and what is far out', () => {
  const few: readonly Made[] = [
    ['a', 1000, 10],
    ['b', 1100, 9],
    ['c', 1150, 8],
    ['d', 1050, 7],
    ['e', 1080, 6],
    ['raw', 4000, 0.1],
  ];
  assert.deepEqual(outside(few), ['raw']);
  assert.deepEqual(outside([...few, ['worse', 8000, 9]]), ['raw', 'worse']);
});

test('one chain, copies alone, and chains that are all alike', () => {
  for (const made of [
    [['a', 1000, 1]],
    [
      ['raw', 4000, 1],
      ['levels+raw', 4000, 1],
    ],
    MANY.map(([chain]) => [chain, 1000, 1]),
  ] as const satisfies Made[][]) {
    assert.deepEqual(outside(made), []);
    const { xrt, ratio } = zoomOn(pointsOf(made));
    assert.ok(xrt[0] < xrt[1] && ratio[0] < ratio[1]);
  }
});

test('a place outside is at the edge, one inside where it is', () => {
  const zoom = { xrt: [10, 100], ratio: [2, 3] } as const;
  assert.deepEqual(clampTo(zoom, { xrt: 1000, ratio: 1 }), { xrt: 100, ratio: 2 });
  assert.deepEqual(clampTo(zoom, { xrt: 1, ratio: 4 }), { xrt: 10, ratio: 3 });
  assert.deepEqual(clampTo(zoom, { xrt: 50, ratio: 2.5 }), { xrt: 50, ratio: 2.5 });
});
