/** `ncb sweep`, as it is typed: the files it leaves, what it refuses, and how it goes on after a stop. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { encodeWav } from '../../../harness/recordings/write.js';
import { readCells, readTotals } from '../../../harness/run/csv.js';
import { readLog } from '../../../harness/run/log.js';
import { CLI, ncb, RAW, recordingsFolder } from '../shared/cli.test.kit.js';

/** A process takes longer to start than these recordings to code. */
const ALONE = ['--jobs', '1'];

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
      '1',
      '--timed',
      '2',
      '--time-ms',
      '5',
    ];
    const { status, stdout, stderr } = await ncb(args, folder);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /2 chains × 2 recordings = 4 cells/);
    assert.match(stdout, /\*ed +delta\+rice +\d\.\d{4}/);
    assert.match(stdout, /a\/a difference: .* timed twice/);
    assert.ok(!stdout.includes('\u001b'), 'no colour in a pipe');
    for (const name of ['log.jsonl', 'cells.csv', 'totals.csv', 'env.json'])
      assert.ok(existsSync(join(out, name)), name);
    const cells = readCells(join(out, 'cells.csv'));
    assert.deepEqual(
      cells.map(cell => [cell.chain, cell.alias, cell.recording, cell.status, cell.timing_runs]),
      [
        ['delta+rice', '', 'one.i16', 'ok', 1],
        ['delta+rice', '', 'two.i16', 'ok', 1],
        ['delta+rice', 'a/a', 'one.i16', 'ok', 1],
        ['delta+rice', 'a/a', 'two.i16', 'ok', 1],
        ['raw', '', 'one.i16', 'ok', 1],
        ['raw', '', 'two.i16', 'ok', 1],
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
    const args = [
      'sweep',
      'recordings',
      ...RAW,
      '--out',
      'run',
      '--size-only',
      ...ALONE,
      '--chain',
      'delta+rice',
    ];
    await ncb(args, folder);
    const again = await ncb([...args, '--chain', 'delta+raw'], folder);
    assert.match(again.stderr, /4 cells stand in run already, 2 to go/);
    const exact = [...readLog(join(folder, 'run'))].filter(line => line.type === 'exact');
    assert.equal(exact.length, 6);
    assert.equal(readTotals(join(folder, 'run', 'totals.csv')).length, 3);
  });

  test('a time budget ends the timing pass within a round, and the command that it names goes on', async t => {
    const folder = recordingsFolder(t);
    const [recording, chain] = ['recordings/one.i16', 'delta+rice'];
    const args = ['sweep', recording, ...RAW, '--out', 'run', '--chain', chain, '--time-ms', '5'];
    const first = await ncb([...args, '--rounds', '3', '--timed', '2', '--time-budget', '1s'], folder);
    assert.equal(first.status, 0, first.stderr);
    const made = () => [...readLog(join(folder, 'run'))].filter(line => line.type === 'timing').length;
    const reached = made();
    assert.ok(reached > 0 && reached < 9, `${reached} runs`);
    assert.match(first.stderr, /speeds 1 s \((some \d of 3 rounds|less than a round)\)/);
    assert.match(first.stdout, /^not reached: \d runs? of round \d, all after it of 3$/m);
    const [, command] = /^ {2}ncb (.*)$/m.exec(first.stdout) ?? [];
    assert.equal(
      command,
      `${[...args.slice(0, 6), ...args.slice(8)].join(' ')} --rounds 3 --timed 2 --time-budget none --out run`,
    );
    const second = await ncb(command.split(' '), folder);
    assert.equal(second.status, 0, second.stderr);
    assert.doesNotMatch(second.stdout, /not reached/);
    assert.ok(readCells(join(folder, 'run', 'cells.csv')).every(cell => cell.timing_runs === 3));
  });

  test('a wrong time budget is refused before anything is done', async t => {
    const folder = recordingsFolder(t);
    for (const [given, said] of [
      ['soon', '--time-budget "soon": want a time such as 60s, 2min or 1h'],
      ['0s', '--time-budget 0s: want 1 s to 168 h'],
    ]) {
      const { status, stderr } = await ncb(['sweep', 'recordings', ...RAW, '--time-budget', given], folder);
      assert.deepEqual([status, stderr], [2, `ncb: ${said}\n`]);
    }
  });

  test('refuses files one by one, goes on with the rest, and ends with status 1', async t => {
    const folder = recordingsFolder(t);
    writeFileSync(join(folder, 'recordings', 'torn.wav'), 'RIFF');
    const { status, stderr } = await ncb(
      ['sweep', 'recordings', ...RAW, '--out', 'run', '--size-only', ...ALONE, '--chain', 'raw'],
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
         encode: b => { if (b.length > 4000) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); return new Uint8Array(b); }, decode: b => new Uint8Array(b) }) });`,
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
      '5',
    ];
    const { status, stdout } = await ncb([...args, '--out', 'run', '--size-only'], folder);
    assert.equal(status, 1);
    assert.match(
      stdout,
      /^timeout +raw\+slow on one\.i16: .*stopped after 5 s; raise --timeout \(now 5 s\)$/m,
    );
  });

  test('--chunk shows what chunks that are coded alone cost, and how soon a second of them is there', async t => {
    const folder = temporaryFolder(t);
    const data = Int16Array.from({ length: 4000 }, (_, i) => Math.round(900 * Math.sin(i / 7)));
    writeFileSync(join(folder, 'a.wav'), encodeWav({ data, channels: 1 }, 1000));
    const args = ['sweep', 'a.wav', '--out', 'run', '--chain', 'delta+rice', '--chunk', 'none,100ms'];
    const { status, stdout, stderr } = await ncb([...args, '--rounds', '1', '--time-ms', '5'], folder);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /2 chains × 1 recording × 2 lengths of chunks = 4 cells/);
    assert.match(stdout, /scope +ratio +cost .*1 s ms/);
    assert.match(stdout, /delta\+rice +100ms +\d\.\d{4} +-\d+\.\d\d %/);
    const cells = readCells(join(folder, 'run', 'cells.csv'));
    const sizeOf = (chain: string, scope: string) =>
      cells.find(cell => cell.chain === chain && cell.scope === scope && cell.alias === '')?.encoded_bytes;
    const [whole, tenths] = ['recording', '100ms'].map(scope => sizeOf('raw', scope));
    // a shape of three bytes; the same, and of each chunk its length of two bytes and a shape of its own
    assert.deepEqual([whole, tenths], [8003, 8003 + 40 * (2 + 2)]);
    assert.ok(cells.every(cell => cell.access_ns !== null && cell.recording === 'a.wav'));
    const again = await ncb([...args, '--size-only'], folder);
    assert.match(again.stderr, /4 cells stand in run already, 0 to go/);
    for (const [chunk, message] of [
      ['fast', /^ncb: --chunk "fast": want a time such as 60s/m],
      ['0s', /^ncb: --chunk 0s: want 0\.001 s to 1 h/m],
    ] as const) {
      assert.match((await ncb(['sweep', 'a.wav', '--chunk', chunk], folder)).stderr, message);
    }
    const solid = await ncb(['sweep', 'a.wav', '--chunk', '1s', '--scope', 'solid'], folder);
    assert.match(solid.stderr, /--chunk cuts recordings: want --scope recording or both/);
  });

  test('--scope both shows what one stream of all gains, and goes on from --scope recording', async t => {
    const folder = temporaryFolder(t);
    const wave = (frames: number, channels: number) =>
      Int16Array.from({ length: frames * channels }, (_, i) => Math.round(900 * Math.sin(i / 7)));
    mkdirSync(join(folder, 'set'));
    for (const [name, frames, channels] of [
      ['one.wav', 3000, 1],
      ['two.wav', 3000, 1],
      ['stereo.wav', 2000, 2],
    ] as const) {
      writeFileSync(join(folder, 'set', name), encodeWav({ data: wave(frames, channels), channels }, 1000));
    }
    const args = ['sweep', 'set', '--out', 'run', '--chain', 'raw+xz', '--timed', '1', '--time-ms', '5'];
    assert.equal((await ncb([...args, '--size-only'], folder)).status, 0);
    const { status, stdout, stderr } = await ncb([...args, '--rounds', '2', '--scope', 'both'], folder);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /2 chains × \(3 recordings \+ 1 stream of all\) = 8 cells/);
    assert.match(stderr, /6 cells stand in run already, 2 to go/);
    assert.match(stdout, /ratio +solid +gain .*\n\*ed +raw\+xz +\S+ +\S+ +\+\d+\.\d\d % /);
    const cells = readCells(join(folder, 'run', 'cells.csv'));
    const [raw] = cells.filter(cell => cell.scope === 'solid' && cell.chain === 'raw' && cell.alias === '');
    assert.deepEqual(
      [raw.recording, raw.channels, raw.samples, raw.raw_bytes, raw.duration_s, raw.timing_runs],
      ['(solid: 3 recordings)', 1, 10_000, 20_000, 8, 1],
    );
    // every sample, a shape for each of two streams, the length of the first, and the index (59 bytes, less deflated)
    assert.equal(raw.encoded_bytes, 20_000 + 2 * 3 + 2 + 55);
    const totals = readTotals(join(folder, 'run', 'totals.csv')).filter(row => row.alias === '');
    assert.deepEqual(
      totals.map(row => [row.chain, row.scope, row.recordings, row.raw_bytes, row.on_pareto_front !== null]),
      [
        ['raw', 'recording', 3, 20_000, true],
        ['raw', 'solid', 1, 20_000, true],
        ['raw+xz', 'recording', 3, 20_000, true],
        ['raw+xz', 'solid', 1, 20_000, true],
      ],
    );
    const again = await ncb([...args, '--rounds', '2', '--scope', 'both'], folder);
    assert.match(again.stderr, /8 cells stand in run already, 0 to go/);
    assert.doesNotMatch(again.stderr, /timing:/);
  });

  test('stopped by SIGINT, by SIGTERM and by SIGKILL, it goes on from there each time', async t => {
    const folder = temporaryFolder(t);
    const grid = ['--transforms', 'none,delta', '--coders', 'raw,rice,rans,huffman', '--compressors', 'none'];
    const args = ['sweep', '--out', 'run', '--size-only', ...grid];
    const run = join(folder, 'run');
    const log = join(run, 'log.jsonl');
    const cells = () => (existsSync(log) ? readFileSync(log, 'utf8').split('"type":"exact"').length - 1 : 0);
    let before = 0;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
      const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, stdio: 'ignore' });
      while (cells() < before + 4 && child.exitCode === null)
        await new Promise(resolve => setTimeout(resolve, 5));
      child.kill(signal);
      const status = await new Promise(resolve => child.on('exit', resolve));
      const stopped = [...readLog(run)].filter(line => line.type === 'exact').length;
      if (signal !== 'SIGKILL') {
        assert.equal(status, 130);
        assert.equal(readCells(join(run, 'cells.csv')).length, stopped);
      }
      assert.ok(stopped >= before + 4 && stopped < 40, `${signal}: ${stopped} of 40 cells`);
      before = stopped;
    }
    const again = await ncb(args, folder);
    assert.equal(again.status, 0, again.stderr);
    assert.equal([...readLog(run)].filter(line => line.type === 'exact').length, 40);
    assert.equal(readCells(join(run, 'cells.csv')).filter(cell => cell.status === 'ok').length, 40);
  });

  test('recordings of equal content are rows of their own', async t => {
    const folder = recordingsFolder(t);
    const paths = ['copy.i16', 'one.i16'].map(name => join('recordings', name));
    writeFileSync(join(folder, paths[0]), readFileSync(join(folder, paths[1])));
    const args = [
      'sweep',
      ...paths,
      ...RAW,
      '--out',
      'run',
      '--chain',
      'raw',
      '--rounds',
      '1',
      '--time-ms',
      '5',
    ];
    assert.equal((await ncb([...args, '--timed', '2'], folder)).status, 0);
    const rows = readCells(join(folder, 'run', 'cells.csv')).filter(row => row.alias === '');
    assert.deepEqual(
      rows.map(row => [row.recording, row.timing_runs]),
      [
        ['copy.i16', 1],
        ['one.i16', 1],
      ],
    );
  });

  test('a run over other recordings, or the same of another shape, is not gone on with', async t => {
    const folder = recordingsFolder(t);
    const args = ['sweep', 'recordings', '--out', 'run', '--size-only', ...ALONE, '--chain', 'raw'];
    assert.equal((await ncb([...args, ...RAW], folder)).status, 0);
    for (const other of [
      ['--channels', '1', '--rate', '1000'],
      ['--channels', '2', '--rate', '9'],
      [...RAW, '--sample', '1'],
    ]) {
      const { status, stderr } = await ncb([...args, ...other], folder);
      assert.equal(status, 2);
      assert.match(stderr, /ncb: .*run: begun with other recordings; choose another --out/);
      assert.ok(!existsSync(join(folder, 'run', 'lock')), 'the folder is free again');
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
    const args = ['sweep', 'recordings', ...RAW, '--size-only', ...ALONE, '--chain', 'raw', '--out', 'run'];
    assert.equal((await ncb(args, folder)).status, 0);
    const lock = join(folder, 'run', 'lock');
    // of a process that runs; that of this one, in which the command runs, would be its own
    writeFileSync(lock, String(process.ppid));
    const { status, stderr } = await ncb(args, folder);
    assert.match(stderr, new RegExp(`run: a sweep is running there, process ${process.ppid}`));
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

  test('speeds of a run that was begun elsewhere are not mixed with this machine', async t => {
    const folder = recordingsFolder(t);
    const args = ['sweep', 'recordings', ...RAW, '--out', 'run', ...ALONE, '--chain', 'raw'];
    await ncb([...args, '--size-only'], folder);
    const path = join(folder, 'run', 'env.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"cpu_model": "[^"]*"/, '"cpu_model": "abacus"'));
    const { status, stderr } = await ncb(args, folder);
    assert.equal(status, 2);
    // sizes are the same on any
    assert.equal((await ncb([...args, '--size-only'], folder)).status, 0);
    assert.match(stderr, /ncb: .*run: begun with cpu_model abacus, here it is .*; choose another --out/);
  });
});
