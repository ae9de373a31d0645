/** The command line, tested as a process. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { readCells, readTotals } from '../harness/csv.js';
import { readLog } from '../harness/log.js';
import { temporaryFolder } from '../harness/testing.js';
import { packageRoot } from '../harness/versions.js';

const CLI = join(packageRoot, 'dist', 'scripts', 'cli.js');

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function ncb(args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise(resolve => {
    const child: ChildProcess = execFile(process.execPath, [CLI, ...args], { cwd }, (_, stdout, stderr) =>
      resolve({ status: child.exitCode, stdout, stderr }),
    );
  });
}

/** A folder with two short headerless recordings and what describes them. */
function recordingsFolder(t: TestContext): string {
  const folder = temporaryFolder(t);
  const recordings = join(folder, 'recordings');
  mkdirSync(recordings);
  const wave = Int16Array.from({ length: 6000 }, (_, i) => Math.round(900 * Math.sin(i / 7)));
  writeFileSync(join(recordings, 'one.i16'), new Uint8Array(wave.buffer));
  writeFileSync(join(recordings, 'two.i16'), new Uint8Array(wave.buffer, 0, 8000));
  return folder;
}

const RAW = ['--channels', '2', '--rate', '1000'];

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
    'a word for a number': { args: ['sweep', '--rounds', 'many'], error: /^ncb: --rounds NaN/ },
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

test('help has examples, for every command', async t => {
  const folder = temporaryFolder(t);
  assert.match((await ncb(['--help'], folder)).stdout, /ncb sweep .*ncb list/s);
  for (const command of ['sweep', 'list', 'check', 'new', 'data fetch', 'data synthesize', 'data inspect']) {
    const { status, stdout } = await ncb([...command.split(' '), '--help'], folder);
    assert.equal(status, 0, command);
    assert.match(stdout, /Examples:/, command);
  }
});

test('list tells kinds, parameters and licences, as text and as JSON', async t => {
  const folder = temporaryFolder(t);
  const { stdout } = await ncb(['list'], folder);
  assert.match(stdout, /Transforms: samples -> samples[\s\S]*delta +prediction +order=1\.\.3 \(1\)/);
  const stages: Record<string, unknown>[] = JSON.parse((await ncb(['list', '--json'], folder)).stdout);
  const bzip2 = stages.find(stage => stage.name === 'bzip2') ?? assert.fail('bzip2');
  assert.equal(bzip2.kind, 'compressor');
  assert.match(JSON.stringify(bzip2.packages), /"name":"seek-bzip","version":"[\d.]+","licence":"MIT"/);
});

describe('sweep', () => {
  test('leaves a run of four files, ranks, and is silent about the rest', async t => {
    const folder = recordingsFolder(t);
    const out = join(folder, 'run');
    const args = [
      'sweep',
      'recordings',
      ...RAW,
      '--chain',
      'delta+rice',
      '--out',
      'run',
      '--rounds',
      '2',
      '--timed',
      '2',
      '--time-ms',
      '5',
    ];
    const { status, stdout, stderr } = await ncb(args, folder);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /2 chains × 2 recordings = 4 cells/);
    assert.match(stdout, /\* +delta\+rice +\d\.\d{4}/);
    assert.match(stdout, /noise floor: .* timed twice/);
    assert.ok(!stdout.includes('\u001b'), 'no colour in a pipe');
    for (const name of ['log.jsonl', 'cells.csv', 'totals.csv', 'env.json'])
      assert.ok(existsSync(join(out, name)), name);
    const cells = readCells(join(out, 'cells.csv'));
    assert.deepEqual(
      cells.map(cell => [cell.chain, cell.alias, cell.recording, cell.status, cell.timing_runs]),
      [
        ['delta+rice', '', 'one.i16', 'ok', 2],
        ['delta+rice', '', 'two.i16', 'ok', 2],
        ['delta+rice', 'a/a', 'one.i16', 'ok', 2],
        ['delta+rice', 'a/a', 'two.i16', 'ok', 2],
        ['raw', '', 'one.i16', 'ok', 2],
        ['raw', '', 'two.i16', 'ok', 2],
      ],
    );
    for (const cell of cells) {
      assert.equal(cell.duration_s, cell.samples / 1000);
      assert.equal(cell.encode_xrt, (cell.duration_s * 1e9) / (cell.encode_ns ?? 0));
    }
    const [first] = readTotals(join(out, 'totals.csv'));
    assert.equal(first.raw_bytes, 20000);
    const environment = JSON.parse(readFileSync(join(out, 'env.json'), 'utf8'));
    assert.equal(environment.node, process.versions.node);
    assert.match(environment.command_line, /^ncb sweep recordings/);
  });

  test('takes up a run where it stands: no cell twice, new chains added', async t => {
    const folder = recordingsFolder(t);
    const args = ['sweep', 'recordings', ...RAW, '--out', 'run', '--size-only', '--chain', 'delta+rice'];
    await ncb(args, folder);
    const again = await ncb([...args, '--chain', 'delta+raw'], folder);
    assert.match(again.stderr, /4 cells stand in run already, 2 to go/);
    const exact = [...readLog(join(folder, 'run'))].filter(line => line.type === 'exact');
    assert.equal(exact.length, 6);
    assert.equal(readTotals(join(folder, 'run', 'totals.csv')).length, 3);
  });

  test('refuses files one by one, goes on with the rest, and ends with status 1', async t => {
    const folder = recordingsFolder(t);
    writeFileSync(join(folder, 'recordings', 'torn.wav'), 'RIFF');
    const { status, stderr } = await ncb(
      ['sweep', 'recordings', ...RAW, '--out', 'run', '--size-only', '--chain', 'raw'],
      folder,
    );
    assert.equal(status, 1);
    assert.match(stderr, /refused torn\.wav: /);
    assert.equal(readCells(join(folder, 'run', 'cells.csv')).length, 2);
    assert.match(
      JSON.stringify(JSON.parse(readFileSync(join(folder, 'run', 'env.json'), 'utf8')).refused),
      /torn\.wav/,
    );
  });

  test('a time limit is a row, and status 1', async t => {
    const folder = recordingsFolder(t);
    writeFileSync(
      join(folder, 'slow.js'),
      `import { defineCompressor } from 'neural-codec-bench/codec';
       export default defineCompressor({ name: 'slow', family: 'copy', summary: '', open: () => ({
         encode: b => { const t = Date.now(); while (b.length > 4000 && Date.now() - t < 1e5); return new Uint8Array(b); }, decode: b => new Uint8Array(b) }) });`,
    );
    const args = [
      'sweep',
      'recordings/one.i16',
      ...RAW,
      '--plugin',
      './slow.js',
      '--chain',
      'raw+slow',
      '--timeout',
      '2',
    ];
    const { status, stdout } = await ncb([...args, '--out', 'run', '--size-only'], folder);
    assert.equal(status, 1);
    assert.match(stdout, /timeout +raw\+slow: /);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
    test(`stopped by ${signal}, it goes on from there`, async t => {
      const folder = temporaryFolder(t);
      const args = [
        'sweep',
        '--out',
        'run',
        '--size-only',
        '--transforms',
        'none,delta',
        '--coders',
        'raw,rice,rans',
      ];
      const grid = [...args, '--compressors', 'none,bzip2,xz'];
      const child = spawn(process.execPath, [CLI, ...grid], { cwd: folder, stdio: 'ignore' });
      const log = join(folder, 'run', 'log.jsonl');
      const cells = () =>
        existsSync(log) ? readFileSync(log, 'utf8').split('"type":"exact"').length - 1 : 0;
      while (cells() < 5 && child.exitCode === null) await new Promise(resolve => setTimeout(resolve, 5));
      child.kill(signal);
      const status = await new Promise(resolve => child.on('exit', resolve));
      const stopped = [...readLog(join(folder, 'run'))].filter(line => line.type === 'exact').length;
      if (signal !== 'SIGKILL') {
        assert.equal(status, 130);
        assert.equal(readCells(join(folder, 'run', 'cells.csv')).length, stopped);
      }
      assert.ok(stopped >= 5 && stopped < 90, `${stopped} of 90 cells`);
      const again = await ncb(grid, folder);
      assert.equal(again.status, 0, again.stderr);
      const lines = [...readLog(join(folder, 'run'))].filter(line => line.type === 'exact');
      assert.equal(lines.length, 90);
      assert.equal(
        readCells(join(folder, 'run', 'cells.csv')).filter(cell => cell.status === 'ok').length,
        90,
      );
    });
  }

  test('recordings of equal content are rows of their own', async t => {
    const folder = recordingsFolder(t);
    writeFileSync(
      join(folder, 'recordings', 'copy.i16'),
      readFileSync(join(folder, 'recordings', 'one.i16')),
    );
    const args = [
      'sweep',
      'recordings',
      ...RAW,
      '--out',
      'run',
      '--chain',
      'rice',
      '--rounds',
      '1',
      '--time-ms',
      '5',
    ];
    assert.equal((await ncb([...args, '--timed', '3'], folder)).status, 0);
    const rows = readCells(join(folder, 'run', 'cells.csv')).filter(row => row.chain === 'raw');
    assert.deepEqual(
      rows.map(row => [row.recording, row.timing_runs]),
      [
        ['copy.i16', 1],
        ['one.i16', 1],
        ['two.i16', 1],
      ],
    );
  });

  test('a run over other recordings, or the same of another shape, is not gone on with', async t => {
    const folder = recordingsFolder(t);
    const args = ['sweep', 'recordings', '--out', 'run', '--size-only', '--chain', 'raw'];
    assert.equal((await ncb([...args, ...RAW], folder)).status, 0);
    for (const other of [
      ['--channels', '1', '--rate', '1000'],
      ['--channels', '2', '--rate', '9'],
      [...RAW, '--sample', '1'],
    ]) {
      const { status, stderr } = await ncb([...args, ...other], folder);
      assert.equal(status, 2);
      assert.match(stderr, /ncb: .*run: begun with other recordings; choose another --out/);
    }
  });

  test('a folder of something else is left alone', async t => {
    const folder = recordingsFolder(t);
    const args = ['sweep', 'recordings', ...RAW, '--size-only', '--chain', 'raw', '--out'];
    for (const [out, message] of [
      ['recordings', /recordings: is not empty and holds no run; choose another --out/],
      ['recordings/one.i16', /one\.i16: is a file, not a folder/],
      ['/proc/none', /\/proc\/none: cannot be made/],
      ['', /--out: want the name of a folder/],
    ] as const) {
      const { status, stderr } = await ncb([...args, out], folder);
      assert.match(stderr, message);
      assert.equal(status, 2);
    }
  });

  test('two sweeps into one folder do not mix', async t => {
    const folder = recordingsFolder(t);
    const args = ['sweep', 'recordings', ...RAW, '--size-only', '--chain', 'raw', '--out', 'run'];
    assert.equal((await ncb(args, folder)).status, 0);
    const lock = join(folder, 'run', 'lock');
    writeFileSync(lock, String(process.pid));
    const { status, stderr } = await ncb(args, folder);
    assert.match(stderr, new RegExp(`run: a sweep is running there, process ${process.pid}`));
    assert.equal(status, 2);
    // what a crash left behind is no reason to refuse
    writeFileSync(lock, '999999999');
    assert.equal((await ncb(args, folder)).status, 0);
    assert.ok(!existsSync(lock));
  });

  test('a process that a plugin leaves behind does not keep the sweep', async t => {
    const folder = recordingsFolder(t);
    await ncb(['new', 'mine', '--kind', 'coder'], folder);
    const path = join(folder, 'mine.ts');
    const spawning =
      "import { spawn } from 'node:child_process';\nspawn('sleep', ['40'], { stdio: 'inherit' }).unref();\n";
    writeFileSync(path, spawning + readFileSync(path, 'utf8'));
    const start = performance.now();
    const { status } = await ncb(
      [
        'sweep',
        'recordings/one.i16',
        ...RAW,
        '--plugin',
        './mine.ts',
        '--chain',
        'mine',
        '--size-only',
        '--out',
        'run',
      ],
      folder,
    );
    assert.equal(status, 0);
    assert.ok(performance.now() - start < 35_000);
  });

  test('a run that was begun elsewhere is not mixed with this machine', async t => {
    const folder = recordingsFolder(t);
    const args = ['sweep', 'recordings', ...RAW, '--out', 'run', '--size-only', '--chain', 'raw'];
    await ncb(args, folder);
    const path = join(folder, 'run', 'env.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"cpu_model": "[^"]*"/, '"cpu_model": "abacus"'));
    const { status, stderr } = await ncb(args, folder);
    assert.equal(status, 2);
    assert.match(stderr, /ncb: .*run: begun with cpu_model abacus, here it is .*; choose another --out/);
  });
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
    const { status, stderr } = await ncb(['sweep', 'recordings', ...RAW, ...args, '--time-ms', '5'], folder);
    assert.equal(status, 0, stderr);
    const totals = readTotals(join(folder, 'run', 'totals.csv')).filter(row => row.alias === '');
    assert.deepEqual(
      totals.map(row => [row.chain, row.ok]),
      [
        ['delta+nibble', 2],
        ['delta+nibble:distance=2', 2],
        ['nibble', 2],
        ['nibble:distance=2', 2],
        ['raw', 2],
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
      /broken +mine\n +round trip, on one sample: decoded: element 0 is -?\d+, not -12345/,
    );
  });

  test('the test that new writes passes where the package is installed', async t => {
    // inside the package its own name resolves, as it does where it is installed
    const folder = join(packageRoot, 'dist', `skeleton-${process.pid}`);
    t.after(async () => (await import('node:fs')).rmSync(folder, { recursive: true, force: true }));
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
