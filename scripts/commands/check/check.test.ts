/** `ncb check`, as it is typed: what a user reads of a plugin that throws, breaks laws, or cannot be tried. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { ncb } from '../shared/cli.test.kit.js';

/**
 * A compressor that copies, its length before the bytes; `encode` is its line 6, `decode` its line 14.
 * @param most of its parameter: each configuration is tried in a process of its own
 */
function plugin({ encode = '', decode = '', open = '' }, most = 1): string {
  return `import { defineCompressor } from 'neural-codec-bench/codec';

type Values = { readonly k: number };

function encode(bytes: Uint8Array, { k }: Values): Uint8Array {
  ${encode}
  const stream = new Uint8Array(4 + bytes.length);
  new DataView(stream.buffer).setUint32(0, bytes.length);
  stream.set(bytes, 4);
  return stream;
}

function decode(stream: Uint8Array): Uint8Array {
  ${decode}
  const length = new DataView(stream.buffer, stream.byteOffset, stream.length).getUint32(0);
  if (length !== stream.length - 4) throw new Error('torn');
  return stream.slice(4);
}

export default defineCompressor({
  name: 'mine',
  family: 'copy',
  summary: 'a test',
  parameters: { k: { type: 'integer', minimum: 1, maximum: ${most}, default: 1, sweep: [1], meaning: 'a test' } },
  open: values => {
    ${open}
    return { encode: bytes => encode(bytes, values), decode };
  },
});
`;
}

async function check(t: TestContext, content: string, ...options: readonly string[]) {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'mine.ts'), content);
  return ncb(['check', './mine.ts', ...options], folder);
}

describe('a plugin in TypeScript that throws on valid input', () => {
  const cases: Record<string, { parts: Parameters<typeof plugin>[0]; law: string }> = {
    'in encode, on large inputs': {
      parts: { encode: "if (k > 1 && bytes.length > 60000) throw new Error('table of ' + k);" },
      law: 'round trip, on zeros and 1 other input: encode throws: table of 2 (mine.ts:6:44)',
    },
    'in encode, on what only streams of samples hold': {
      parts: { encode: 'if (k > 1 && bytes.length === 20017) throw new Error("odd");' },
      law: 'round trip, on quiet noise: encode throws: odd (mine.ts:6:46)',
    },
    'in decode': {
      parts: { open: 'if (values.k > 1) return { encode: b => encode(b, values), decode: b => b.none() };' },
      law: 'round trip, on empty and 10 other inputs: decode throws: b.none is not a function (mine.ts:26:79)',
    },
  };
  for (const [name, { parts, law }] of Object.entries(cases)) {
    test(name, async t => {
      const { status, stdout, stderr } = await check(t, plugin(parts, 2));
      assert.deepEqual(
        stdout.split('\n').filter(line => !line.includes('truncation')),
        [
          'ok      mine',
          'broken  mine:k=2',
          `mine:k=2 breaks the contract: ${law}`,
          '1 of 2 configurations break it',
          '',
        ],
      );
      assert.deepEqual([status, stderr], [1, '']);
    });
  }
});

test('several configurations that break the same law have one line', async t => {
  const { status, stdout } = await check(
    t,
    plugin({ open: "if (values.k > 1) throw new Error('no table');" }, 3).replace('[1]', '[2]'),
  );
  assert.deepEqual(stdout.split('\n'), [
    'ok      mine',
    'broken  mine:k=3',
    'broken  mine:k=2',
    '2 configurations, such as mine:k=3, break the contract: opening, on its declared values: no table (mine.ts:26:29)',
    '2 of 3 configurations break it',
    '',
  ]);
  assert.equal(status, 1);
});

test('a stage that breaks more laws than one has a line for each', async t => {
  const { stdout } = await check(t, plugin({ encode: 'bytes[0] = 1; return bytes;' }));
  const laws = stdout
    .split('\n')
    .flatMap(line => /^mine breaks the contract: ([\w ]+), on /.exec(line)?.[1] ?? []);
  assert.ok(laws.includes('input untouched') && laws.includes('round trip'), stdout);
});

describe('what this machine lacks is no failure', () => {
  const MISSING = plugin({
    open: "throw Object.assign(new Error('no such program'), { name: 'UnsupportedError' });",
  });
  for (const [options, expected] of [
    [[], 0],
    [['--strict'], 1],
  ] as const) {
    test(`${options.join()} ends with ${expected}`, async t => {
      const { status, stdout } = await check(t, MISSING, ...options);
      assert.deepEqual(stdout.split('\n'), [
        'unsupported  mine: no such program',
        '1 of 1 configurations unsupported here: no failure without --strict',
        '',
      ]);
      assert.equal(status, expected);
    });
  }
});

test('a family that is unknown is one line with those that are known, and status 2', async t => {
  const { status, stdout, stderr } = await check(t, plugin({}).replace("family: 'copy'", "family: 'magic'"));
  assert.equal(
    stderr,
    'ncb: plugin ./mine.ts: stage mine: family "magic" unknown, want one of copy, packing, entropy, prediction, grid, dictionary, block-sorting\n',
  );
  assert.deepEqual([status, stdout], [2, '']);
});

test('a process that met its limit names the option', async t => {
  const alone = plugin({ encode: 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);' });
  const { stdout } = await check(t, alone, '--timeout', '8');
  assert.match(
    stdout,
    /^mine breaks the contract: survival, on round trip on empty: stopped after 8 s; raise --timeout \(now 8 s\)$/m,
  );
});
