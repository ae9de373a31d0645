/** What chains lose, by their stages. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openChain } from './chain.js';
import { parseChain } from './chain-id.js';
import { defineTransform, NO_SIDE_INFORMATION, type Samples } from './codec.js';
import { greatestErrorOn, isIdempotent, lossOf } from './loss.js';
import { builtInStages, makeRegistry } from './registry.js';

const same = (samples: Samples) => ({
  samples: { ...samples, data: samples.data.slice() },
  side: NO_SIDE_INFORMATION,
});
const anything = defineTransform({
  name: 'anything',
  family: 'prediction',
  summary: 'promises nothing',
  loss: { kind: 'free' },
  open: () => ({ encode: same, decode: ({ samples }) => same(samples).samples }),
});
const counted = defineTransform({
  name: 'counted',
  family: 'prediction',
  summary: 'leaves counts',
  loss: { kind: 'counts' },
  open: () => ({ encode: same, decode: ({ samples }) => same(samples).samples }),
});
const registry = makeRegistry([...builtInStages, anything, counted]);

describe('a chain', () => {
  for (const [id, loss] of [
    ['levels+rice', 'none'],
    ['quantize+rice', 'bounded'],
    ['quantize:step=1+rice', 'none'],
    ['levels+quantize+rice+zstd', 'bounded'],
    ['unique+quantize:step=5+rice', 'bounded'],
    // what an error in differences comes to grows with every sample
    ['delta+quantize+rice', 'free'],
    ['quantize+delta+rice', 'bounded'],
    ['anything+quantize+rice', 'free'],
    ['quantize+anything+rice', 'free'],
    ['quantize+counted+rice', 'counts'],
  ] as const) {
    test(`${id} has loss ${loss}`, () => assert.equal(lossOf(parseChain(id, registry)), loss));
  }

  test('is idempotent only if nothing stands before what loses', () => {
    assert.ok(isIdempotent(parseChain('quantize+delta+rice', registry)));
    assert.ok(!isIdempotent(parseChain('levels+quantize+rice', registry)));
  });
});

describe('the greatest error', () => {
  const codes = Int16Array.from({ length: 3000 }, (_, i) => Math.round(200 * Math.sin(i / 9)));

  test('is counted in codes behind levels, and comes back in steps of int16', async () => {
    const samples = { data: codes.map(code => 64 * code), channels: 1 };
    const chain = parseChain('levels+quantize:step=5+rice', registry);
    assert.equal(await greatestErrorOn(chain, samples), 2 * 64);
    const codec = await openChain(chain);
    const decoded = await codec.decode(await codec.encode(samples));
    const errors = decoded.data.map((value, i) => Math.abs(value - samples.data[i]));
    assert.equal(Math.max(...errors), 128);
  });

  test('without a grid is half of the step', async () => {
    const samples = { data: codes, channels: 2 };
    assert.equal(await greatestErrorOn(parseChain('levels+quantize:step=8+rice', registry), samples), 4);
  });

  test('has no bound where a stage has none', async () => {
    const samples = { data: codes, channels: 1 };
    for (const id of ['delta+quantize+rice', 'anything+rice']) {
      await assert.rejects(greatestErrorOn(parseChain(id, registry), samples), /without bound/);
    }
  });
});
