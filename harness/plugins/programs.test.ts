/** Programs declared in JSON, as plugins: what becomes of their rows, and that nothing of them outlives a limit. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { scratchFolder } from '../processes/scratch.js';
import { syntheticRecordings } from '../recordings/synthetic/synthetic.js';
import type { JudgedCell } from '../run/judged.js';
import { readLog } from '../run/log.js';
import type { SweepSettings } from '../sweep/settings.js';
import { checkPlugin } from './check.js';
import { findPlugin } from './find.js';
import { loadPlugged } from './plugged.js';
import { pluginName, sweepPlugged } from './plugged-sweep.test.kit.js';

const LIMITS = { timeoutMs: 10_000, memoryBytes: 300 * 2 ** 20 };
const [recording] = syntheticRecordings({ implant: 1, probe: 0 });

/** Where memory of programs is limited. */
const ON_LINUX = process.platform === 'linux';

const COPY = { name: 'mine', summary: 'a test', input: 'pcm', encode: ['cat'], decode: ['cat'] };

/** A program that works for all but long inputs, so that it gets past the conformance kit. */
function failsWhenLong(commands: string): string[] {
  return ['sh', '-c', `cat > x; if [ $(wc -c < x) -gt 140000 ]; then ${commands}; fi; cat x`];
}

interface Declaration {
  readonly name: string;
  readonly [key: string]: unknown;
}

function write(folder: string, declaration: Declaration): string {
  const path = join(folder, `${declaration.name}.json`);
  writeFileSync(path, JSON.stringify(declaration));
  return path;
}

async function sweepWith(
  folder: string,
  declarations: readonly Declaration[],
  settings: Partial<SweepSettings>,
) {
  const out = join(folder, 'run');
  const result = await sweepPlugged({
    out,
    paths: declarations.map(declaration => write(folder, declaration)),
    chains: [...declarations.map(({ name }) => `exec:${name}`), 'raw'],
    recordings: [recording],
    limits: LIMITS,
    loading: { ...LIMITS, timeoutMs: 20_000 },
    settings,
  });
  assert.equal(result.cells.find(cell => cell.chain === 'raw')?.status, 'ok');
  return { ...result, rowOf: (name: string) => result.cells.find(cell => cell.chain === `exec:${name}`) };
}

describe('a program declared in JSON', () => {
  test('is a plugin: checked, measured, told apart, with the start of an empty one beside it', async t => {
    const version = [process.execPath, '--version'];
    const folder = temporaryFolder(t);
    const { rowOf, totals, programStartNs } = await sweepWith(folder, [{ ...COPY, version }], { rounds: 1 });
    const [row, out] = [rowOf('mine') ?? assert.fail('no row'), join(folder, 'run')];
    assert.deepEqual([row.status, row.error, row.isolation], ['ok', '', 'process']);
    assert.match(row.versions, new RegExp(`mine\\.json@sha256:[0-9a-f]{12} .*node@${process.versions.node}`));
    assert.deepEqual(
      totals.map(total => [total.chain, total.alias, total.isolation, total.on_pareto_front]),
      [
        ['exec:mine', '', 'process', true],
        ['raw', '', 'in-process', true],
        ['raw', 'a/a', 'in-process', null],
      ],
    );
    assert.ok(programStartNs !== null && programStartNs > 1e5, `${programStartNs} ns`);
    assert.equal(JSON.parse(readFileSync(join(out, 'env.json'), 'utf8')).program_start_ns, programStartNs);
    const starts = [...readLog(out)].filter(line => line.type === 'start-up');
    assert.deepEqual(
      starts.map(line => line.startNs.length),
      [50],
    );
  });

  test('that breaks the contract does so in ncb check, too', async t => {
    const random = ['sh', '-c', 'cat; date +%N'];
    const [verdict] = await checkPlugin(
      write(temporaryFolder(t), { ...COPY, encode: random, decode: ['head', '-c', '2'] }),
    );
    assert.equal(verdict.stage, 'exec:mine');
    assert.ok(verdict.breaches.length > 0);
  });

  test('is refused in one line if it is malformed', async t => {
    const declaration = { ...COPY, encode: 'cat' };
    const path = write(temporaryFolder(t), declaration);
    await assert.rejects(loadPlugged([path], { ...LIMITS, timeoutMs: 20_000 }), {
      message: `plugin ${path}: mine.json: encode: want a list`,
    });
    await assert.rejects(findPlugin('no-such.json'), /no such file/);
  });
});

describe('a program that fails costs its row: one that', () => {
  const seconds = `98${process.pid}`;
  const eat = 'const kept = []; for (;;) kept.push(Buffer.alloc(2 ** 20, 1));';
  const cases = {
    'is missing': {
      parts: { encode: ['ncb-no-such'], install: 'get it' },
      status: 'unsupported',
      error: /ncb-no-such: no such program on this machine; get it/,
    },
    'changes a sample': {
      parts: { decode: failsWhenLong('printf X | dd of=x bs=1 seek=9 conv=notrunc 2> /dev/null') },
      status: 'mismatch',
      error: /^sample 4 decoded as -?\d+, recorded as/,
    },
    'drops a sample': {
      parts: { decode: failsWhenLong('head -c -2 x; exit') },
      status: 'error',
      error: /exec:mine-\d: sh gave \d+ bytes of samples back where \d+ went in/,
    },
    'fails, with its last words': {
      parts: { encode: failsWhenLong('echo no luck >&2; exit 7') },
      status: 'error',
      error: /^exec:mine-\d: sh exited with status 7 and said: no luck$/,
    },
    hangs: {
      parts: { encode: failsWhenLong(`sleep ${seconds}`) },
      status: 'timeout',
      error: /^stopped after 10 s; raise --timeout \(now 10 s\)$/,
    },
    'eats memory': {
      parts: { encode: failsWhenLong(`"${process.execPath}" -e '${eat}'`) },
      status: 'oom',
      error: /memory/,
    },
  };
  const tried = Object.entries(cases).filter(([name]) => ON_LINUX || name !== 'eats memory');
  const folder = mkdtempSync(join(tmpdir(), 'ncb-test-'));
  let rowOf: (name: string) => JudgedCell | undefined = () => undefined;
  before(async () => {
    const declarations = tried.map(([, { parts }], k) => ({ ...COPY, name: pluginName(k), ...parts }));
    // one at a time: what eats memory has to be seen to before its time is up
    ({ rowOf } = await sweepWith(folder, declarations, { jobs: 1 }));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [k, [name, { status, error }]] of tried.entries()) {
    test(name, () => {
      const row = rowOf(pluginName(k));
      assert.match(row?.error ?? '', error);
      assert.equal(row?.status, status);
    });
  }

  test('hangs: nothing of it runs on', () => {
    assert.ok(!execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).includes(`sleep ${seconds}`));
  });
});

test('nothing is left in the folder of temporary files but what goes with this process', () => {
  const left = readdirSync(scratchFolder()).filter(name => name.endsWith('.stream'));
  assert.deepEqual(left, []);
});
