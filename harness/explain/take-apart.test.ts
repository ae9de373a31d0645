import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openChain } from '../../codecs/chain.js';
import { type Chain, configure, makeChain, parseChain } from '../../codecs/chain-id.js';
import {
  type Codec,
  defineCoder,
  defineTransform,
  NO_SIDE_INFORMATION,
  type Samples,
  type Transformed,
} from '../../codecs/codec.js';
import { raw } from '../../codecs/coders/raw.js';
import { nastySamples } from '../../codecs/nasty.js';
import { builtInStages, makeRegistry } from '../../codecs/registry.js';
import { loadSamples } from '../recordings/load.js';
import { syntheticRecordings } from '../recordings/synthetic/synthetic.js';
import { accountOf } from './account.js';
import { stretchEnds } from './pieces.js';
import { encodedBytesOf, sideBytesOf } from './sum.js';
import { piecesOfChain, stagesIn, takeApart } from './take-apart.js';

const registry = makeRegistry(builtInStages);
const nothing = () => undefined;

function implant(): Promise<Samples> {
  return loadSamples(syntheticRecordings()[0]);
}

describe('the stream is that of the chain as a whole', () => {
  for (const id of ['raw', 'levels+lpc+rans', 'delta+rice', 'levels+shuffle+zstd+huffman-bytes', 'raw+xz']) {
    test(id, async () => {
      const chain = parseChain(id, registry);
      for (const { name, value } of [...nastySamples(), { name: 'an implant', value: await implant() }]) {
        const { facts, bytes } = await takeApart(chain, value, nothing);
        const whole = await (await openChain(chain)).encode(value);
        assert.ok(Buffer.from(bytes).equals(whole), name);
        assert.equal(encodedBytesOf({ ...facts, pieces: null }), whole.length, name);
      }
    });
  }
});

test('every step is reported, and the account adds up', async () => {
  const chain = parseChain('levels+lpc+rans+zstd', registry);
  let steps = 0;
  const { facts } = await takeApart(chain, await implant(), () => steps++);
  assert.equal(steps, 4);
  assert.equal(stagesIn(chain), 4);
  const all = { ...facts, pieces: null };
  const account = accountOf(all, 'order0');
  assert.equal(account.all, 8 * encodedBytesOf(all));
  assert.ok(Math.abs(account.side + account.input + account.excess - account.all) < 1e-6);
  assert.equal(sideBytesOf(all), facts.transforms[0].sideBytes + facts.transforms[1].sideBytes);
});

describe('pieces', () => {
  test('of one channel sum to the coder’s stream', async () => {
    const chain = parseChain('levels+lpc+rice', registry);
    const { facts, coding } = await takeApart(chain, await implant(), nothing);
    const [pieces, ...others] = (await piecesOfChain(chain, coding, nothing)) ?? assert.fail();
    assert.deepEqual([pieces.length, others], [10, []]);
    const sum = (pick: (piece: (typeof pieces)[number]) => number) =>
      pieces.reduce((total, piece) => total + pick(piece), 0);
    assert.equal(
      sum(piece => piece.spent),
      8 * facts.coder.bytes,
    );
    assert.equal(
      sum(piece => piece.samples),
      facts.samples,
    );
    const { order0 } = facts.transforms[1].leaves;
    assert.ok(Math.abs(sum(piece => piece.order0) - order0) < 1e-6 * order0);
  });

  test('of a program are left out where it would be started too often', async () => {
    const program = defineCoder({
      name: 'exec:slow',
      family: 'copy',
      summary: 'counts as a program',
      isolation: 'process',
      open: () => ({ encode: () => new Uint8Array(1), decode: () => assert.fail() }),
    });
    const chain = makeChain([], configure(program));
    const { coding } = await takeApart(chain, { data: new Int16Array(30_000), channels: 2 }, nothing);
    assert.equal(await piecesOfChain(chain, coding, nothing), null);
  });

  test('stretches are tenths, unless there are too few frames', () => {
    assert.deepEqual(stretchEnds(10_239), [10_239]);
    assert.deepEqual(stretchEnds(0), [0]);
    const ends = stretchEnds(10_243);
    assert.equal(ends.length, 10);
    assert.equal(ends[9], 10_243);
  });
});

describe('a stage that misbehaves is named', () => {
  const some: Samples = { data: Int16Array.of(1, 2, 3, 4), channels: 2 };

  function chainWith(encode: (samples: Samples) => Transformed): Chain {
    const open = (): Codec<Samples, Transformed> => ({ encode, decode: () => assert.fail() });
    const bad = defineTransform({ name: 'bad', family: 'prediction', summary: 'misbehaves', open });
    return makeChain([configure(bad)], configure(raw));
  }

  // what plugins in JavaScript may return, whatever the types say
  const nonsense = { samples: { data: [1, 2, 3, 4], channels: 2 }, side: NO_SIDE_INFORMATION };

  test('throws', async () => {
    const chain = chainWith(() => {
      throw new Error('out of tea');
    });
    await assert.rejects(takeApart(chain, some, nothing), /^Error: bad: out of tea$/);
  });

  test('returns no samples', async () => {
    const chain = chainWith(() => JSON.parse(JSON.stringify(nonsense)));
    await assert.rejects(
      takeApart(chain, some, nothing),
      /^Error: bad: encode did not return samples and side/,
    );
  });

  test('loses a sample', async () => {
    const chain = chainWith(({ data }) => ({
      samples: { data: data.slice(1), channels: 1 },
      side: NO_SIDE_INFORMATION,
    }));
    await assert.rejects(
      takeApart(chain, some, nothing),
      /^Error: bad: encode made 3 samples of 1 channels of 4 samples of 2 channels$/,
    );
  });

  test('writes to its input, which costs nothing of what was seen of it', async () => {
    const chain = chainWith(samples => {
      samples.data.fill(0);
      return { samples, side: NO_SIDE_INFORMATION };
    });
    const { facts } = await takeApart(chain, some, nothing);
    assert.deepEqual([...some.data], [1, 2, 3, 4]);
    assert.deepEqual([facts.given.order0, facts.transforms[0].leaves.order0], [4, 0]);
  });
});
