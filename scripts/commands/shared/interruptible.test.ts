/** What Ctrl-C does to commands that run for long, tested as processes. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { exactLine, temporaryFolder, timingLine } from '../../../harness/common/testing.test.kit.js';
import { encodeWav } from '../../../harness/recordings/write.js';
import { cellRows } from '../../../harness/run/cells.js';
import { writeCells } from '../../../harness/run/csv.js';
import { CLI, NO_TERMINAL, RAW, recordingsFolder } from './cli.test.kit.js';

const STUBBORN = fileURLToPath(new URL('./stubborn.test.kit.js', import.meta.url));

interface Running {
  readonly child: ChildProcess;
  /** Both streams so far. */
  readonly said: () => string;
  readonly ended: Promise<number | null>;
  /** Its folder for what is temporary. */
  readonly temporary: string;
}

function start(t: TestContext, program: string, args: readonly string[], cwd: string): Running {
  const temporary = temporaryFolder(t);
  const child = spawn(program, args, { cwd, env: { ...process.env, TMPDIR: temporary } });
  t.after(() => child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', piece => (text += piece));
  const ended = new Promise<number | null>(resolve => child.on('close', resolve));
  return { child, said: () => text, ended, temporary };
}

/** Waits for what a running command shows or leaves. */
async function until({ child, said }: Running, isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    assert.equal(child.exitCode, null, `it ended before: ${said()}`);
    await sleep(5);
  }
}

async function stopped(running: Running, isSo: () => boolean): Promise<void> {
  await until(running, isSo);
  running.child.kill('SIGINT');
  assert.equal(await running.ended, 130, running.said());
  assert.deepEqual(readdirSync(running.temporary), []);
  assert.doesNotMatch(running.said(), /\n {4}at /, 'no stack');
}

/** Headerless files of 2 GB each that take no room on the disk, and seconds to read. */
function largeFolder(t: TestContext): string {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'large'));
  for (let k = 0; k < 8; k++) {
    const path = join(folder, 'large', `${k}.i16`);
    writeFileSync(path, '');
    truncateSync(path, 2 ** 31);
  }
  return folder;
}

for (const args of [
  ['sweep', '--excerpt', 'none', '--out', 'run'],
  ['info', '--excerpt', 'none'],
]) {
  test(`${args[0]} ends while it reads`, async t => {
    const [command, ...more] = args;
    const running = start(t, process.execPath, [CLI, command, 'large', ...RAW, ...more], largeFolder(t));
    await stopped(running, () => running.said().includes('reading recordings: '));
  });
}

test('info ends on a terminal too, and the cursor is there again', {
  skip: NO_TERMINAL,
}, async t => {
  const line = [process.execPath, CLI, 'info', 'large', ...RAW].join(' ');
  const running = start(t, 'script', ['-qec', line, '/dev/null'], largeFolder(t));
  const [hidden, shown] = ['\x1b[?25l', '\x1b[?25h'];
  await until(running, () => running.said().includes(hidden));
  running.child.stdin?.write('\x03');
  assert.equal(await running.ended, 130, running.said());
  assert.ok(running.said().lastIndexOf(shown) > running.said().lastIndexOf(hidden));
});

test('train ends while it learns, and writes nothing', async t => {
  const folder = temporaryFolder(t);
  const [channels, frames] = [32, 100_000];
  let state = 1;
  const data = Int16Array.from({ length: channels * frames }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >> 24) * 64;
  });
  writeFileSync(join(folder, 'a.wav'), encodeWav({ data, channels }, 20_000));
  const running = start(t, process.execPath, [CLI, 'train', 'a.wav', '--out', 'p.json'], folder);
  await stopped(running, () => running.said().includes('learning thresholds: '));
  assert.deepEqual(readdirSync(folder), ['a.wav']);
});

test('compare ends while it tests', async t => {
  const folder = temporaryFolder(t);
  for (const [name, encodeNs] of [
    ['a', 1e6],
    ['b', 1.1e6],
  ] as const) {
    const recordings = Array.from({ length: 1000 }, (_, k) => `${k}.wav`);
    const lines = recordings.flatMap(recording => {
      const known = { recording, recordingSha256: recording };
      const rounds = [0, 1, 2, 3, 4, 5, 6, 7];
      return [
        exactLine(known),
        ...rounds.map(round => timingLine({ ...known, round, encodeNs: [encodeNs * (1 + round / 900)] })),
      ];
    });
    mkdirSync(join(folder, name));
    writeCells(join(folder, name, 'cells.csv'), cellRows(lines));
    writeFileSync(join(folder, name, 'env.json'), '{}');
  }
  const running = start(t, process.execPath, [CLI, 'compare', 'a', 'b'], folder);
  await stopped(running, () => /^(testing differences|judging): /m.test(running.said()));
});

test('eval ends, and what it unpacked is gone', async t => {
  const folder = temporaryFolder(t);
  const data = Int16Array.from({ length: 50_000 }, (_, i) => 900 * Math.sin(i / 7) + ((i * 7919) % 64));
  const wav = encodeWav({ data, channels: 1 }, 20_000);
  const files = Object.fromEntries(Array.from({ length: 100 }, (_, k) => [`data/${k}.wav`, wav]));
  writeFileSync(join(folder, 'data.zip'), zipSync(files, { level: 1 }));
  const args = ['eval', 'data.zip', '--chain', 'levels+mixed-gaussian', '--jobs', '1'];
  const running = start(t, process.execPath, [CLI, ...args], folder);
  await stopped(running, () => running.said().includes('coding files: '));
});

test('data fetch ends, and says how to go on', async t => {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-length': 1e6 });
    response.write(new Uint8Array(100_000));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close().closeAllConnections());
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const folder = temporaryFolder(t);
  const from = `http://127.0.0.1:${address.port}/data.zip`;
  const args = ['data', 'fetch', 'neuralink', '--out', 'out', '--from', from];
  const running = start(t, process.execPath, [CLI, ...args], folder);
  await stopped(running, () => filesIn(join(folder, 'out')).includes('.data.zip.part'));
  assert.match(running.said(), /^ncb: \S+ stops after \d+ of 1000000 bytes .*run the same command again/m);
  assert.deepEqual(filesIn(join(folder, 'out')).sort(), ['.data.zip.part', '.data.zip.part.json']);
});

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

test('recommend ends while the chains compete', async t => {
  const args = ['recommend', 'recordings', ...RAW, '--budget', '5min'];
  const running = start(t, process.execPath, [CLI, ...args], recordingsFolder(t));
  await stopped(running, () => /^\w.*: \d+ of \d+ s, \d+ chains left/m.test(running.said()));
});

for (const args of [
  ['check', './hangs.mjs'],
  ['list', '--plugin', './hangs.mjs'],
  ['sweep', '--plugin', './hangs.mjs'],
]) {
  test(`${args.join(' ')} ends, and the process that hangs with it`, async t => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'hangs.mjs'), `console.error('hanging'); for (;;);`);
    const running = start(t, process.execPath, [CLI, ...args], folder);
    // its children are known by then
    await until(running, () => readdirSync(running.temporary).length > 0);
    await stopped(running, () => childrenOf(running.child.pid).length > 0);
    assert.deepEqual(readdirSync(folder), ['hangs.mjs']);
  });
}

/** Processes that one has started, where the system tells. */
function childrenOf(pid: number | undefined): string[] {
  const { stdout } = spawnSync('ps', ['--ppid', String(pid), '-o', 'pid='], { encoding: 'utf8' });
  return stdout.split('\n').filter(line => line.trim() !== '');
}

test('work that does not end is ended by a second signal', async t => {
  const running = start(t, process.execPath, [STUBBORN], temporaryFolder(t));
  await until(running, () => running.said().includes('at work'));
  running.child.kill('SIGINT');
  await until(running, () => running.said().includes('has heard it'));
  running.child.kill('SIGTERM');
  assert.equal(await running.ended, 130);
  assert.deepEqual(readdirSync(running.temporary), []);
});
