/** Plugins that throw, in TypeScript and in JavaScript: the message has the place in their own source. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { startWorkers } from '../processes/workers.js';
import { syntheticRecordings } from '../recordings/synthetic/synthetic.js';
import { brokenLaws } from './broken-laws.js';
import { checkPlugin } from './check.js';
import { loadPlugged } from './plugged.js';

const LIMITS = { timeoutMs: 60_000, memoryBytes: 2 ** 30 };
const [recording] = syntheticRecordings({ implant: 1, probe: 0 });

/** Where esbuild takes lines out, and the lines of what runs are others. */
const TYPES = `interface Header {
  readonly channels: number;
}
`;

interface Parts {
  readonly top?: string;
  readonly open?: string;
  readonly encode?: string;
  readonly decode?: string;
  readonly asynchronous?: boolean;
}

/** A coder of which each part is a line of its own: top 5, encode 8, decode 16, open 27. */
function source(
  { top = '', open = '', encode = '', decode = '', asynchronous = false }: Parts,
  typed: boolean,
) {
  const t = (type: string) => (typed ? type : '');
  const [async, flag] = asynchronous ? ['async ', 'asynchronous: true, '] : ['', ''];
  return `import { defineCoder } from 'neural-codec-bench/codec';
${typed ? TYPES : '//\n//\n//\n'}${top}

${async}function encode(samples${t(': any')}) {
  ${encode}
  const bytes = new Uint8Array(8 + samples.data.byteLength);
  new DataView(bytes.buffer).setUint32(0, samples.channels, true);
  bytes.set(new Uint8Array(samples.data.buffer, samples.data.byteOffset, samples.data.byteLength), 8);
  return bytes;
}

${async}function decode(bytes${t(': Uint8Array')}) {
  ${decode}
  if (bytes.length < 8) throw new Error('no header');
  const channels = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return { channels, data: new Int16Array(bytes.slice(8).buffer) };
}

export default defineCoder({
  name: 'mine',
  family: 'copy',
  summary: 'a test',
  open() {
    ${open}
    return { ${flag}encode, decode }${t(' as any')};
  },
});
`;
}

function write(t: TestContext, name: string, content: string): string {
  const path = join(temporaryFolder(t), name);
  writeFileSync(path, content);
  return path;
}

/** What the rows of cells say, their files without the folder; coded one after the other in one process. */
async function errorsOf(paths: readonly string[]): Promise<string[]> {
  const errors = paths.map(() => 'no outcome');
  const workers = startWorkers(1, LIMITS.memoryBytes);
  const tasks = paths.map(path => ({ chain: 'mine', plugins: [path], recording }));
  try {
    await workers.runAll('exact', tasks, LIMITS, (k, outcome) => {
      assert.ok(outcome.status !== 'ok');
      errors[k] = `${outcome.status}: ${outcome.error.replace(/\(\/\S*\//, '(')}`;
    });
  } finally {
    await workers.close().catch(() => undefined);
  }
  return errors;
}

describe('a row names the line of the plugin', () => {
  const cases: Record<string, { parts: Parts; error: string; isPlainToo?: boolean }> = {
    'it throws in encode': {
      parts: { encode: "throw new Error('too loud');" },
      error: 'error: mine: too loud (mine.X:8:9)',
      isPlainToo: true,
    },
    'it fails in encode by itself': {
      parts: { encode: 'samples.table.length;' },
      error: "error: mine: Cannot read properties of undefined (reading 'length') (mine.X:8:17)",
    },
    'it throws in decode': {
      parts: { decode: "throw new RangeError('lost');" },
      error: 'error: mine: lost (mine.X:16:9)',
      isPlainToo: true,
    },
    'it throws in open': {
      parts: { open: "throw new Error('no table');" },
      error: 'error: no table (mine.X:27:11)',
    },
    'it rejects': {
      parts: { asynchronous: true, encode: "await null; throw new Error('later');" },
      error: 'error: mine: later (mine.X:8:21)',
    },
    'it throws where nothing awaits it': {
      parts: {
        asynchronous: true,
        encode: "setTimeout(() => { throw new Error('alone'); }, 1); await new Promise(() => undefined);",
      },
      error: 'error: its process exited with code 1 and said: alone (mine.X:8:28)',
      isPlainToo: true,
    },
    'it throws an error of an error': {
      parts: {
        encode: "try { samples.none(); } catch (cause) { throw new Error('bad table', { cause }); }",
      },
      error: 'error: mine: bad table (mine.X:8:49)',
    },
    'it asks for too much': {
      parts: { encode: 'new Int16Array(-1);' },
      error: 'oom: mine: Invalid typed array length: -1 (mine.X:8:3)',
    },
    'it throws an error that is its own cause': {
      parts: { encode: "const e = new Error('round'); e.cause = e; throw e;" },
      error: 'error: mine: round (mine.X:8:13)',
    },
    'it throws something that is no error': {
      parts: { encode: "throw 'a string';" },
      error: 'error: mine: a string',
    },
    'it throws what cannot be put in words': {
      parts: { encode: "throw Object.defineProperty(new Error(), 'message', { get() { throw 1; } });" },
      error: 'error: mine: something that cannot be put in words',
    },
    'it returns no bytes': {
      parts: { encode: "return 'bytes';" },
      error: 'error: encode did not return bytes',
    },
    'it returns no samples': {
      parts: { decode: 'return undefined;' },
      error: 'mismatch: decode did not return samples',
    },
    'it says over more lines than one': {
      parts: { encode: "throw new Error('too\\n  loud');" },
      error: 'error: mine: too loud (mine.X:8:9)',
    },
  };
  const tried = Object.entries(cases).flatMap(([name, { isPlainToo, ...one }]) =>
    (isPlainToo ? ['ts', 'js'] : ['ts']).map(extension => ({ name, extension, ...one })),
  );
  const folder = mkdtempSync(join(tmpdir(), 'ncb-test-'));
  let said: readonly string[] = [];
  before(async () => {
    const paths = tried.map(({ parts, extension }, k) => {
      const path = join(folder, `${k}`, `mine.${extension}`);
      mkdirSync(join(folder, `${k}`));
      writeFileSync(path, source(parts, extension === 'ts'));
      return path;
    });
    said = await errorsOf(paths);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [k, { name, extension, error }] of tried.entries()) {
    test(`${name}, ${extension}`, () => assert.equal(said[k], error.replace('X', extension)));
  }
});

test('a row names the file that the plugin imports, if that throws', async t => {
  const path = write(
    t,
    'mine.ts',
    source({ top: "import { check } from './parts/check.js';", encode: 'check();' }, true),
  );
  mkdirSync(join(path, '..', 'parts'));
  writeFileSync(
    join(path, '..', 'parts', 'check.ts'),
    `${TYPES}export const check = (): never => { throw new Error('off'); };\n`,
  );
  assert.deepEqual(await errorsOf([path]), ['error: mine: off (check.ts:4:43)']);
});

describe('what is missing on this machine is unsupported, without a place', () => {
  const cases: Record<string, readonly [string, RegExp]> = {
    'a package that is imported': [
      "await import('no-such-package');",
      /^unsupported: Cannot find package 'no-such-package' imported from \S+mine\.ts$/,
    ],
    'a package that is required': [
      "(await import('node:module')).createRequire(import.meta.url)('no-such-package');",
      /^unsupported: Cannot find module 'no-such-package' Require stack: /,
    ],
    'a binary for another machine': [
      "process.dlopen({ exports: {} }, new URL('./native.node', import.meta.url).pathname);",
      /^unsupported: \S+native\.node: /,
    ],
  };

  test('but not a file of its own', async t => {
    const opens = [...Object.values(cases).map(([open]) => open), "await import('./nowhere.js');"];
    const paths = opens.map(open => {
      const path = write(t, 'mine.ts', source({ open }, true).replace('open()', 'async open()'));
      writeFileSync(join(path, '..', 'native.node'), 'not a library');
      return path;
    });
    const said = await errorsOf(paths);
    for (const [k, [name, [, error]]] of Object.entries(cases).entries()) assert.match(said[k], error, name);
    assert.match(said[opens.length - 1], /^error: Cannot find module '\S+nowhere\.ts' imported from /);
  });
});

describe('a plugin that does not load', () => {
  const cases: Record<string, { name: string; content: string; error: string }> = {
    'it throws': {
      name: 'bad.ts',
      content: `${TYPES}throw new Error('not today');\n`,
      error: 'not today (bad.ts:4:7)',
    },
    'its source is wrong': {
      name: 'bad.ts',
      content: `${TYPES}export const = 5;\n`,
      error: 'Expected identifier but found "=" (bad.ts:4:14)',
    },
    'its source is wrong, in JavaScript': {
      name: 'bad.js',
      content: 'const a = 1;\nexport const = 5;\n',
      error: 'Expected identifier but found "=" (bad.js:2:14)',
    },
    'it imports what another file does not export': {
      name: 'bad.ts',
      content: "import { nowhere } from './part.js';\nconsole.log(nowhere);\n",
      error: 'No matching export in "part.ts" for import "nowhere" (bad.ts:1:10)',
    },
    'its definition is refused': {
      name: 'bad.js',
      content:
        "import { defineCoder } from 'neural-codec-bench/codec';\nexport default defineCoder({ name: 'My Codec' });\n",
      error: 'stage name "My Codec": want lower-case letters, digits and dashes (bad.js:2:16)',
    },
    'a parameter lacks its values for sweeps': {
      name: 'bad.js',
      content: [
        "import { defineCoder } from 'neural-codec-bench/codec';",
        "const k = { type: 'integer', minimum: 0, maximum: 3, default: 1, meaning: '' };",
        "export default defineCoder({ name: 'mine', family: 'copy', summary: '', parameters: { k }, open() {} });",
      ].join('\n'),
      error: "mine: k has no list 'sweep' (bad.js:3:16)",
    },
    'its family is unknown': {
      name: 'bad.js',
      content:
        "import { defineCoder } from 'neural-codec-bench/codec';\nexport default defineCoder({ name: 'mine', family: 'entropie', summary: '', open: () => 0 });\n",
      error:
        'stage mine: family "entropie" unknown, did you mean entropy? Want one of copy, packing, entropy, prediction, grid, dictionary, block-sorting',
    },
  };
  for (const [what, { name, content, error }] of Object.entries(cases)) {
    test(what, async t => {
      const path = write(t, name, content);
      writeFileSync(join(path, '..', 'part.ts'), 'export const somewhere: number = 1;\n');
      await assert.rejects(loadPlugged([path], LIMITS), ({ message }: Error) => {
        assert.equal(message.replace(/\(\/\S*\//, '('), `plugin ${path}: ${error}`);
        return true;
      });
    });
  }
});

test('a stage with the name of a built-in one is refused before it is tried', async t => {
  const path = write(t, 'mine.js', source({}, false).replace("name: 'mine'", "name: 'rice'"));
  await assert.rejects(
    checkPlugin(path, LIMITS),
    /^Error: two stages are named rice; give one another name$/,
  );
});

test('a stage that does not open breaks no law of damaged streams', async t => {
  const path = write(t, 'mine.ts', source({ open: "throw new Error('no table');" }, true));
  const [verdict] = await checkPlugin(path, LIMITS);
  const [law, ...others] = brokenLaws(verdict.breaches);
  assert.deepEqual(others, []);
  assert.deepEqual([law.law, law.inputs], ['opening', ['its declared values']]);
  assert.match(law.message, /^no table \(.*mine\.ts:27:11\)$/);
});

test('a stage that lacks something here is no breach', async t => {
  const open = "throw Object.assign(new Error('no such program'), { name: 'UnsupportedError' });";
  const path = write(t, 'mine.js', source({ open }, false));
  assert.deepEqual(await checkPlugin(path, LIMITS), [
    { stage: 'mine', breaches: [], unsupported: 'no such program' },
  ]);
});
