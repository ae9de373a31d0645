/** Programs declared in JSON, as plugins: what becomes of their rows, and that nothing of them outlives a limit. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { scratchFolder } from '../processes/scratch.js';
import { syntheticRecordings } from '../recordings/synthetic/synthetic.js';
import { readLog } from '../run/log.js';
import { checkPlugin } from './check.js';
import { findPlugin } from './find.js';
import { loadPlugged } from './plugged.js';
import { sweepPlugged } from './plugged-sweep.test.kit.js';

const LIMITS = { timeoutMs: 3000, memoryBytes: 300 * 2 ** 20 };
const [recording] = syntheticRecordings({ implant: 1, probe: 0 });

const COPY = { name: 'mine', summary: 'a test', input: 'pcm', encode: ['cat'], decode: ['cat'] };

/** A program that works for all but long inputs, so that it gets past the conformance kit. */
function failsWhenLong(commands: string): string[] {
  return ['sh', '-c', `cat > x; if [ $(wc -c < x) -gt 140000 ]; then ${commands}; fi; cat x`];
}

function write(t: TestContext, declaration: object): string {
  const path = join(temporaryFolder(t), 'mine.json');
  writeFileSync(path, JSON.stringify(declaration));
  return path;
}

async function sweepWith(t: TestContext, declaration: object, rounds = 0) {
  const out = join(temporaryFolder(t), 'run');
  const result = await sweepPlugged({
    out,
    paths: [write(t, declaration)],
    chains: ['exec:mine', 'raw'],
    recordings: [recording],
    limits: LIMITS,
    loading: { ...LIMITS, timeoutMs: 20_000 },
    settings: { rounds },
  });
  const row = result.cells.find(cell => cell.chain === 'exec:mine') ?? assert.fail('no row');
  assert.equal(result.cells.find(cell => cell.chain === 'raw')?.status, 'ok');
  return { ...result, row, out };
}

describe('a program declared in JSON', () => {
  test('is a plugin: checked, measured, told apart, with the start of an empty one beside it', async t => {
    const version = [process.execPath, '--version'];
    const { row, totals, programStartNs, out } = await sweepWith(t, { ...COPY, version }, 1);
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

  test('that is missing is unsupported', async t => {
    const { row } = await sweepWith(t, { ...COPY, encode: ['ncb-no-such'], install: 'get it' });
    assert.equal(row.status, 'unsupported');
    assert.match(row.error, /ncb-no-such: no such program on this machine; get it/);
  });

  test('that changes a sample is a mismatch', async t => {
    const { row } = await sweepWith(t, {
      ...COPY,
      decode: failsWhenLong('printf X | dd of=x bs=1 seek=9 conv=notrunc 2> /dev/null'),
    });
    assert.equal(row.status, 'mismatch');
    assert.match(row.error, /^sample 4 decoded as -?\d+, recorded as/);
  });

  test('that drops a sample is an error with both counts', async t => {
    const { row } = await sweepWith(t, { ...COPY, decode: failsWhenLong('head -c -2 x; exit') });
    assert.equal(row.status, 'error');
    assert.match(row.error, /exec:mine: sh gave \d+ bytes of samples back where \d+ went in/);
  });

  test('that fails is an error with its last words', async t => {
    const { row } = await sweepWith(t, {
      ...COPY,
      encode: failsWhenLong('echo no luck >&2; exit 7'),
    });
    assert.deepEqual(
      [row.status, row.error],
      ['error', 'exec:mine: sh exited with status 7 and said: no luck'],
    );
  });

  test('that hangs is a timeout; nothing of it runs on or lies about', async t => {
    const seconds = `98${process.pid}`;
    const { row } = await sweepWith(t, { ...COPY, encode: failsWhenLong(`sleep ${seconds}`) });
    assert.deepEqual([row.status, row.error], ['timeout', 'stopped after 3 s; raise --timeout (now 3 s)']);
    assert.ok(!execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).includes(`sleep ${seconds}`));
  });

  test('that eats memory is out of memory', { skip: process.platform !== 'linux' }, async t => {
    const code = 'const kept = []; for (;;) kept.push(Buffer.alloc(2 ** 20, 1));';
    const eat = failsWhenLong(`"${process.execPath}" -e '${code}'`);
    const { row } = await sweepWith(t, { ...COPY, encode: eat });
    assert.equal(row.status, 'oom');
  });

  test('that breaks the contract does so in ncb check, too', async t => {
    const random = ['sh', '-c', 'cat; date +%N'];
    const [verdict] = await checkPlugin(write(t, { ...COPY, encode: random, decode: ['head', '-c', '2'] }));
    assert.equal(verdict.stage, 'exec:mine');
    assert.ok(verdict.breaches.length > 0);
  });

  test('is refused in one line if it is malformed', async t => {
    const path = write(t, { ...COPY, encode: 'cat' });
    await assert.rejects(loadPlugged([path], { ...LIMITS, timeoutMs: 20_000 }), {
      message: `plugin ${path}: mine.json: encode: want a list`,
    });
    await assert.rejects(findPlugin('no-such.json'), /no such file/);
  });
});

test('nothing is left in the folder of temporary files but what goes with this process', () => {
  const left = readdirSync(scratchFolder()).filter(name => name.endsWith('.stream'));
  assert.deepEqual(left, []);
});
