/** The transform against its definition. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { makeRandom } from '../../random.js';
import { BINS, lappedFrames } from './frames.js';
import { startOverlap, transform, transformBack } from './twin/lapped.js';

function noise(length: number): Int16Array {
  const random = makeRandom(17);
  return Int16Array.from({ length }, () => random());
}

/** Coefficient k of 256 samples, by the formula. */
function coefficientOf(samples: readonly number[], k: number): number {
  let sum = 0;
  for (let n = 0; n < 2 * BINS; n++) {
    const window = Math.sin((Math.PI * (2 * n + 1)) / (4 * BINS));
    sum += samples[n] * window * Math.cos((Math.PI / BINS) * (n + 0.5 + BINS / 2) * (k + 0.5));
  }
  return sum * Math.sqrt(2 / BINS);
}

test('coefficients are those of the definition', () => {
  const signal = noise(300);
  const coefficients = transform(signal, 25);
  assert.equal(coefficients.length, lappedFrames(300) * BINS);
  for (let frame = 0; frame < lappedFrames(300); frame++) {
    const samples = Array.from({ length: 2 * BINS }, (_, n) => {
      const at = (frame - 1) * BINS + n;
      return at >= 0 && at < signal.length ? signal[at] - 25 : 0;
    });
    for (let k = 0; k < BINS; k += 9) {
      assert.ok(Math.abs(coefficients[frame * BINS + k] - coefficientOf(samples, k)) < 1e-3);
    }
  }
});

test('frames put together give the signal again', () => {
  for (const length of [1, 127, 128, 129, 700]) {
    const signal = noise(length);
    const coefficients = transform(signal, 0);
    const overlap = startOverlap();
    const back = new Float64Array(BINS);
    for (let frame = 0; frame < lappedFrames(length); frame++) {
      transformBack(overlap, coefficients.subarray(frame * BINS, (frame + 1) * BINS), back);
      for (let i = 0; frame > 0 && i < BINS && (frame - 1) * BINS + i < length; i++) {
        assert.ok(Math.abs(back[i] - signal[(frame - 1) * BINS + i]) < 1e-3);
      }
    }
  }
});

test('the table of cosines stays as it is, to the last bit', () => {
  const overlap = startOverlap();
  const [unit, samples] = [new Float64Array(BINS), new Float64Array(BINS)];
  const hash = createHash('sha256');
  for (let k = 0; k < BINS; k++) {
    unit.fill(0);
    unit[k] = 1;
    transformBack(overlap, unit, samples);
    hash.update(new Uint8Array(samples.buffer));
    hash.update(new Uint8Array(overlap.kept.buffer));
    overlap.kept.fill(0);
  }
  assert.equal(hash.digest('hex'), '6ef9e6efd3dd0eb4061da2c955cf7083bbdb87fab263f4adc6fb66d1dbee5f5a');
});
