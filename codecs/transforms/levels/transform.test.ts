import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { packNumbers } from '../../bytes/numbers.js';
import type { Samples } from '../../codec.js';
import { nastySamples } from '../../nasty.js';
import { makeRandom } from '../../random.js';
import { sharedData as shared } from '../../shared-data.test.kit.js';
import { chooseForms, countLevels } from './forms.js';
import { codeOf, fitGrid, simplestFraction, valueAt } from './grid.js';
import { levels } from './transform.js';

const open = () => levels.open({});

async function sideOf(samples: Samples): Promise<string> {
  const codec = await open();
  const encoded = await codec.encode(samples);
  assert.deepEqual(await codec.decode(encoded), { ...samples, data: samples.data.slice() });
  return Buffer.from(encoded.side).toString('hex');
}

test('the simplest fraction of an interval', () => {
  const within = (a: number, b: number, c: number, d: number) =>
    simplestFraction({ numerator: a, denominator: b }, { numerator: c, denominator: d });
  assert.deepEqual(within(314, 100, 315, 100), { numerator: 22, denominator: 7 });
  assert.deepEqual(within(5, 2, 7, 2), { numerator: 3, denominator: 1 });
  assert.deepEqual(within(625, 26, 625, 26), { numerator: 625, denominator: 26 });
});

// from 4 on, gaps always show how many steps they are; below, 1 in 1000 such grids is missed and passes as a table
const anyGrid = fc
  .record({
    denominator: fc.integer({ min: 1, max: 400 }),
    step: fc.double({ min: 4, max: 40, noNaN: true }),
    phase: fc.nat(),
    split: fc.integer({ min: -100, max: 100 }),
  })
  .map(({ denominator, step, phase, split }) => {
    const numerator = Math.ceil(step * denominator);
    return { step: { numerator, denominator }, phase: phase % numerator, split };
  });

test('every code of a grid comes back from its value', () => {
  fc.assert(
    fc.property(anyGrid, grid => {
      for (let k = -700; k < 700; k++) assert.equal(codeOf(grid, valueAt(grid, k)), k);
    }),
  );
});

test('a grid that turns at zero or nowhere is found from some of its values, codes in line', () => {
  const codes = fc
    .array(fc.integer({ min: 1, max: 4 }), { minLength: 150, maxLength: 300 })
    .map(gaps => gaps.map((_, i) => gaps.slice(0, i).reduce((sum, gap) => sum + gap, -300)));
  const turned = fc.tuple(anyGrid, fc.boolean()).map(([grid, atZero]) => ({
    ...grid,
    split: atZero ? -Math.floor(grid.phase / grid.step.numerator) : -1000,
  }));
  fc.assert(
    fc.property(turned, codes, (grid, rising) => {
      const values = rising.map(k => valueAt(grid, k));
      const found = fitGrid(values, 'at zero');
      assert.ok(found !== undefined);
      const shift = codeOf(found, values[0]) - rising[0];
      for (const [i, value] of values.entries()) {
        assert.ok(valueAt(found, codeOf(found, value)) === value);
        assert.equal(codeOf(found, value) - rising[i], shift);
      }
    }),
  );
});

const anySamples = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 300 }), anyGrid, fc.nat(20), fc.nat(8))
  .chain(([channels, frames, grid, outliers, narrower]) =>
    fc.int16Array({ minLength: channels * frames, maxLength: channels * frames }).map(data => ({
      data: data.map((sample, i) => (i < outliers ? sample : valueAt(grid, sample >> (narrower + 6)))),
      channels,
    })),
  );

test('grids with outliers come back', async () => {
  const codec = await open();
  await fc.assert(
    fc.asyncProperty(anySamples, async samples => {
      const encoded = await codec.encode(samples);
      assert.deepEqual(await codec.decode(encoded), samples);
    }),
    { numRuns: 300 },
  );
});

/** Values of squares: no grid, and none next to each other. */
const squares = {
  data: Int16Array.from({ length: 20000 }, (_, i) => ((i * 7919) % 64) ** 2 + 10),
  channels: 1,
};

test('golden side information', async () => {
  const nasty = new Map(nastySamples().map(({ name, value }) => [name, value]));
  const golden = {
    zeros: '',
    'quiet noise': '',
    '10-bit codes': '',
    '10-bit codes scaled to 16 bits': '01c3183108890c00',
    'grid of 24 with an offset': '011801080500',
    'grid of 12 but one sample': '010c010a000001cf0f09',
    'white noise at full scale': '',
  };
  for (const [name, side] of Object.entries(golden)) {
    assert.equal(await sideOf(nasty.get(name)!), side, name);
  }
});

test('a table where there is no grid: ranks of the values', async () => {
  const codec = await open();
  const { samples, side } = await codec.encode(squares);
  assert.deepEqual(
    [...new Set(samples.data)].sort((a, b) => a - b),
    [...Array(64).keys()],
  );
  // steps, tag, levels - 1, first, then 63 gaps of one byte
  assert.equal(side.length, 4 + 63);
});

test('channels alike are written once, channels that fit no grid stay as they are', async () => {
  const random = makeRandom(4);
  const alike = Int16Array.from({ length: 384 * 100 }, () => 24 * (random() % 40) - 480);
  assert.equal((await sideOf({ data: alike, channels: 384 })).length / 2, 8);
  const mixed = Int16Array.from({ length: 3000 }, (_, i) => (i < 1000 ? 24 : 1) * ((random() % 60) - 30));
  assert.equal((await sideOf({ data: mixed, channels: 3 })).length / 2, 8);
});

test('forged side information is refused by what is wrong', async () => {
  const codec = await open();
  const samples = { data: Int16Array.of(1, 2, 3), channels: 1 };
  const forged: [number[], RegExp][] = [
    [[1, 24], /stream ends inside a length/],
    [[1, 24, 0], /denominator 0 out of range 1\.\.8190/],
    [[1, 24, 20], /step 24\/20 out of range 2\.\.65535/],
    [[1, 24, 1, 12, 0, 0], /step 1 where there are 1/],
    [[1, 24, 1, 8, 24, 0], /phase 24 out of range 0\.\.23/],
    [[1, 65535, 1, 8, 0, 0], /codes 1\.\.3 where the grid has -1\.\.0/],
    [[0, 4, 1, 0, 5], /codes 1\.\.3 where the table has 0\.\.1/],
    [[0, 4, 1, 65534, 1], /levels 32767\.\.32769 beyond 16 bits/],
    [[0, 4, 9, 0, 5], /stream ends inside a length/],
    [[0, 1, 1], /run of 2 where 1 channels are left/],
    [[0, 2, 1, 3, 0], /exception at frame 3 of 3/],
    [[0, 0, 0], /1 bytes of side information left/],
  ];
  for (const [numbers, message] of forged) {
    assert.throws(() => codec.decode({ samples, side: packNumbers(numbers) }), message);
  }
});

test('the map of Neuralink files is found in all of them', { skip: !existsSync(shared) }, async () => {
  const folder = join(shared, 'neuralink');
  const files = readdirSync(folder)
    .filter(name => name.endsWith('.wav'))
    .filter((_, i) => i % 15 === 0);
  const codec = await open();
  for (const name of files) {
    const bytes = new Uint8Array(readFileSync(join(folder, name))).slice(44);
    const data = new Int16Array(bytes.buffer, 0, bytes.length >> 1);
    const { samples } = await codec.encode({ data, channels: 1 });
    assert.deepEqual(
      samples.data,
      data.map(sample => ((sample + 32768) >> 6) - 512),
      name,
    );
  }
});

/** Levels of each channel of a headerless, interleaved recording. */
function levelsOfChannels(path: string, channels: number) {
  const bytes = new Uint8Array(readFileSync(join(shared, 'multichannel', path)));
  const interleaved = new Int16Array(bytes.buffer);
  const frames = interleaved.length / channels;
  const counts = new Uint32Array(65536);
  return Array.from({ length: channels }, (_, channel) => {
    const data = Int16Array.from({ length: frames }, (_, i) => interleaved[i * channels + channel]);
    return countLevels(data, counts);
  });
}

for (const [path, channels, onGrid, step] of [
  ['npx1_oe_ap/continuous.i16', 385, 384, 625 / 52],
  ['npx1_oe_lfp/continuous.i16', 384, 384, 625 / 26],
  ['locust_tetrode4/locust_trial_01.i16', 4, 0, 1],
] as const) {
  test(`${onGrid} channels of ${path} lie on a grid`, { skip: !existsSync(shared) }, () => {
    const { forms, steps } = chooseForms(levelsOfChannels(path, channels), 1000);
    assert.equal(forms.filter(form => form.type === 'grid').length, onGrid);
    for (const { numerator, denominator } of steps)
      assert.ok(Math.abs(numerator / denominator - step) < 1e-3);
  });
}
