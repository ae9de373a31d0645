/** Chunks that one process encodes one after the other: an instance that is kept writes what a fresh one would. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { openChain } from '../../codecs/chain.js';
import { parseChain } from '../../codecs/chain-id.js';
import { builtInStages, makeRegistry } from '../../codecs/registry.js';
import { sourceIn, temporaryFolder } from '../common/testing.test.kit.js';
import type { EncodeChunkTask } from '../processes/tasks.js';
import { loadSamples } from '../recordings/load.js';
import type { Recording } from '../recordings/recording.js';
import { encodeChunk } from './archive.js';
import { type Encoder, withEncoder } from './encoder.js';

const registry = makeRegistry(builtInStages);

/** Chunks of nine channels, long and short, loud and quiet. */
function chunksIn(t: TestContext): Recording[] {
  const folder = temporaryFolder(t);
  return [2000, 300, 2500, 1].map((frames, k) => {
    const path = join(folder, `${k}.bin`);
    const data = Int16Array.from({ length: 9 * frames }, (_, i) =>
      Math.round((40 + 900 * (k % 2)) * (Math.sin(i / (31 + k)) + Math.sin(i * i * 0.7))),
    );
    writeFileSync(path, new Uint8Array(data.buffer));
    const extent = { channels: 9, frames, sampleRateHz: 1000 };
    return { name: `${k}`, sha256: '', ...extent, source: sourceIn(path, 9, frames) };
  });
}

async function payloadOf(task: EncodeChunkTask): Promise<Uint8Array> {
  const outcome = await encodeChunk(task);
  assert.equal(outcome.status, 'ok');
  return outcome.value.payload;
}

describe('the bytes of a chunk are those of a fresh instance', () => {
  const chains = [
    ...['delta+raw', 'levels+rice', 'lpc+huffman', 'iwt+rans', 'unique+arithmetic', 'levels+flac'],
    ...['bitpack', 'shuffle+blosc', 'bitshuffle+lz4', 'run-length', 'raw+zstd', 'raw+bzip2', 'raw+gzip'],
    ...['levels+gaussian-rans', 'lms-range', 'levels+lpc-gaussian:references=4', 'mixed-gaussian'],
  ];
  for (const chain of chains) {
    test(chain, async t => {
      for (const recording of chunksIn(t)) {
        const payload = await payloadOf({ chain, plugins: [], recording, verify: true });
        const fresh = await openChain(parseChain(chain, registry));
        assert.deepEqual(
          payload.subarray(4),
          new Uint8Array(await fresh.encode(await loadSamples(recording))),
        );
      }
    });
  }
});

/** A plugin whose instances put first how many calls they have had, and throw on loud samples. */
const COUNTING = `import { defineCoder } from 'neural-codec-bench/codec';
import { openChain, parseChain, makeRegistry, builtInStages } from 'neural-codec-bench';
export const counting = defineCoder({
  name: 'counting',
  family: 'copy',
  summary: 'counts',
  open: async () => {
    const raw = await openChain(parseChain('raw', makeRegistry(builtInStages)));
    let calls = 0;
    return {
      encode: samples => Uint8Array.of(calls++, ...raw.encode(samples)),
      decode: bytes => raw.decode(bytes.subarray(1)),
    };
  },
});
`;

test('an instance of a plugin is opened for each chunk', async t => {
  const plugin = join(temporaryFolder(t), 'counting.ts');
  writeFileSync(plugin, COUNTING);
  for (const recording of chunksIn(t)) {
    const payload = await payloadOf({ chain: 'counting', plugins: [plugin], recording, verify: true });
    assert.equal(payload[4], 0);
  }
});

test('an instance is kept while all goes well, and thrown away once it does not', async () => {
  const task = { chain: 'delta+rice', plugins: [] };
  const seen: Encoder[] = [];
  const fine = async (encoder: Encoder) => {
    seen.push(encoder);
    return { status: 'ok', value: undefined } as const;
  };
  await withEncoder(task, fine);
  await withEncoder(task, fine);
  assert.equal(seen[0], seen[1]);
  await withEncoder(task, async () => ({ status: 'mismatch', error: 'other samples' }));
  await withEncoder(task, fine);
  const thrown = withEncoder(task, async () => {
    throw new Error('delta: no');
  });
  await assert.rejects(thrown, /delta: no/);
  await withEncoder(task, fine);
  await withEncoder({ ...task, chain: 'rice' }, fine);
  await withEncoder(task, fine);
  assert.equal(new Set(seen.slice(1)).size, seen.length - 1);
});
