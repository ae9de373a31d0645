import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { openChain } from './chain.js';
import {
  type Chain,
  type Configured,
  configure,
  makeChain,
  parseChain,
  parseStage,
  printChain,
} from './chain-id.js';
import {
  type Coder,
  type Compressor,
  defineCoder,
  defineCompressor,
  defineTransform,
  NO_SIDE_INFORMATION,
  type Parameter,
  type Transform,
} from './codec.js';
import { raw } from './coders/raw.js';
import { builtInStages, makeRegistry } from './registry.js';
import { delta } from './transforms/delta/transform.js';

const shout = defineCompressor({
  name: 'shout',
  family: 'copy',
  summary: 'for tests',
  parameters: {
    level: { type: 'integer', minimum: 0, maximum: 9, default: 3, sweep: [1, 9], meaning: 'how loud' },
    mode: { type: 'choice', choices: ['loud', 'soft'], default: 'soft', sweep: ['loud'], meaning: 'how' },
  },
  open: () => ({ encode: bytes => new Uint8Array(bytes), decode: bytes => new Uint8Array(bytes) }),
});

const stages = [...builtInStages, shout];
const registry = makeRegistry(stages);
const read = (text: string) => printChain(parseChain(text, registry));

describe('ids of chains', () => {
  test('defaults are left out and parameters sorted', () => {
    assert.equal(read('raw+shout:mode=loud,level=4'), 'raw+shout:level=4,mode=loud');
    assert.equal(read('delta:order=1+raw+shout:level=3'), 'delta+raw+shout');
  });

  test('a parameter may be called as what every object has', () => {
    const odd = defineCompressor({
      ...{ name: 'odd', family: 'copy', summary: 'for tests', open: shout.open },
      parameters: {
        constructor: { type: 'choice', choices: ['a', 'b'], default: 'a', sweep: ['b'], meaning: 'odd' },
      },
    });
    const known = makeRegistry([raw, odd]);
    const again = (text: string) => printChain(parseChain(text, known));
    assert.deepEqual(['raw+odd', 'raw+odd:constructor=b'].map(again), ['raw+odd', 'raw+odd:constructor=b']);
    for (const key of ['constructor', '__proto__', 'toString']) {
      assert.throws(() => read(`raw+shout:${key}=1`), new RegExp(`shout: no parameter ${key}; it has level`));
    }
  });

  test('none is left out wherever it stands', () => {
    assert.equal(read('none+delta+none+raw+none'), 'delta+raw');
  });

  test('parse(print(x)) is x for every chain that can be configured', () => {
    fc.assert(
      fc.property(chains(), chain => {
        assert.deepEqual(parseChain(printChain(chain), registry), chain);
      }),
    );
  });
});

function anyValue(parameter: Parameter) {
  return parameter.type === 'integer'
    ? fc.integer({ min: parameter.minimum, max: parameter.maximum })
    : fc.constantFrom(...parameter.choices);
}

function configured<S extends Transform | Coder | Compressor>(
  kind: readonly S[],
): fc.Arbitrary<Configured<S>> {
  return fc.constantFrom(...kind).chain(stage => {
    const values = Object.entries(stage.parameters).map(
      ([key, parameter]) => [key, anyValue(parameter)] as const,
    );
    return fc
      .record(Object.fromEntries(values), { noNullPrototype: true })
      .map(given => configure(stage, given));
  });
}

function chains(): fc.Arbitrary<Chain> {
  const named = stages.filter(stage => stage.name !== 'none');
  const parts = {
    transforms: fc.array(configured(named.filter(stage => stage.kind === 'transform')), { maxLength: 3 }),
    coder: configured(named.filter(stage => stage.kind === 'coder')),
    compressors: fc.array(configured(named.filter(stage => stage.kind === 'compressor')), { maxLength: 3 }),
  };
  return fc.record(parts, { noNullPrototype: true });
}

describe('chains that are refused, with a sentence', () => {
  const cases: Record<string, RegExp> = {
    'raw+delta':
      /delta is a transform \(samples -> samples\) and cannot stand after the coder raw; what fits there is a compressor/,
    'raw+raw': /raw is a coder \(samples -> bytes\) and cannot stand after the coder raw/,
    'shout+raw': /shout is a compressor \(bytes -> bytes\) and cannot stand before any coder; put a coder/,
    delta: /no coder.*add one, such as raw/,
    '': /no stage ""; there are none, delta/,
    'delta+nosuch': /no stage "nosuch"; there are none, delta/,
    'delta:order=4+raw': /delta: order 4 out of range 1\.\.3/,
    'delta:order=x+raw': /delta: order "x" is not a whole number/,
    'delta:order=1e3+raw': /delta: order "1e3" is not a whole number/,
    'delta:depth=2+raw': /delta: no parameter depth; it has order/,
    'raw:a=1': /raw: no parameter a; it has none/,
    'delta:2+raw': /"2" is not a parameter, write delta:key=value/,
    'delta:order=1,order=2+raw': /delta: order is given twice/,
    'raw+shout:mode=quiet': /shout: mode quiet unknown, want one of loud, soft/,
    'raw+shout:__proto__=1': /shout: no parameter __proto__/,
  };
  for (const [text, message] of Object.entries(cases)) {
    test(text === '' ? 'the empty chain' : text, () =>
      assert.throws(() => parseChain(text, registry), message),
    );
  }
});

test('a wrong order of stages does not compile', () => {
  const transform = configure(delta);
  const coder = configure(raw);
  const compressor = configure(shout);
  makeChain([transform], coder, [compressor]);
  // @ts-expect-error a coder is no transform
  makeChain([coder], coder);
  // @ts-expect-error a compressor is no coder
  makeChain([transform], compressor);
  // @ts-expect-error a transform is no compressor
  makeChain([], coder, [transform]);
});

test('two stages of one name are refused', () => {
  assert.throws(() => makeRegistry([...builtInStages, delta]), /two stages are named delta/);
});

test('a declaration that contradicts itself is refused', () => {
  const order = { type: 'integer', minimum: 1, maximum: 3, default: 4, sweep: [1], meaning: '' } as const;
  const bad = { family: 'copy', summary: '', parameters: { order }, open: raw.open } as const;
  assert.throws(() => defineCoder({ name: 'bad', ...bad }), /bad: order 4 out of range 1\.\.3/);
  assert.throws(() => defineCoder({ name: 'Bad Name', ...bad }), /stage name "Bad Name"/);
});

const tagged = (name: string, side: number[]) =>
  defineTransform({
    name,
    family: 'grid',
    summary: 'leaves samples and writes side information',
    open: () => ({
      encode: samples => ({ samples, side: Uint8Array.from(side) }),
      decode: ({ samples, side: read }) => {
        assert.deepEqual([...read], side);
        return samples;
      },
    }),
  });

const failing = defineTransform({
  name: 'failing',
  family: 'grid',
  summary: 'throws',
  open: () => ({
    encode: samples => ({ samples, side: NO_SIDE_INFORMATION }),
    decode: () => {
      throw new Error('order 77 out of range');
    },
  }),
});

describe('streams of chains', () => {
  const samples = { data: Int16Array.of(1, -2, 3), channels: 1 };

  test('side information is stored in order, with its length, before the coder', async () => {
    const chain = makeChain([configure(tagged('one', [9, 8])), configure(tagged('two', []))], configure(raw));
    const codec = await openChain(chain);
    const bytes = await codec.encode(samples);
    assert.deepEqual([...bytes], [2, 9, 8, 0, 1, 3, 1, 0, 254, 255, 3, 0]);
    assert.deepEqual(await codec.decode(bytes), samples);
  });

  test('an error says which stage it came from, once', async () => {
    const codec = await openChain(makeChain([configure(failing)], configure(raw)));
    const bytes = await codec.encode(samples);
    await assert.rejects(async () => codec.decode(bytes), /^Error: failing: order 77 out of range$/);
  });

  test('side information that is said to be longer than the stream throws', async () => {
    const codec = await openChain(parseChain('delta+raw', registry));
    await assert.rejects(
      async () => codec.decode(Uint8Array.of(200, 1, 0)),
      /side information of 200 bytes where 1/,
    );
  });

  test('the rate of samples reaches every stage', async () => {
    const seen: (number | undefined)[] = [];
    const asking = defineCoder({
      name: 'asking',
      family: 'copy',
      summary: 'for tests',
      open: () => ({
        encode: ({ sampleRateHz }) => {
          seen.push(sampleRateHz);
          return new Uint8Array(1);
        },
        decode: () => samples,
      }),
    });
    const codec = await openChain(makeChain([configure(delta), configure(delta)], configure(asking)));
    await codec.encode({ ...samples, sampleRateHz: 30_000 });
    await codec.encode(samples);
    assert.deepEqual(seen, [30_000, undefined]);
  });

  test('one asynchronous stage makes the chain asynchronous, and errors keep their stage', async () => {
    const slow = defineCompressor({
      name: 'slow',
      family: 'copy',
      summary: 'for tests',
      open: () => ({
        asynchronous: true,
        encode: async bytes => bytes.map(byte => byte ^ 1),
        decode: async bytes => {
          if (bytes.length < 4) throw new Error('too short');
          return bytes.map(byte => byte ^ 1);
        },
      }),
    });
    const codec = await openChain(makeChain([configure(delta)], configure(raw), [configure(slow)]));
    assert.equal(codec.asynchronous, true);
    assert.deepEqual(await codec.decode(await codec.encode(samples)), samples);
    await assert.rejects(async () => codec.decode(new Uint8Array(2)), /^Error: slow: too short$/);
  });
});

test('parseStage trims what people type', () => {
  assert.deepEqual(parseStage(' delta:order=2 ', registry), configure(delta, { order: 2 }));
});
