import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { printChain } from '../../codecs/chain-id.js';
import { defineCoder, defineCompressor, defineTransform, NO_SIDE_INFORMATION } from '../../codecs/codec.js';
import { builtInStages, makeRegistry } from '../../codecs/registry.js';
import { expandAxis } from './grid.js';
import { parseLosslessChain, parseLossyChain, parseTypedChain } from './typed.js';

const PARAMETERS = {
  order: { type: 'integer', minimum: 1, maximum: 32, default: 16, sweep: [8], meaning: '' },
  window: {
    type: 'choice',
    choices: ['none', 'welch'],
    default: 'none',
    sweep: ['none'],
    meaning: '',
    others: 'another is given with --window',
  },
} as const;
const FACTS = { family: 'copy', summary: '' } as const;
const bytes = { encode: (input: Uint8Array) => input, decode: (output: Uint8Array) => output };
const nothing = { encode: () => new Uint8Array(), decode: () => ({ data: new Int16Array(), channels: 1 }) };
const registry = makeRegistry([
  defineTransform({
    ...FACTS,
    name: 'lpc',
    parameters: PARAMETERS,
    open: () => ({
      encode: samples => ({ samples, side: NO_SIDE_INFORMATION }),
      decode: ({ samples }) => samples,
    }),
  }),
  ...['raw', 'rice', 'rans', 'huffman', 'huffman-fast', 'a1', 'a2', 'a3', 'a4', 'a5'].map(name =>
    defineCoder({ ...FACTS, name, open: () => nothing }),
  ),
  defineCoder({ ...FACTS, name: 'exec:flac', isolation: 'process', open: () => nothing }),
  ...['lz4', 'zstd'].map(name => defineCompressor({ ...FACTS, name, open: () => bytes })),
]);

const CODERS = 'coders raw, rice, rans, huffman, a1, a2, a3, a4 and 3 more';
const THERE = `transforms lpc; ${CODERS}; compressors lz4, zstd; ncb list has all`;

describe('a chain that is misspelt is told what is near', () => {
  const cases: Record<string, string> = {
    'lcp+rice': `no stage "lcp", did you mean lpc? There are ${THERE}`,
    'lpc+rise': `no stage "rise", did you mean rice? There are ${THERE}`,
    'flac+zstd': `no stage "flac", did you mean exec:flac? There are ${THERE}`,
    'lpc,rice,zstd': `no stage "lpc,rice,zstd", did you mean lpc+rice+zstd? There are ${THERE}`,
    'lpc | rice': `no stage "lpc | rice", did you mean lpc+rice? There are ${THERE}`,
    xyzzy: `no stage "xyzzy", there are ${THERE}`,
    '': `no stage "", there are ${THERE}`,
    'lpc:ordr=8+rice': 'lpc: no parameter "ordr", did you mean order? It has order=1..32, window=none|welch',
    'lpc:level=8+rice': 'lpc: no parameter "level", it has order=1..32, window=none|welch',
    'lpc:8+rice': 'lpc: "8" is no parameter, write key=value; it has order=1..32, window=none|welch',
    'rice:k=3': 'rice: no parameter "k", it has none',
    'lpc:order=8.5+rice': 'lpc: order "8.5" is not a whole number, want one from 1 to 32',
    'lpc:order=99+rice': 'lpc: order 99 out of range 1..32',
    'lpc:window=welsh+rice':
      'lpc: window welsh unknown, did you mean welch? Want one of none, welch; another is given with --window',
    'lpc:window=hann+rice':
      'lpc: window hann unknown, want one of none, welch; another is given with --window',
    'rice+lpc':
      'lpc is a transform (samples -> samples) and cannot stand after the coder rice; what fits there is a compressor such as zstd, or nothing',
  };
  for (const [typed, message] of Object.entries(cases)) {
    test(JSON.stringify(typed), () => {
      const expected = { message: `chain ${JSON.stringify(typed)}: ${message}` };
      assert.throws(() => parseTypedChain(typed, registry), expected);
    });
  }

  test('and one that is not is parsed', () => {
    assert.equal(
      printChain(parseTypedChain(' lpc:window=welch,order=8 + rice', registry)),
      'lpc:order=8,window=welch+rice',
    );
  });
});

describe('an axis names stages of its own kind', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['rise', `--coders rise: no stage "rise", did you mean rice? There are ${CODERS}; ncb list has all`],
    ['lcp', `--coders lcp: no stage "lcp", there are ${CODERS}; ncb list has all`],
    ['lpc', '--coders lpc: lpc is a transform, not a coder'],
    ['nosuch:*', `--coders nosuch:*: no stage "nosuch", there are ${CODERS}; ncb list has all`],
  ];
  for (const [axis, message] of cases) {
    test(axis, () => assert.throws(() => expandAxis(axis, 'coder', registry), { message }));
  }

  test('and all values of a parameter that there is not are not none', () => {
    assert.throws(() => expandAxis('lpc:ordr=*', 'transform', registry), {
      message:
        '--transforms lpc:ordr=*: lpc: no parameter "ordr", did you mean order? It has order=1..32, window=none|welch',
    });
  });
});

test('of the built-in stages few are listed', () => {
  assert.throws(
    () => parseTypedChain('lcp+rice', makeRegistry(builtInStages)),
    ({ message }: Error) => message.length < 400 && /did you mean lpc\?.*\brans and \d+ more/.test(message),
  );
});

describe('what a chain loses', () => {
  const lossy = makeRegistry([
    ...builtInStages,
    defineCoder({ ...FACTS, name: 'snippets', loss: { kind: 'free' }, open: () => nothing }),
    defineCoder({ ...FACTS, name: 'times', loss: { kind: 'events' }, open: () => nothing }),
  ]);

  test('is nothing, or a line says what can be done with it', () => {
    assert.equal(printChain(parseLosslessChain('quantize:step=1+rice', lossy)), 'quantize:step=1+rice');
    assert.throws(() => parseLosslessChain('quantize+rice', lossy), {
      message:
        'chain "quantize+rice": quantize may lose samples, and here every one is kept; ncb sweep measures what is lost',
    });
    assert.throws(
      () => parseLosslessChain('times', lossy, 'another way'),
      /here every one is kept; another way$/,
    );
  });

  test('is samples that are off, of a copy', () => {
    const kindOf = (id: string) => parseLossyChain(id, lossy).kind;
    assert.deepEqual(['quantize+rice', 'delta+quantize+rice', 'snippets'].map(kindOf), [
      'bounded',
      'free',
      'free',
    ]);
    assert.throws(
      () => kindOf('levels+rice'),
      /^Error: chain "levels\+rice" keeps every sample, and a lossy copy/,
    );
    assert.throws(
      () => kindOf('quantize+times'),
      /"quantize\+times": times gives back events, no samples: no copy/,
    );
    assert.throws(() => kindOf('nonesuch'), /no stage "nonesuch"/);
  });
});
