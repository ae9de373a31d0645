/** Opus and MP3, where ffmpeg is installed with them: what comes back is as long, and nowhere shifted. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Coder, type Samples, UnsupportedError } from '../codec.js';
import { makeRandom } from '../random.js';
import { lossyDeclarations } from './lossy.js';
import { defineProgram } from './program.js';

const FRAMES = 9001;
const RATE_HZ = 19531;

/** Noise about which every codec of sound has something to say, louder in turn, with a click. */
function walk(seed: number, frames: number): Int16Array {
  const random = makeRandom(seed);
  let level = 0;
  return Int16Array.from({ length: frames }, (_, i) => {
    level = 0.8 * level + (random() & 2047) - 1023.5;
    return level + (i === frames >> 1 ? 12000 : 0);
  });
}

function correlation(a: Int16Array, b: Int16Array, lag: number): number {
  let sum = 0;
  for (let i = 100; i < a.length - 100; i++) sum += a[i] * b[i + lag];
  return sum;
}

/** By how many samples `b` is late, by the peak of their correlation. */
function delay(a: Int16Array, b: Int16Array): number {
  const lags = Array.from({ length: 101 }, (_, k) => k - 50);
  const values = lags.map(lag => correlation(a, b, lag));
  const top = values.indexOf(Math.max(...values));
  const [before, at, after] = [values[top - 1], values[top], values[top + 1]];
  return lags[top] + (before - after) / (2 * (before - 2 * at + after));
}

/** Calls of ffmpeg take a tenth of a second, so one stream of two channels serves for most. */
async function roundTrip(stage: Coder, samples: Samples) {
  const codec = await stage.open(stage.name === 'exec:mp3' ? { kbps: '64' } : { kbps: 64 });
  const stream = await codec.encode(samples);
  return { stream, decoded: await codec.decode(stream), codec };
}

for (const stage of lossyDeclarations.filter(({ rates }) => rates).map(given => defineProgram(given))) {
  describe(stage.name, () => {
    test('channels come back as long as they were, by themselves, and nowhere shifted', async t => {
      const planes = [walk(1, FRAMES), walk(2, FRAMES)];
      const data = new Int16Array(2 * FRAMES);
      for (const [c, plane] of planes.entries()) data.set(plane, c * FRAMES);
      const samples = { data, channels: 2, sampleRateHz: RATE_HZ };
      const result = await roundTrip(stage, samples).catch(skipping(t));
      if (result === undefined) return;
      const { stream, decoded, codec } = result;
      assert.deepEqual([decoded.channels, decoded.data.length], [2, data.length]);
      for (const [c, plane] of planes.entries()) {
        const late = delay(plane, decoded.data.subarray(c * FRAMES, (c + 1) * FRAMES));
        assert.ok(Math.abs(late) < 0.05, `channel ${c} is late by ${late} samples`);
      }
      const error = data.reduce((sum, sample, i) => sum + (sample - decoded.data[i]) ** 2, 0);
      const power = data.reduce((sum, sample) => sum + sample ** 2, 0);
      assert.ok(10 * Math.log10(power / error) > 8, `${10 * Math.log10(power / error)} dB`);
      // nothing but frames of 64 kbit/s
      const seconds = (2 * FRAMES) / RATE_HZ;
      assert.ok(stream.length < 8000 * seconds * 1.15 + 400, `${stream.length} bytes`);
      assert.deepEqual(await codec.encode(samples), stream);
      assert.deepEqual(await codec.decode(stream), decoded);
    });

    test('one sample is enough', async t => {
      const result = await roundTrip(stage, { data: Int16Array.of(-12345), channels: 1 }).catch(skipping(t));
      if (result !== undefined) assert.equal(result.decoded.data.length, 1);
    });
  });
}

/** Skips the test where the program is missing. */
function skipping(t: { readonly skip: (message: string) => void }) {
  return (thrown: unknown) => {
    if (!(thrown instanceof UnsupportedError)) throw thrown;
    t.skip(thrown.message);
    return undefined;
  };
}
