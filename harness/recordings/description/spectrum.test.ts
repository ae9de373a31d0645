import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRandom } from '../../../codecs/random.js';
import {
  addSignal,
  addSpectrum,
  BINS,
  makeSpectrum,
  predictionBits,
  spectralEntropyBits,
} from './spectrum.js';

function spectrumOf(signal: Int16Array) {
  const spectrum = makeSpectrum();
  addSignal(spectrum, signal);
  return spectrum;
}

/** x[i] = floor(3/4 x[i-1]) + a whole number from -1000 to 1000. */
function autoregressive(length: number): Int16Array {
  const random = makeRandom(7);
  let last = 0;
  return Int16Array.from({ length }, () => {
    last = Math.floor((last * 3) / 4) + (random() % 2001) - 1000;
    return last;
  });
}

/** The sum of twelve uniforms, of this standard deviation. */
function gaussian(length: number, sigma: number): Int16Array {
  const random = makeRandom(3);
  return Int16Array.from({ length }, () => {
    let sum = 0;
    for (let k = 0; k < 12; k++) sum += random() / 2 ** 32;
    return Math.round((sum - 6) * sigma);
  });
}

function near(actual: number | null, expected: number, tolerance: number): void {
  assert.ok(actual !== null && Math.abs(actual - expected) <= tolerance, `${actual} for ${expected}`);
}

test('as scipy 1.17 has it: entropy of welch(x, nperseg=1024), and the same two-sided for the prediction', () => {
  const spectrum = spectrumOf(autoregressive(5000));
  assert.equal(spectrum.segments, 8);
  near(spectralEntropyBits(spectrum), 7.647268954503394, 1e-9);
  near(predictionBits(spectrum), 11.180040719472405, 1e-9);
});

test('the bound of white Gaussian noise is its own entropy; of filtered noise, that of what drives it', () => {
  const bits = Math.log2(Math.sqrt(2 * Math.PI * Math.E));
  near(predictionBits(spectrumOf(gaussian(400_000, 30))), bits + Math.log2(30), 0.01);
  // the variance of -1000 .. 1000 is 2001^2 / 12
  const driving = bits + Math.log2(2001) - Math.log2(12) / 2;
  near(predictionBits(spectrumOf(autoregressive(400_000))), driving, 0.01);
});

test('noise is white, a tone is not', () => {
  near(spectralEntropyBits(spectrumOf(gaussian(400_000, 30))), Math.log2(BINS), 0.01);
  // a bin, and half of it on either side in amplitude: 1/6, 2/3, 1/6 of the power
  const tone = Int16Array.from({ length: 8192 }, (_, i) => Math.round(30000 * Math.sin((i * Math.PI) / 8)));
  near(spectralEntropyBits(spectrumOf(tone)), (2 / 6) * Math.log2(6) + (2 / 3) * Math.log2(1.5), 1e-3);
});

test('a constant has no spectrum and takes nothing; too short a signal has none', () => {
  const constant = spectrumOf(new Int16Array(2000).fill(-123));
  assert.deepEqual([spectralEntropyBits(constant), predictionBits(constant)], [null, 0]);
  const short = spectrumOf(autoregressive(1023));
  assert.deepEqual([spectralEntropyBits(short), predictionBits(short)], [null, null]);
});

test('spectra add up', () => {
  const [a, b] = [autoregressive(4096), gaussian(2048, 50)];
  const sum = spectrumOf(a);
  addSpectrum(sum, spectrumOf(b));
  const both = spectrumOf(a);
  addSignal(both, b);
  assert.equal(sum.segments, both.segments);
  near(predictionBits(sum), predictionBits(both) ?? Number.NaN, 1e-12);
});
