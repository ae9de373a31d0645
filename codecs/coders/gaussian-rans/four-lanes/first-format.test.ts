import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instantiateKernel, loadKernel } from '../../../bytes/wasm.js';
import type { Samples } from '../../../codec.js';
import { makeRandom } from '../../../random.js';
import { DEFAULT_BLOCK, gaussianCodec } from '../coder.js';
import type { Kernel } from '../memory.js';
import { evenly, record, uneven, unevenly } from '../recordings.test.kit.js';
import type { Kernel as FirstKernel } from './memory.js';
import { CLIPPED, EMPTY, SEVERAL, SPIKED } from './streams.test.kit.js';
import { makeTwin } from './twin/twin.js';

/** Four segments, and two codes that escape. */
function spiked(): Samples {
  const data = record(8200, 21, 0.4, evenly);
  data[5000] = 3000;
  data[5001] = -2000;
  return { data, channels: 1 };
}

/** Two groups by the profile and without, low bits, a constant and a raw channel. */
function several(): Samples {
  const constant = new Int16Array(300).fill(7);
  const noise = Int16Array.from({ length: 300 }, makeRandom(25));
  const first = [...record(300, 22, 5, unevenly), ...record(300, 23, 300, evenly), ...constant];
  const then = [...record(300, 24, 9, evenly), ...noise, ...record(300, 26, 2, evenly)];
  return { data: Int16Array.of(...first, ...then, ...record(300, 27, 4, unevenly)), channels: 7 };
}

const clipped: Samples = { data: record(700, 28, 5, unevenly).fill(63, 100, 400), channels: 1 };
const empty: Samples = { data: new Int16Array(0), channels: 1 };

const streams: readonly (readonly [stream: string, samples: Samples])[] = [
  [SPIKED, spiked()],
  [SEVERAL, several()],
  [CLIPPED, clipped],
  [EMPTY, empty],
];

async function openWith(openFirst: () => FirstKernel) {
  return gaussianCodec(await loadKernel<Kernel>('gaussian-rans'), uneven, DEFAULT_BLOCK, openFirst);
}

test('streams of the first format are decoded as ever, by the kernel and by its twin', async () => {
  for (const openFirst of [() => instantiateKernel<FirstKernel>('four-lanes'), makeTwin]) {
    const { decode } = await openWith(openFirst);
    for (const [stream, samples] of streams) {
      assert.deepEqual(decode(Buffer.from(stream, 'base64')), samples);
    }
  }
});

test('cut short, they throw', async () => {
  const { decode } = await openWith(() => instantiateKernel<FirstKernel>('four-lanes'));
  for (const [stream] of streams) {
    const bytes = Buffer.from(stream, 'base64');
    for (let length = 0; length < bytes.length; length++) {
      assert.throws(() => decode(bytes.subarray(0, length)));
    }
  }
});
