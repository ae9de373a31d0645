/** The conformance of parts: whatever a coder writes, its parts sum to it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { configure, parseStage, printStage } from '../../../codecs/chain-id.js';
import type { Samples, Stage } from '../../../codecs/codec.js';
import { SEVERAL, SPIKED } from '../../../codecs/coders/gaussian-rans/four-lanes/streams.test.kit.js';
import { configurationsOf } from '../../../codecs/conformance.js';
import { lossOfStage } from '../../../codecs/loss.js';
import { nastySamples } from '../../../codecs/nasty.js';
import { makeRandom } from '../../../codecs/random.js';
import { builtInStages, makeRegistry } from '../../../codecs/registry.js';
import { partsOf } from './parts.js';

/** What may lose something is not explained. */
const ownCoders = builtInStages.filter(
  stage =>
    stage.kind === 'coder' &&
    stage.packages.length === 0 &&
    stage.isolation !== 'process' &&
    lossOfStage(configure(stage)) === 'none',
);

async function streamOf(id: string, samples: Samples): Promise<Uint8Array> {
  const { stage, values } = parseStage(id, makeRegistry(builtInStages));
  if (stage.kind !== 'coder') assert.fail(`${id} is no coder`);
  return (await stage.open(values)).encode(samples);
}

async function partsIn(id: string, samples: Samples): Promise<Record<string, number>> {
  const parts = partsOf(id.split(':')[0], await streamOf(id, samples)) ?? assert.fail(`${id} has no parts`);
  return Object.fromEntries(parts.map(({ name, bits }) => [name, bits]));
}

/** More than a block, span or piece of most coders, in two channels of which one is loud. */
function long(): Samples {
  const random = makeRandom(9);
  const frames = 270_000;
  return {
    data: Int16Array.from({ length: 2 * frames }, (_, i) => (random() & 15) * (i < frames ? 1 : 300)),
    channels: 2,
  };
}

async function checkSums(
  stage: Stage,
  samples: readonly { readonly name: string; readonly value: Samples }[],
) {
  for (const configured of configurationsOf(stage)) {
    const id = printStage(configured);
    for (const { name, value } of samples) {
      const stream = await streamOf(id, value);
      const parts = partsOf(stage.name, stream) ?? assert.fail(`${id} has no parts`);
      const sum = parts.reduce((total, { bits }) => total + bits, 0);
      assert.equal(sum, 8 * stream.length, `${id} on ${name}`);
      assert.ok(
        parts.every(({ bits }) => bits > 0),
        `${id} on ${name}: ${JSON.stringify(parts)}`,
      );
    }
  }
}

describe('parts sum to the stream, on every nasty input', () => {
  for (const stage of ownCoders) test(stage.name, () => checkSums(stage, nastySamples()));
});

describe('and on samples of several blocks', () => {
  for (const { name } of ownCoders) {
    test(name, async () => {
      const parts = await partsIn(name, long());
      assert.ok(Object.keys(parts).length > 1);
    });
  }
});

test('and on the first format of gaussian-rans', () => {
  for (const stream of [SEVERAL, SPIKED]) {
    const bytes = Buffer.from(stream, 'base64');
    const parts = partsOf('gaussian-rans', bytes) ?? assert.fail();
    assert.equal(
      parts.reduce((total, { bits }) => total + bits, 0),
      8 * bytes.length,
    );
    assert.equal(parts.find(({ name }) => name === 'escapes')?.bits !== undefined, stream === SPIKED);
  }
});

test('a format that is not ours has none', async () => {
  assert.equal(partsOf('flac', Uint8Array.of(1, 2, 3)), null);
  assert.equal(partsOf('exec:wavpack', Uint8Array.of(1, 2, 3)), null);
});

test('a stream that goes on behind its last part is refused', async () => {
  const stream = await streamOf('rans', { data: new Int16Array(100), channels: 1 });
  assert.throws(() => partsOf('rans', Uint8Array.of(...stream, 0)), /^Error: 1 bytes behind the last part$/);
});

describe('parts are what they are called', () => {
  test('an escape of rice takes 25 bits of zeros and a one, and 16 of its own', async () => {
    const quiet = Int16Array.from({ length: 4096 }, (_, i) => (i % 3) - 1);
    const loud = quiet.slice();
    for (const i of [100, 1000, 2000]) loud[i] = 30_000;
    const parts = await partsIn('rice', { data: loud, channels: 1 });
    assert.equal(parts.escapes, 3 * 41);
    assert.equal('escapes' in (await partsIn('rice', { data: quiet, channels: 1 })), false);
  });

  test('of brainwire the offsets are the head, the table what is spelt out', async () => {
    const data = Int16Array.from({ length: 24 }, (_, i) => (i % 8 > 4 ? 0 : (i % 5) - 2));
    const parts = await partsIn('brainwire', { data, channels: 1 });
    assert.deepEqual(Object.keys(parts), ['code table', 'words', 'distinct values', 'head']);
    assert.equal(parts.head, 8 * 27);
    assert.equal(parts['distinct values'], 16 * 5);
  });

  test('each escape of rans is a sample', async () => {
    const data = Int16Array.from({ length: 100_000 }, (_, i) => (i * i) % 7);
    for (const i of [5, 50_000]) data[i] = 20_000 + i / 10;
    assert.equal((await partsIn('rans', { data, channels: 1 })).escapes, 2 * 16);
  });

  test('the head of a block of bitpack is a width and a minimum', async () => {
    const parts = await partsIn('bitpack:block=64', { data: new Int16Array(640).fill(3), channels: 1 });
    assert.deepEqual(Object.keys(parts), ['head', 'block heads']);
    assert.equal(parts['block heads'], 10 * 24);
  });

  test('what does not get shorter is samples as they are', async () => {
    const random = makeRandom(4);
    const data = Int16Array.from({ length: 5000 }, () => random());
    for (const coder of ['rans', 'huffman', 'arithmetic', 'gaussian-rans', 'lpc-gaussian']) {
      assert.equal((await partsIn(coder, { data, channels: 1 }))['samples as they are'], 16 * 5000, coder);
    }
  });

  test('weights of the coders that predict', async () => {
    const value = nastySamples().find(({ name }) => name === '10-bit codes')?.value ?? assert.fail();
    for (const coder of ['gaussian-rans', 'lpc-gaussian']) {
      const { weights } = await partsIn(coder, value);
      assert.ok(weights >= 8 * 6 && weights <= 8 * 2 * 64, `${coder}: ${weights} bits`);
    }
  });
});
