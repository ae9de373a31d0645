/** Stretches put together are as the whole, but for what their edges take; and definitions do not change unsaid. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRandom } from '../../codecs/random.js';
import { QUALITY_VERSION, type Quality } from './figures.js';
import { makePool } from './pool.js';
import { makeReference, measureQuality, measureStretch } from './quality.js';

const RATE_HZ = 20_000;
const FRAMES = 60_000;

/** Two channels of noise with spikes every 40 ms, of which the second has smaller ones. */
function recorded(): Int16Array {
  const random = makeRandom(4);
  return Int16Array.from({ length: 2 * FRAMES }, (_, i) => {
    const noise = (random() & 63) + (random() & 63) - 63;
    const at = (i % FRAMES) % 800;
    return noise - Math.round((i < FRAMES ? 400 : 200) * Math.exp(-((at - 400) ** 2) / 10));
  });
}

const original = { data: recorded(), channels: 2 };
const decoded = { data: original.data.map(sample => 9 * Math.round(sample / 9)), channels: 2 };
const whole = measureQuality(makeReference(original, RATE_HZ, 0.5), decoded);

/** Frames of both channels. */
function cut({ data }: { data: Int16Array }, from: number, to: number) {
  return {
    data: Int16Array.of(...data.subarray(from, to), ...data.subarray(FRAMES + from, FRAMES + to)),
    channels: 2,
  };
}

test('stretches put together are as the whole', () => {
  const pool = makePool();
  for (const [from, to] of [
    [0, 20_000],
    [20_000, 50_000],
    [50_000, FRAMES],
  ]) {
    pool.add(7, measureStretch(cut(original, from, to), cut(decoded, from, to), RATE_HZ, 0.5, 1).decoded);
  }
  const figures = pool.figures();
  const exact = ['max_abs_error', 'rmse', 'rmse_uv', 'snr_db'] as const;
  for (const name of exact) assert.ok(Math.abs(Number(figures[name]) - Number(whole[name])) < 1e-9, name);
  for (const [name, value] of Object.entries(whole)) {
    // white noise has next to nothing there, and a filter from 1 Hz on takes a second to settle
    if (name === 'lfp_snr_db') continue;
    const pooled = figures[name as keyof Quality];
    if (value === null || pooled === null) assert.equal(pooled, value, name);
    else assert.ok(Math.abs(pooled - value) <= 0.05 * Math.abs(value), `${name}: ${pooled}, not ${value}`);
  }
});

test('channels of streams add up, whichever streams they are', () => {
  const { decoded: channels } = measureStretch(original, decoded, RATE_HZ, 0.5, 1);
  const [one, other] = [makePool(), makePool()];
  one.add(0, channels);
  other.add(0, [channels[0]]);
  other.add(1, [channels[1]]);
  assert.deepEqual(other.figures(), one.figures());
  assert.deepEqual(one.figures(), whole);
});

test('of more spikes than are kept, some stand for all', () => {
  const { decoded: channels } = measureStretch(original, decoded, RATE_HZ, 0.5, 1);
  const many = channels.map(channel => {
    if (channel.band === null) return channel;
    const { peakErrors, waveformRs } = channel.band;
    const [peaks, rs] = [peakErrors, waveformRs].map(list => Array.from({ length: 1000 }, () => list).flat());
    return { ...channel, band: { ...channel.band, peakErrors: peaks, waveformRs: rs } };
  });
  const pool = makePool();
  for (let k = 0; k < 3; k++) pool.add(0, many);
  const figures = pool.figures();
  assert.equal(figures.spikes, 3 * Number(whole.spikes));
  for (const name of ['peak_error_p95', 'waveform_r', 'waveform_r_p05'] as const) {
    const off = Math.abs(Number(figures[name]) / Number(whole[name]) - 1);
    assert.ok(off < 0.05, `${name}: ${figures[name]}, not ${whole[name]}`);
  }
});

test('a change of what figures are goes with another version', () => {
  // whoever has to change these raises QUALITY_VERSION: certificates of lossy copies are held against them
  assert.equal(QUALITY_VERSION, 1);
  const digits = Object.entries(whole).map(([name, value]) => [name, Number(value?.toPrecision(5))]);
  assert.deepEqual(Object.fromEntries(digits), GOLDEN);
});

const GOLDEN = {
  ...{ max_abs_error: 4, rmse: 2.5781, rmse_uv: 1.289, snr_db: 22.32, band_rmse_sigma: 0.091039 },
  ...{ band_rmse_uv: 0.9245, band_snr_db: 22.971, lfp_snr_db: 28.096, psd_error_db: 0.042245, spikes: 150 },
  ...{ decoded_spikes: 150, spike_recall: 1, spike_precision: 1, strong_spikes: 150, strong_recall: 1 },
  ...{ decoded_strong_spikes: 150, strong_precision: 1, peak_error_p95: 0.01902, jitter_us: 8.165 },
  ...{ waveform_r: 0.99978, waveform_r_p05: 0.99937, tcr_r: 1, sbp_r: 0.99602 },
};
