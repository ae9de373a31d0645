/** What is counted of what an implant would send: block by block where a chain needs blocks. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { parseChain } from '../../codecs/chain-id.js';
import type { Samples } from '../../codecs/codec.js';
import { makeRandom } from '../../codecs/random.js';
import { builtInStages, makeRegistry } from '../../codecs/registry.js';
import { sumOfOperations } from '../instrument/operation.js';
import { watchWebAssembly } from '../instrument/watch.js';
import { cutIntoBlocks } from './block-codec.js';
import { countOperations } from './operations.js';

const registry = makeRegistry(builtInStages);
const watch = watchWebAssembly();
after(watch.end);

const random = makeRandom(2);
const samples: Samples = { data: Int16Array.from({ length: 3 * 70 }, () => random() >> 9), channels: 3 };

async function encodeCounts(id: string, given = samples, sentFrames?: number) {
  const { stages, ...counted } = await countOperations(parseChain(id, registry), given, watch, sentFrames);
  return { ...counted, operations: sumOfOperations(stages.map(({ encode }) => encode.operations)) };
}

test('a chain that needs blocks is counted on blocks, each with what it has once', async () => {
  const id = 'delta+huffman';
  const blocks = await Promise.all(cutIntoBlocks(samples, 16).map(block => encodeCounts(id, block)));
  const sent = await encodeCounts(id, samples, 16);
  assert.equal(sent.samples, samples.data.length);
  assert.deepEqual(sent.operations, sumOfOperations(blocks.map(({ operations }) => operations)));
  assert.notDeepEqual(sent.operations, (await encodeCounts(id)).operations);
});

test('a live chain is counted as it goes on', async () => {
  const id = 'lms-range:block=16';
  assert.deepEqual(await encodeCounts(id, samples, 16), await encodeCounts(id));
});

test('of many blocks 256 at most are counted, evenly over all', async () => {
  const long = { data: Int16Array.from({ length: 2 * 8 * 300 }, () => random() >> 9), channels: 2 };
  const { samples: counted } = await encodeCounts('delta+rice', long, 8);
  assert.equal(counted, 2 * 8 * 150);
});
