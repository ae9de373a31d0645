import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withinInt16 } from '../../models/range.js';
import { nastySamples } from '../../nasty.js';
import { countLevels, type Form } from './forms.js';
import { codeOf, type Grid, LARGEST_STEP, SMALLEST_STEP, valueAt } from './grid.js';
import { codeAlong, lineToCodes, lineToValues, valueAlong } from './line.js';
import { openLevelMaps } from './maps.js';

const anyGrid: fc.Arbitrary<Grid> = fc
  .record({
    denominator: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 8190 })),
    step: fc.oneof(
      fc.double({ min: SMALLEST_STEP, max: 70, noNaN: true }),
      fc.double({ min: SMALLEST_STEP, max: LARGEST_STEP, noNaN: true }),
    ),
    phase: fc.nat(),
    split: fc.integer({ min: -40000, max: 40000 }),
  })
  .map(({ denominator, step, phase, split }) => {
    const numerator = Math.ceil(step * denominator);
    return { step: { numerator, denominator }, phase: phase % numerator, split };
  });

const anyChannel = fc.int16Array({ minLength: 0, maxLength: 3000 });

test('values and counts are those of the plain search', async () => {
  const { levelsOf } = await openLevelMaps();
  const zeros = new Uint32Array(65536);
  const check = (channel: Int16Array) => {
    const expected = countLevels(channel, zeros);
    const { values, counts } = levelsOf(channel);
    assert.deepEqual(values, expected.values);
    assert.deepEqual(counts(), expected.counts());
    assert.deepEqual(counts(), expected.counts());
  };
  for (const { value } of nastySamples()) check(value.data);
  // apart at first, next to each other behind what is looked at first
  check(Int16Array.from({ length: 5000 }, (_, i) => (i < 4000 ? 16 * (i % 50) : i)));
  fc.assert(
    fc.property(anyChannel, fc.integer({ min: 0, max: 12 }), (channel, bits) => {
      check(channel.map(sample => (sample >> bits) << bits));
    }),
  );
});

/** Both directions, by the definition of the grid. */
function checkMaps(maps: Awaited<ReturnType<typeof openLevelMaps>>, grid: Grid, channel: Int16Array): void {
  const form: Form = { type: 'grid', grid };
  const to = new Int16Array(channel.length);
  maps.mapToCodes(form, maps.levelsOf(channel), channel, to);
  const codes = channel.map(value => codeOf(grid, value));
  assert.deepEqual(to, codes);
  maps.mapToValues(form, codes, to);
  assert.deepEqual(
    to,
    channel.map((_, i) => withinInt16(valueAt(grid, codes[i]))),
  );
}

test('a grid is followed to the sample, on it and off it, by line or by table', async () => {
  const maps = await openLevelMaps();
  const notEmpty = anyChannel.filter(({ length }) => length > 0);
  fc.assert(
    fc.property(anyGrid, notEmpty, fc.integer({ min: 0, max: 8 }), (grid, channel, narrower) => {
      const narrow = channel.map(sample => sample >> narrower);
      checkMaps(maps, grid, narrow);
      checkMaps(
        maps,
        grid,
        narrow.map(sample => valueAt(grid, codeOf(grid, sample))),
      );
    }),
    { numRuns: 300 },
  );
});

for (const [title, step, split, reach] of [
  ['10-bit codes scaled to 16 bits', { numerator: 21845, denominator: 341 }, 0, 512],
  ['Neuropixels, action potentials', { numerator: 625, denominator: 52 }, 0, 512],
  ['Neuropixels, field potentials', { numerator: 625, denominator: 26 }, 0, 512],
  ['whole steps', { numerator: 24, denominator: 1 }, -5, 1365],
] as const) {
  test(`${title}: the lines are exact, so that no table is needed`, () => {
    const grid = { step, phase: step.denominator >> 1, split };
    for (let code = -reach; code < reach; code++) {
      const value = valueAt(grid, code);
      assert.equal(codeAlong(lineToCodes(grid), value), code);
      assert.equal(valueAlong(lineToValues(grid), code), value);
    }
  });
}

test('values are exact as far as is promised', () => {
  const smallSteps = anyGrid.filter(
    ({ step: { numerator, denominator } }) => numerator < 2 ** 14 * denominator,
  );
  fc.assert(
    fc.property(smallSteps, fc.double({ min: -1, max: 1, noNaN: true }), (grid, share) => {
      const furthest = Math.ceil(2 ** 15 / grid.step.denominator) - 4;
      const code = Math.trunc(share * Math.min(furthest, 2 ** 14));
      assert.ok(valueAlong(lineToValues(grid), code) === valueAt(grid, code));
    }),
    { numRuns: 5000 },
  );
});
