/** Chains that lose something, as a page has them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LossKind } from '../../codecs/codec.js';
import { builtInStages, makeRegistry } from '../../codecs/registry.js';
import { exactLine, qualityWhere } from '../common/testing.test.kit.js';
import type { Limit } from '../quality/limits.js';
import type { ExactLine, LogLine } from '../run/log.js';
import { curvesOf } from './curves.js';
import { lossySummary } from './lossy-summary.js';
import { allowances, ERRORS, KEPT, lossyPoints } from './measures.js';
import { seriesClass, seriesLook } from './palette.js';
import { drawRunPicture } from './picture.js';
import { reportOf, sized, timed } from './report.test.kit.js';
import { bitsAt, shortfallAxis } from './shortfall-axis.js';

function lossy(chain: string, encodedBytes: number, error: number, kind: LossKind = 'bounded'): ExactLine {
  const quality = qualityWhere((type, name) => (name === 'tcr_r' ? 0.5 : type === 'integer' ? 10 : error));
  return exactLine({ chain, encodedBytes, loss: kind, lost: { kind, greatestError: null, quality } });
}

const limits = (['all', 'band'] as const).flatMap(counted =>
  [0.05, 0.2, 0.8].map((error, k): Limit => {
    const bits_per_sample = 4 - 2 * k - (counted === 'band' ? 1 : 0);
    return { counted, level: error, bits_per_sample, rmse: error, band_rmse_sigma: error };
  }),
);

const floorLine: LogLine = {
  ...{ type: 'flicker-floor', recording: 'a.wav', recordingSha256: 'aa', samples: 2000, limits },
  quality: qualityWhere(type => (type === 'integer' ? 10 : 0.1)),
};

const run = reportOf([
  sized('rice', 1000),
  lossy('quantize+rice', 800, 0.2),
  lossy('quantize:step=9+rice', 400, 0.4),
  lossy('events', 10, 0.9, 'events'),
  floorLine,
]);

test('stand apart from those that do not, and summaries apart from samples', () => {
  assert.deepEqual(
    [run.chains, run.lossy.chains, run.lossy.summaries].map(chains => chains.map(({ chain }) => chain)),
    [['rice'], ['quantize:step=9+rice', 'quantize+rice'], ['events']],
  );
  const [coarse] = run.lossy.chains;
  assert.deepEqual([coarse.curve, coarse.ratio, coarse.kept.tcr_r], ['quantize:step=…+rice', 10, 0.5]);
  // 10 bytes of 2 channels of 1 s
  assert.equal(run.lossy.summaries[0].bitsPerSecond, 40);
});

test('have R(D) from the flicker floor on', () => {
  assert.equal(run.lossy.floor?.rmse, 0.1);
  assert.deepEqual(run.lossy.limits.rmse, [
    { bits: 2, error: 0.2 },
    { bits: 0, error: 0.8 },
  ]);
  assert.equal(run.lossy.limits.band_rmse_sigma[0].bits, 1);
  assert.equal(bitsAt(run.lossy.limits.rmse, 0.4), 1);
  assert.equal(bitsAt(run.lossy.limits.rmse, 0.1), null);
  assert.equal(bitsAt(run.lossy.limits.rmse, 0.9), null);
});

test('are no part of a run without them, and older runs have no R(D)', () => {
  const { lossy: none } = reportOf([sized('rice', 1000)]);
  const nothing = { chains: [], summaries: [], floor: null, limits: { rmse: [], band_rmse_sigma: [] } };
  assert.deepEqual(none, nothing);
});

test('are said in a sentence beside the smallest that loses nothing', () => {
  assert.match(
    lossySummary(run),
    /^Rate against distortion: 2 chains .*, 3\.20 to 1\.60 bits a sample, where the smallest lossless chain, rice, takes 4\.00\./,
  );
});

test('are drawn in a file where there are no speeds, or they are asked for', async () => {
  const picture = await drawRunPicture(run);
  // Plot counts its clips
  const again = await drawRunPicture(run, 'error');
  assert.equal(again.replaceAll(/plot-clip-\d+/g, ''), picture.replaceAll(/plot-clip-\d+/g, ''));
  for (const part of [
    /<title id="title">Bits a sample against what is lost: error in the band of spikes, σ<\/title>/,
    /data-bits="1\.6" data-chain="quantize:step=9\+rice"/,
    />quantize:step=…\+rice</,
    />sorting-safe: at most 0\.3</,
    />flicker floor</,
    />limit R\(D\)</,
    />lossless</,
    /limits set on 24 recordings of one data set/,
  ]) {
    assert.match(picture, part);
  }
  assert.ok(!picture.includes('events'));
  assert.match(await drawRunPicture(run, 'found'), /strong spikes found \(recall\)/);
  const both = reportOf([...timed('rice', 1000, 1), lossy('quantize+rice', 800, 0.2), floorLine]);
  assert.match(await drawRunPicture(both), /<title id="title">Compression ratio against encode speed</);
  const neither = reportOf([sized('rice', 1000)]);
  await assert.rejects(drawRunPicture(neither), /no speeds to draw, its sweep measured sizes only$/);
  await assert.rejects(drawRunPicture(run, 'decode'), /only; --svg-axis error has what is lost$/);
  await assert.rejects(drawRunPicture(neither, 'found'), /: no chain that loses samples, .* to draw$/);
});

test('no two of many curves look alike', () => {
  const looks = Array.from({ length: 24 }, (_, k) => `${seriesClass(k)} ${seriesLook(k).symbol}`);
  assert.equal(new Set(looks).size, looks.length);
});

describe('a curve is the chains that differ in how much they lose', () => {
  const registry = makeRegistry(builtInStages);
  const cases: Record<string, string> = {
    'levels+quantize+rice': 'levels+quantize:step=…+rice',
    'levels+quantize:step=9+rice': 'levels+quantize:step=…+rice',
    'levels+lms-range:block=200,error=4': 'levels+lms-range:block=200,error=…',
    'levels+lms-range:error=4': 'levels+lms-range:error=…',
    'levels+quantize+rice:block=64': 'levels+quantize+rice:block=64',
    'mine:tolerance=3+rice': 'mine:tolerance=…+rice',
  };
  const curves = curvesOf(Object.keys(cases), registry);
  for (const [chain, curve] of Object.entries(cases)) {
    test(chain, () => assert.equal(curves.get(chain), curve));
  }
});

describe('the axes', () => {
  const [band] = ERRORS;
  const [recall] = KEPT;

  test('begin where nothing is lost, and have what grades ask for', () => {
    assert.deepEqual(
      allowances(band, 0.05).map(({ grades, most, limit }) => [grades.join(), most, limit]),
      [
        ['transparent', 0.1, 0.1],
        ['sorting-safe', 0.3, 0.3],
      ],
    );
    // where half a code of noise misses limits, as good as that is enough
    assert.deepEqual(allowances(recall, 0.01), [
      { grades: ['transparent', 'sorting-safe'], most: 0.01, limit: null },
    ]);
    const { domain, ticks } = shortfallAxis(band, [0, 0.05, 1]);
    assert.ok(domain[0] < 0.05 && domain[0] > 0 && domain[1] > 1);
    assert.deepEqual(
      ticks.map(({ text }) => text),
      ['0.05', '0.1', '0.2', '0.5', '1', '0'],
    );
  });

  test('of shares are what is lacking to 1', () => {
    const { domain, ticks } = shortfallAxis(recall, [0, 0.2]);
    assert.ok(domain[0] < 0.001 && domain[1] > 0.2);
    assert.deepEqual(
      ticks.map(({ text }) => text),
      ['0.8', '0.9', '0.95', '0.98', '0.99', '0.995', '0.998', '0.999', '1'],
    );
  });

  test('hold the chains that have the figure and failed nowhere, the least lossy first', () => {
    const { chains } = reportOf([
      lossy('quantize:step=9+rice', 400, 0.4),
      lossy('quantize+rice', 800, 0.2),
      exactLine({ chain: 'quantize:step=5+rice', loss: 'bounded', status: 'error', error: 'why' }),
    ]).lossy;
    const points = lossyPoints(chains, band);
    assert.deepEqual(
      points.map(({ chain, bits, shortfall }) => [chain.chain, bits, shortfall]),
      [
        ['quantize+rice', 3.2, 0.2],
        ['quantize:step=9+rice', 1.6, 0.4],
      ],
    );
    assert.deepEqual(
      lossyPoints(chains, recall).map(({ shortfall }) => shortfall),
      [0.8, 0.6],
    );
  });
});
