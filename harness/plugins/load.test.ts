/** Plugins that misbehave, each in its own way, beside a built-in chain: it costs their rows and nothing else. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { syntheticRecordings } from '../recordings/synthetic/synthetic.js';
import type { JudgedCell } from '../run/judged.js';
import { checkPlugin } from './check.js';
import { findPlugin } from './find.js';
import { loadPlugged } from './plugged.js';
import { pluginName, sweepPlugged, withoutNumber, writePlugins } from './plugged-sweep.test.kit.js';

const LIMITS = { timeoutMs: 3000, memoryBytes: 300 * 2 ** 20 };
const [recording] = syntheticRecordings({ implant: 1, probe: 0 });

/** A hang that leaves the processor to others. */
const WAIT = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);';

interface Broken {
  readonly encode?: string;
  readonly decode?: string;
  readonly top?: string;
  readonly open?: string;
}

/** A coder that works, with what `broken` puts in place of its parts. */
function pluginSource(name: string, broken: Broken): string {
  return `import { defineCoder } from 'neural-codec-bench/codec';
${broken.top ?? ''}
let calls = 0, kept;
const encode = samples => {
  calls++;
  ${broken.encode ?? ''}
  const bytes = new Uint8Array(8 + samples.data.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, samples.channels, true);
  view.setUint32(4, samples.data.length, true);
  bytes.set(new Uint8Array(samples.data.buffer, samples.data.byteOffset, samples.data.byteLength), 8);
  return bytes;
};
const decode = bytes => {
  ${broken.decode ?? ''}
  if (bytes.length < 8) throw new Error('no header');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (bytes.length !== 8 + 2 * view.getUint32(4, true)) throw new Error('torn');
  return { channels: view.getUint32(0, true), data: new Int16Array(bytes.slice(8).buffer) };
};
export default defineCoder({ name: '${name}', family: 'copy', summary: 'a test', open: () => { ${broken.open ?? ''} return { encode, decode }; } });
`;
}

/** Rows by chain of one sweep with all of these plugins. */
async function sweepWith(folder: string, broken: readonly Broken[]): Promise<Map<string, JudgedCell>> {
  const { cells } = await sweepPlugged({
    out: join(folder, 'run'),
    paths: writePlugins(
      folder,
      broken.map(parts => name => pluginSource(name, parts)),
    ),
    chains: [...broken.map((_, k) => pluginName(k)), 'delta+raw'],
    recordings: [recording],
    limits: LIMITS,
    loading: { ...LIMITS, timeoutMs: 20_000 },
    // one at a time: what eats memory has to be seen to before its time is up
    settings: { jobs: 1 },
  });
  return new Map(cells.map(cell => [cell.chain, cell]));
}

describe('a plugin that breaks the contract costs its own rows', () => {
  // a fault shows on large inputs alone, which the kit has none of, so that the sweep itself is what finds each fault
  const onReal = (code: string) => `if (samples.data.length > 70000) { ${code} }`;
  const onRealBytes = (code: string) => `if (bytes.length > 150000) { ${code} }`;
  const cases: Record<string, { parts: Broken; status: string; error: RegExp }> = {
    'throws in encode': {
      parts: { encode: onReal("throw new Error('too loud')") },
      status: 'error',
      error: /^mine: too loud \(\/.*\/mine\.js:6:44\)$/,
    },
    hangs: {
      parts: { encode: onReal('for (;;) {}') },
      status: 'timeout',
      error: /^stopped after 3 s; raise --timeout \(now 3 s\)$/,
    },
    'hangs and ignores signals': {
      parts: { top: "process.on('SIGTERM', () => {});", encode: onReal(WAIT) },
      status: 'timeout',
      error: /stopped after 3 s/,
    },
    'exits the process': {
      parts: { encode: onReal('process.exit(0)') },
      status: 'error',
      error: /its process exited with code 0/,
    },
    'kills the process': {
      parts: { decode: onRealBytes(`process.kill(process.pid, 'SIGSEGV'); ${WAIT}`) },
      status: 'error',
      error: /its process died of SIGSEGV/,
    },
    'eats memory outside the heap': {
      parts: { encode: onReal('kept = []; for (;;) kept.push(new Uint8Array(2 ** 24).fill(1));') },
      status: 'oom',
      error: /^stopped at \d+ MiB of memory, the limit is 300; raise --memory-mb$/,
    },
    'eats memory on the heap': {
      parts: {
        encode: onReal('kept = []; for (;;) kept.push(new Array(4e6).fill(0.5));'),
      },
      status: 'oom',
      error: /memory/,
    },
    'loses a sample': {
      parts: { encode: onReal('samples = { ...samples, data: samples.data.slice(0, -1) };') },
      status: 'mismatch',
      error: /decoded \d+ samples, recorded \d+/,
    },
    'changes a sample': {
      parts: {
        encode: onReal('samples = { ...samples, data: samples.data.slice() }; samples.data[77]++;'),
      },
      status: 'mismatch',
      error: /sample 77 decoded as -?\d+, recorded as -?\d+/,
    },
    'writes to its input': {
      parts: { encode: onReal('samples.data[5]++;') },
      status: 'error',
      error: /encode wrote to its input/,
    },
    'remembers what it encoded': {
      parts: {
        encode: onReal('kept = { ...samples, data: samples.data.slice() }; return new Uint8Array(9);'),
        decode: 'if (bytes.length === 9 && bytes.every(byte => byte === 0)) return kept;',
      },
      status: 'mismatch',
      error: /decode did not return samples/,
    },
    'gives other bytes the second time': {
      parts: { encode: onReal('return Uint8Array.of(calls, 1, 2, 3);') },
      status: 'error',
      error: /the same samples, encoded again, gave other bytes/,
    },
    'puts something else in the place of equals': {
      parts: {
        top: 'Buffer.prototype.equals = () => true; Buffer.compare = () => 0;',
        encode: onReal('return new Uint8Array(9);'),
        decode:
          'if (bytes.length === 9 && bytes.every(byte => byte === 0)) return { channels: 1, data: new Int16Array(98655) };',
      },
      status: 'mismatch',
      error: /decoded/,
    },
    'answers in the place of the runner': {
      parts: {
        encode: onReal(
          `for (let id = 0; id < 9; id++) process.send({ id, result: 'ok', error: null }); ${WAIT}`,
        ),
      },
      status: 'error',
      error: /its process sent a message that no codec has to send/,
    },
    'breaks a law of the kit': {
      parts: { encode: 'if (samples.data.length === 1) return new Uint8Array(8);' },
      status: 'error',
      error: /conformance: round trip, on one sample/,
    },
    'hangs in the kit': {
      parts: { encode: `if (samples.data.length === 7) ${WAIT}` },
      status: 'timeout',
      error:
        /^conformance: survival, on round trip on seven samples: stopped after 3 s; raise --timeout \(now 3 s\)$/,
    },
    'lacks what it needs': {
      parts: { open: "throw Object.assign(new Error('no such program'), { name: 'UnsupportedError' });" },
      status: 'unsupported',
      error: /^no such program$/,
    },
  };
  let folder = '';
  let rows: ReadonlyMap<string, JudgedCell> = new Map();
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ncb-test-'));
    rows = await sweepWith(folder, [...Object.values(cases).map(({ parts }) => parts), {}]);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [k, [name, { status, error }]] of Object.entries(cases).entries()) {
    test(name, () => {
      const row = rows.get(pluginName(k));
      assert.deepEqual([row?.status, row?.ratio], [status, null]);
      assert.match(withoutNumber(row?.error ?? ''), error);
    });
  }

  test('and one that keeps it takes part, its digest among the versions', () => {
    const row = rows.get(pluginName(Object.keys(cases).length));
    assert.equal(row?.status, 'ok');
    assert.match(withoutNumber(row?.versions ?? ''), /mine\.js@sha256:[0-9a-f]{12}/);
  });

  test('and no other', () => {
    assert.deepEqual([rows.get('raw')?.status, rows.get('delta+raw')?.status], ['ok', 'ok']);
  });
});

describe('a plugin that cannot be loaded is one line', () => {
  const cases: Record<string, { source: string; error: RegExp }> = {
    'it hangs': { source: WAIT, error: /^Error: plugin .*bad\.ts: stopped after 3 s/ },
    'it exits': {
      source: 'process.exit(3);',
      error: /^Error: plugin .*bad\.ts: its process exited with code 3/,
    },
    'it exports no stage': { source: 'export const a = 5;', error: /exports no stage/ },
    'it imports what is not there': {
      source: "import 'no-such-package';",
      error: /Cannot find package 'no-such-package'/,
    },
  };
  for (const [name, { source, error }] of Object.entries(cases)) {
    test(name, async t => {
      const path = join(temporaryFolder(t), 'bad.ts');
      writeFileSync(path, source);
      await assert.rejects(loadPlugged([path], LIMITS), error);
    });
  }

  test('it is not there', async () => {
    await assert.rejects(findPlugin('./nowhere.ts'), /plugin \.\/nowhere\.ts: no such file/);
  });
});

test('a plugin may be TypeScript in several files, and export several stages', async t => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'parts'));
  writeFileSync(join(folder, 'parts', 'name.ts'), "export const name: string = 'first' as const;\n");
  writeFileSync(
    join(folder, 'many.ts'),
    `import { defineCompressor, type Compressor } from 'neural-codec-bench';
import { name } from './parts/name.js';
const make = (given: string): Compressor => defineCompressor({ name: given, family: 'copy', summary: '', open: () => ({
  encode: (bytes: Uint8Array): Uint8Array => Uint8Array.of(...bytes.slice(0, 0), ...[bytes.length & 255], ...new Uint8Array(0)), decode: b => b }) });
export const stages = [make(name), make('second')];
`,
  );
  const { stages } = await loadPlugged([join(folder, 'many.ts')], { ...LIMITS, timeoutMs: 20_000 });
  assert.deepEqual(
    stages.map(stage => stage.name),
    ['first', 'second'],
  );
});

test('the version of a plugin follows the files that it imports', async t => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'mine.ts');
  writeFileSync(path, "import { a } from './part.js';\nconsole.log(a);\n");
  writeFileSync(join(folder, 'part.ts'), 'export const a: number = 1;\n');
  const { version } = await findPlugin(path);
  assert.equal((await findPlugin(path)).version, version);
  writeFileSync(join(folder, 'part.ts'), 'export const a: number = 2;\n');
  assert.notEqual((await findPlugin(path)).version, version);
});

test('the kit names the law and the input', async t => {
  const path = join(temporaryFolder(t), 'mine.js');
  writeFileSync(
    path,
    pluginSource('mine', { encode: 'if (samples.data.length === 7) samples.data[0] = 1;' }),
  );
  const verdicts = await checkPlugin(path, LIMITS);
  const [breach] = verdicts.flatMap(verdict => verdict.breaches);
  assert.deepEqual([breach.law, breach.input], ['input untouched', 'seven samples']);
});
