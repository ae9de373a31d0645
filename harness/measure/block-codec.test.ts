/** Blocks that are coded alone. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ChainCodec, openChain } from '../../codecs/chain.js';
import { parseChain } from '../../codecs/chain-id.js';
import { builtInStages, makeRegistry } from '../../codecs/registry.js';
import { blockCodec, decodeStretch } from './block-codec.js';

const registry = makeRegistry(builtInStages);
const wave = (channels: number, frames: number) => ({
  data: Int16Array.from({ length: channels * frames }, (_, i) => Math.round(900 * Math.sin(i / 7))),
  channels,
});

async function codecOf(chain: string, blockFrames: number) {
  return blockCodec(await openChain(parseChain(chain, registry)), blockFrames);
}

describe('blocks', () => {
  for (const chain of ['raw', 'levels+delta+rice', 'raw+xz']) {
    test(`${chain} comes back, of a last block that is shorter too`, async () => {
      for (const [channels, frames] of [
        [1, 1000],
        [3, 1001],
        [2, 1],
        [2, 0],
      ]) {
        const samples = wave(channels, frames);
        const codec = await codecOf(chain, 100);
        const decoded = await codec.decode(await codec.encode(samples));
        assert.deepEqual(decoded, samples);
      }
    });
  }

  test('each costs what it costs alone, and its length', async () => {
    const codec = await openChain(parseChain('delta+rice', registry));
    const alone = (await codec.encode(wave(1, 50))).length;
    const samples = {
      data: Int16Array.from({ length: 100 }, (_, i) => wave(1, 50).data[i % 50]),
      channels: 1,
    };
    assert.equal((await blockCodec(codec, 50).encode(samples)).length, 2 + 2 * (1 + alone));
  });

  test('a stretch is decoded from the blocks that it lies in alone', async () => {
    const chain = await openChain(parseChain('levels+delta+rice', registry));
    const samples = wave(3, 1001);
    const bytes = await blockCodec(chain, 100).encode(samples);
    const decoded: number[] = [];
    if (chain.asynchronous) assert.fail('its stages are synchronous');
    const counting: ChainCodec = {
      ...chain,
      decode: stream => {
        decoded.push(stream.length);
        return chain.decode(stream);
      },
    };
    for (const [firstFrame, frames, blocks] of [
      [0, 1001, 11],
      [150, 100, 2],
      [200, 100, 1],
      [1000, 1, 1],
      [99, 2, 2],
    ]) {
      decoded.length = 0;
      const stretch = await decodeStretch(counting, bytes, 100, { firstFrame, frames });
      const wanted = Int16Array.from({ length: 3 * frames }, (_, i) => {
        const channel = Math.floor(i / frames);
        return samples.data[channel * 1001 + firstFrame + (i % frames)];
      });
      assert.deepEqual([stretch.data, stretch.channels, decoded.length], [wanted, 3, blocks]);
    }
    await assert.rejects(decodeStretch(chain, bytes, 100, { firstFrame: 1000, frames: 2 }), {
      message: 'frames beyond the 1001 that there are',
    });
  });

  test('every truncation, and a block of another shape, is refused', async () => {
    const codec = await codecOf('raw', 10);
    const bytes = await codec.encode(wave(2, 25));
    for (let length = 0; length < bytes.length; length++) {
      assert.throws(() => codec.decode(bytes.subarray(0, length)), `${length} bytes`);
    }
    const other = await codecOf('raw', 5);
    assert.throws(() => other.decode(bytes));
  });
});
