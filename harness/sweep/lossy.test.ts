/** Sweeps with chains that lose something: bounds held, quality written, and what is promised wrongly caught. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { pluginName, sweepPlugged, writePlugins } from '../plugins/plugged-sweep.test.kit.js';
import { loadUnits } from '../recordings/load-units.js';
import { syntheticRecordings } from '../recordings/synthetic/synthetic.js';
import { FLICKER_FLOOR } from '../run/columns.js';
import { readQuality, readUnits } from '../run/csv.js';
import { loadRun } from '../run/load.js';

const LIMITS = { timeoutMs: 20_000, memoryBytes: 2 ** 31 };
const [implant] = syntheticRecordings({ implant: 1, probe: 0 });

/** A transform that adds `error` to every 100th sample, of the loss given. */
function source(loss: string, error: number) {
  return (name: string) => `import { defineTransform } from 'neural-codec-bench/codec';
export default defineTransform({
  name: '${name}', family: 'grid', summary: 'adds to samples', loss: ${loss},
  open: () => ({
    encode: ({ data, channels }) => ({ samples: { data: data.slice(), channels }, side: new Uint8Array(0) }),
    decode: ({ samples: { data, channels } }) => ({
      data: data.map((sample, i) => i % 100 === 50 ? Math.min(32767, sample + ${error}) : sample), channels,
    }),
  }),
});
`;
}

describe('a sweep with chains that lose something', () => {
  test('holds bounds, and writes quality beside half a code of noise', async t => {
    const out = join(temporaryFolder(t), 'run');
    const chains = [
      'levels+rice',
      'levels+quantize:step=1+rice',
      'levels+quantize+rice',
      'delta+quantize+rice',
    ];
    const { cells, totals } = await sweepPlugged({
      ...{ out, paths: [], chains, recordings: [implant], limits: LIMITS },
      settings: { chunksS: [null, 0.5] },
    });
    assert.deepEqual(
      cells.filter(({ status }) => status !== 'ok').map(({ error }) => error),
      [],
    );
    const lossOf = (chain: string) => cells.find(cell => cell.chain === chain)?.loss;
    assert.equal(lossOf('levels+rice'), 'none');
    assert.equal(lossOf('levels+quantize:step=1+rice'), 'none');
    assert.equal(lossOf('levels+quantize+rice'), 'bounded');
    assert.equal(lossOf('delta+quantize+rice'), 'free');
    const rows = readQuality(join(out, 'quality.csv'));
    const row = rows.find(({ chain, scope }) => chain === 'levels+quantize+rice' && scope === 'recording');
    assert.equal(row?.max_abs_error, 1);
    // a step of the synthetic implant's grid is 64 or 65 of int16
    assert.equal(row.greatest_error, 65);
    // -1, 0 and 1 about equally often: the converter's codes are unevenly wide
    assert.ok(row.rmse !== null && Math.abs(row.rmse - Math.sqrt(2 / 3)) < 0.03, `${row.rmse}`);
    const floor = rows.find(({ chain }) => chain === FLICKER_FLOOR);
    assert.ok(floor?.rmse && Math.abs(floor.rmse - Math.sqrt(1 / 12)) < 0.003);
    assert.ok(floor.band_rmse_sigma && row.band_rmse_sigma && floor.band_rmse_sigma < row.band_rmse_sigma);
    assert.ok(rows.some(({ scope }) => scope === '500ms'));
    const total = totals.find(({ chain, scope }) => chain === row.chain && scope === 'recording');
    assert.equal(total?.max_abs_error, 1);
    assert.equal(total.on_pareto_front, null);
    // when the units of a synthetic recording fire is known
    const known = await loadUnits(implant);
    const units = readUnits(join(out, 'units.csv')).filter(unit => unit.chain === row.chain);
    assert.deepEqual(
      units.filter(unit => unit.scope === 'recording').map(({ unit, spikes }) => [unit, spikes]),
      known?.map(unit => [unit.name, unit.spikes.length]),
    );
    assert.equal(row.true_spikes, floor.true_spikes);
    assert.ok(row.true_spikes !== null && row.true_spikes > 100);
    assert.deepEqual(loadRun(out).totals, totals);
  });

  test('and without them writes none', async t => {
    const out = join(temporaryFolder(t), 'run');
    await sweepPlugged({ out, paths: [], chains: ['rice'], recordings: [implant], limits: LIMITS });
    assert.ok(!existsSync(join(out, 'quality.csv')));
  });

  test('times them', async t => {
    const out = join(temporaryFolder(t), 'run');
    const { cells } = await sweepPlugged({
      ...{ out, paths: [], chains: ['quantize+rice'], recordings: [implant], limits: LIMITS },
      settings: { rounds: 1 },
    });
    const cell = cells.find(({ chain }) => chain === 'quantize+rice');
    assert.equal(cell?.status, 'ok', cell?.error);
    assert.ok(cell.encode_ns !== null);
  });
});

test('a plugin is held to the loss that it declares', async t => {
  const folder = temporaryFolder(t);
  const paths = writePlugins(folder, [
    source("{ kind: 'bounded', greatestError: () => 3 }", 3),
    source("{ kind: 'bounded', greatestError: () => 3 }", 4),
    source("{ kind: 'free' }", 5000),
    source("{ kind: 'free', idempotent: true }", 5),
    source('undefined', 1),
  ]);
  const { cells } = await sweepPlugged({
    ...{ out: join(folder, 'run'), paths, recordings: [implant], limits: LIMITS },
    chains: paths.map((_, k) => `${pluginName(k)}+raw`),
  });
  const said = paths.map((_, k) => {
    const cell = cells.find(({ chain }) => chain === `${pluginName(k)}+raw`);
    return `${cell?.status} ${cell?.loss} ${cell?.error.replace(/^conformance: /, '')}`;
  });
  assert.equal(said[0], 'ok bounded ');
  assert.match(said[1], /^error bounded round trip, .*± 3/);
  assert.equal(said[2], 'ok free ');
  assert.match(said[3], /^error free idempotent/);
  assert.match(said[4], /^error none round trip/);
});
