/** The command line, in this process and as one of its own. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { packageRoot } from '../harness/common/package-root.js';
import { temporaryFolder } from '../harness/common/testing.test.kit.js';
import { readTotals } from '../harness/run/csv.js';
import { type Ended, ncb, ncbProcess, RAW, recordingsFolder } from './commands/shared/cli.test.kit.js';

describe('what is wrong is one line and status 2', () => {
  const cases: Record<string, { args: string[]; error: RegExp }> = {
    'no command': { args: [], error: /^ncb: say what to do/ },
    'an unknown command': { args: ['sweeep'], error: /^ncb: Did you mean sweep\?|^ncb: Unknown/ },
    'an unknown option': { args: ['sweep', '--nosuch'], error: /^ncb: Unknown argument: nosuch/ },
    'an unknown preset': { args: ['sweep', '--preset', 'nosuch'], error: /^ncb: Invalid values:/ },
    'a missing path': {
      args: ['sweep', 'nowhere.wav'],
      error: /^ncb: no such file or folder: nowhere\.wav$/m,
    },
    'a wrong chain': {
      args: ['sweep', '--chain', 'raw+delta'],
      error: /^ncb: chain "raw\+delta": delta is a transform/,
    },
    'an unknown stage': {
      args: ['sweep', '--chain', 'lcp+rice'],
      error:
        /^ncb: chain "lcp\+rice": no stage "lcp", did you mean lpc\? There are transforms [^\n]{0,300}; ncb list has all\n$/,
    },
    'an unknown parameter': {
      args: ['encode', 'a.wav', 'b.ncb', '--chain', 'levels+lpc:ordr=8+rans'],
      error:
        /^ncb: chain "levels\+lpc:ordr=8\+rans": lpc: no parameter "ordr", did you mean order\? It has order=1\.\.32, /,
    },
    'an unknown choice': {
      args: ['eval', 'a.wav', '--chain', 'raw+blosc:cname=zst'],
      error: /^ncb: chain .*: blosc: cname zst unknown, did you mean zstd\? Want one of blosclz, /,
    },
    'a wrong axis': {
      args: ['sweep', '--coders', 'delta'],
      error: /^ncb: --coders delta: delta is a transform, not a coder/,
    },
    'a missing plugin': {
      args: ['sweep', '--plugin', './x.js'],
      error: /^ncb: plugin \.\/x\.js: no such file/,
    },
    'a wrong number': {
      args: ['sweep', '--jobs', '0'],
      error: /^ncb: --jobs 0: want a whole number of at least 1/,
    },
    'an endless time': {
      args: ['sweep', '--timeout', '99999999'],
      error: /^ncb: --timeout 99999999: want seconds, more than 0 and at most/,
    },
    'an axis of nothing': { args: ['sweep', '--coders', ',,'], error: /^ncb: --coders ",,": names no stage/ },
    'an option without its value': {
      args: ['sweep', '--sample'],
      error: /^ncb: Not enough arguments following: sample/,
    },
    'a word for a number': {
      args: ['sweep', '--rounds', 'many'],
      error: /^ncb: --rounds: not a number: want a whole number/,
    },
    'a kind that is none': { args: ['new', 'mine', '--kind', 'codec'], error: /^ncb: Invalid values:/ },
    'a name that is taken': {
      args: ['new', 'delta', '--kind', 'coder'],
      error: /^ncb: name delta: a built-in stage has it/,
    },
  };
  for (const [name, { args, error }] of Object.entries(cases)) {
    test(name, async t => {
      const { status, stdout, stderr } = await ncb(args, temporaryFolder(t));
      assert.match(stderr, error);
      assert.deepEqual([status, stdout], [2, '']);
      assert.doesNotMatch(stderr, /\n {4}at /, 'no stack');
    });
  }
});

test('a process says and returns what the command line does in this one', async t => {
  for (const args of [
    ['list', '--csv'],
    ['sweep', '--nosuch'],
    ['encode', '--help'],
  ]) {
    const folder = temporaryFolder(t);
    assert.deepEqual(await ncbProcess(args, folder), await ncb(args, folder));
  }
});

test('help has examples, for every command', async t => {
  const folder = temporaryFolder(t);
  assert.match((await ncb(['--help'], folder)).stdout, /ncb sweep .*ncb list/s);
  const simple = ['sweep', 'show', 'info', 'encode', 'decode', 'eval', 'list', 'check', 'new'];
  for (const command of [...simple, 'data fetch', 'data synthesize']) {
    const { status, stdout } = await ncb([...command.split(' '), '--help'], folder);
    assert.equal(status, 0, command);
    assert.match(stdout, /Examples:/, command);
  }
});

test('list shows kinds, parameters and licences, as text and as JSON', async t => {
  const folder = temporaryFolder(t);
  const { stdout } = await ncb(['list'], folder);
  assert.match(
    stdout,
    /Transforms: samples -> samples[\s\S]*\n {3}delta +prediction +difference .* order=1\.\.3 \(1\)\n/,
  );
  assert.match(
    stdout,
    /name +predictor +distribution +entropy coder\n[\s\S]*lms-range +sign-sign LMS .* range\n/,
  );
  const stages: Record<string, unknown>[] = JSON.parse((await ncb(['list', '--json'], folder)).stdout);
  assert.deepEqual(stages.find(stage => stage.name === 'rice')?.parts, {
    predictor: 'none',
    distribution: 'geometric, a parameter a block',
    entropy_coder: 'Golomb-Rice',
  });
  const bzip2 = stages.find(stage => stage.name === 'bzip2') ?? assert.fail('bzip2');
  assert.equal(bzip2.kind, 'compressor');
  assert.match(JSON.stringify(bzip2.packages), /"name":"seek-bzip","version":"[\d.]+","licence":"MIT"/);
});

describe('plugins', () => {
  for (const kind of ['transform', 'coder', 'compressor']) {
    test(`new --kind ${kind} writes a stage that keeps the contract, and never over a file`, async t => {
      const folder = temporaryFolder(t);
      assert.equal((await ncb(['new', 'mine', '--kind', kind], folder)).status, 0);
      const checked = await ncb(['check', './mine.ts'], folder);
      assert.equal(checked.status, 0, checked.stdout + checked.stderr);
      assert.match(checked.stdout, /ok +mine\nit keeps the contract/);
      const again = await ncb(['new', 'mine', '--kind', kind], folder);
      assert.deepEqual([again.status, again.stderr], [2, 'ncb: mine.ts: is there already\n']);
    });
  }

  test('new says what is missing where the package is not installed', async t => {
    const folder = temporaryFolder(t);
    const args = ['new', 'mine', '--kind', 'coder'];
    assert.deepEqual((await ncb(args, folder)).stdout.split('\n').slice(-3), [
      `These need nothing else. mine.test.mjs, and types in an editor, need this package in ${folder}; type there:`,
      `npm install --save-dev --ignore-scripts "${packageRoot.replace(/\/$/, '')}"`,
      '',
    ]);
    const inside = join(packageRoot, 'dist', `new-${process.pid}`);
    t.after(() => rmSync(inside, { recursive: true, force: true }));
    assert.doesNotMatch((await ncb([...args, '--folder', inside], folder)).stdout, /npm install/);
  });

  test('the example of the README keeps the contract, takes its place in a grid, and is lossless', async t => {
    const example = join(packageRoot, 'scripts', 'example-codec.ts');
    const folder = recordingsFolder(t);
    const checked = await ncb(['check', example], folder);
    assert.equal(checked.status, 0, checked.stdout);
    assert.match(checked.stdout, /ok +nibble\nok +nibble:distance=64\n/);
    const args = [
      '--plugin',
      example,
      '--transforms',
      'none,delta',
      '--coders',
      'nibble:*',
      '--out',
      'run',
      '--rounds',
      '1',
    ];
    const { status, stderr } = await ncb(
      ['sweep', 'recordings/one.i16', ...RAW, ...args, '--time-ms', '5'],
      folder,
    );
    assert.equal(status, 0, stderr);
    const totals = readTotals(join(folder, 'run', 'totals.csv')).filter(row => row.alias === '');
    assert.deepEqual(
      totals.map(row => [row.chain, row.ok]),
      [
        ['delta+nibble', 1],
        ['delta+nibble:distance=2', 1],
        ['nibble', 1],
        ['nibble:distance=2', 1],
        ['raw', 1],
      ],
    );
  });

  test('check says which law broke on which input, with status 1', async t => {
    const folder = temporaryFolder(t);
    await ncb(['new', 'mine', '--kind', 'transform'], folder);
    const path = join(folder, 'mine.ts');
    writeFileSync(path, readFileSync(path, 'utf8').replace('-sample)', 'sample / 2)'));
    const { status, stdout } = await ncb(['check', './mine.ts'], folder);
    assert.equal(status, 1);
    assert.match(
      stdout,
      /^broken {2}mine\nmine breaks the contract: round trip, on one sample and 21 other inputs: decoded: element 0 is -?\d+, not -12345\na stage that is meant to lose samples says so, .*\n1 of 1 configurations break it\n$/,
    );
  });

  test('the test that new writes passes where the package is installed', async t => {
    // inside the package its own name resolves, as it does where it is installed
    const folder = join(packageRoot, 'dist', `skeleton-${process.pid}`);
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    await ncb(['new', 'mine', '--kind', 'coder', '--folder', folder], packageRoot);
    const run = await new Promise<Ended>(resolve => {
      const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
      const child: ChildProcess = execFile(
        process.execPath,
        ['--test', join(folder, 'mine.test.mjs')],
        { env },
        (_, stdout, stderr) => resolve({ status: child.exitCode, stdout, stderr }),
      );
    });
    assert.equal(run.status, 0, run.stdout + run.stderr);
    assert.match(run.stdout, /pass 1/);
  });
});
