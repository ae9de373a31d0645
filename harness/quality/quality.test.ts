/** Figures of quality where they are known beforehand. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeRandom } from '../../codecs/random.js';
import type { Quality } from './figures.js';
import { flickerFloor, makeReference, measureQuality } from './quality.js';

const RATE_HZ = 20_000;
const FRAMES = 40_000;
const SPIKES = 50;
/** Frames from one spike to the next. */
const APART = 700;

/** Quiet noise in codes, with spikes where they are wanted. */
function codesWith(has: (spike: number) => boolean): number[] {
  const random = makeRandom(12);
  const codes = Array.from({ length: FRAMES }, () => ((random() & 15) + (random() & 15) - 15) >> 1);
  for (let k = 0; k < SPIKES; k++) {
    if (!has(k)) continue;
    for (let i = -8; i <= 8; i++) codes[500 + k * APART + i] -= Math.round(90 * Math.exp(-(i * i) / 8));
  }
  return codes;
}

function samplesOf(codes: readonly number[], step = 1) {
  return { data: Int16Array.from(codes, code => step * code), channels: 1 };
}

function qualityOf(original: readonly number[], decoded: readonly number[], step = 1): Quality {
  return measureQuality(makeReference(samplesOf(original, step), RATE_HZ, 0.5), samplesOf(decoded, step));
}

function isNear(value: number | null, wanted: number, off: number): void {
  assert.ok(value !== null && Math.abs(value - wanted) <= off, `${value}, not ${wanted}`);
}

const all = codesWith(() => true);

describe('of samples', () => {
  test('that all came back, nothing is off', () => {
    const quality = qualityOf(all, all);
    assert.deepEqual([quality.max_abs_error, quality.rmse, quality.rmse_uv], [0, 0, 0]);
    assert.deepEqual([quality.band_rmse_sigma, quality.psd_error_db, quality.jitter_us], [0, 0, 0]);
    assert.deepEqual([quality.snr_db, quality.band_snr_db, quality.lfp_snr_db], [null, null, null]);
    assert.deepEqual(
      [quality.spikes, quality.decoded_spikes, quality.strong_spikes],
      [SPIKES, SPIKES, SPIKES],
    );
    assert.deepEqual([quality.spike_recall, quality.spike_precision, quality.strong_recall], [1, 1, 1]);
    isNear(quality.waveform_r_p05, 1, 1e-12);
    isNear(quality.sbp_r, 1, 1e-12);
  });

  test('that are all off by a code, the band of spikes is as it was', () => {
    const quality = qualityOf(
      all,
      all.map(code => code + 1),
      64,
    );
    assert.deepEqual([quality.max_abs_error, quality.rmse, quality.rmse_uv], [1, 1, 32]);
    isNear(quality.band_rmse_sigma, 0, 1e-3);
    isNear(quality.psd_error_db, 0, 1e-9);
    assert.equal(quality.spike_recall, 1);
  });

  test('that lack every fifth spike, four in five are found', () => {
    const quality = qualityOf(
      all,
      codesWith(k => k % 5 !== 0),
    );
    isNear(quality.strong_recall, 0.8, 1e-12);
    assert.equal(quality.strong_precision, 1);
    assert.equal(quality.decoded_spikes, 0.8 * SPIKES);
    assert.ok(quality.waveform_r_p05 !== null && quality.waveform_r_p05 < 0.5);
  });

  test('that have spikes of their own, these are wrong', () => {
    const quality = qualityOf(
      codesWith(k => k % 5 !== 0),
      all,
    );
    assert.equal(quality.strong_recall, 1);
    isNear(quality.strong_precision, 0.8, 1e-12);
  });

  test('of half the size, peaks are half of what they were', () => {
    const halved = all.map(code => Math.round(code / 2));
    const quality = qualityOf(all, halved);
    isNear(quality.peak_error_p95, 0.5, 0.03);
    isNear(quality.band_snr_db, 6.02, 0.3);
    isNear(quality.waveform_r_p05, 1, 0.02);
    isNear(quality.psd_error_db, 6.02, 0.6);
  });
});

test('half a code of noise is a twelfth of a code squared', () => {
  isNear(
    flickerFloor(makeReference(samplesOf(all, 64), RATE_HZ, undefined), 1).rmse,
    Math.sqrt(1 / 12),
    0.002,
  );
});

describe('there are no figures, and none that is no number,', () => {
  const cases: Record<string, { data: Int16Array; channels: number }> = {
    'of one sample': samplesOf([5]),
    'of a few samples': samplesOf([1, 2, 3, 2, 1]),
    'of silence': samplesOf(new Array<number>(30_000).fill(7)),
    'of a channel that steps now and then': samplesOf(
      Array.from({ length: 30_000 }, (_, i) => [0, 1, 300, 7][Math.floor(i / 9000)]),
    ),
    'of a silent channel beside one that is not': {
      data: Int16Array.of(...all.slice(0, 20_000), ...new Array<number>(20_000).fill(3)),
      channels: 2,
    },
  };
  for (const [name, samples] of Object.entries(cases)) {
    test(name, () => {
      const off = { ...samples, data: samples.data.map((value, i) => value + (i % 3) - 1) };
      for (const rateHz of [RATE_HZ, 500]) {
        const quality = measureQuality(makeReference(samples, rateHz, undefined), off);
        for (const [figure, value] of Object.entries(quality)) {
          assert.ok(value === null || Number.isFinite(value), `${figure} is ${value}`);
        }
        assert.equal(quality.rmse_uv, null);
        // what a filter leaves of a channel that stands still is no noise to count errors in
        assert.ok((quality.band_rmse_sigma ?? 0) < 1e6, `${quality.band_rmse_sigma}`);
        isNear(quality.max_abs_error, 1, 0);
      }
    });
  }
});
