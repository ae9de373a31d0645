/** `ncb encode`, `decode` and `eval`, as they are typed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { zipSync } from 'fflate';
import { packageRoot } from '../../../harness/common/package-root.js';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { encodeWav } from '../../../harness/recordings/write.js';
import { CLI, ncb } from '../shared/cli.test.kit.js';
import { runEncode } from './run.js';

function wave(frames: number): Uint8Array {
  const data = Int16Array.from({ length: frames }, (_, i) => Math.round(900 * Math.sin(i / 7)));
  return encodeWav({ data, channels: 1 }, 19531);
}

const PLUGIN = join(packageRoot, 'scripts', 'example-codec.ts');
const LIST_CHUNK = Buffer.from('LIST\x05\0\0\0odd\xff!', 'latin1');

test('files go through disk byte for byte, with the ratio said', async t => {
  const folder = temporaryFolder(t);
  const files = { wave: wave(5000), odd: Buffer.concat([wave(99), LIST_CHUNK]), none: Buffer.from('text') };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
    const encoded = await ncb(['encode', name, `${name}.ncb`], folder);
    assert.deepEqual([encoded.status, encoded.stdout], [0, '']);
    assert.match(encoded.stderr, /^\w+: [\d,]+ -> [\d,]+ bytes, ratio \d+\.\d{3}, .*\n$/);
    if (name === 'none') assert.match(encoded.stderr, /deflated whole, past the chain: no WAV/);
    assert.equal((await ncb(['decode', `${name}.ncb`, `${name}.copy`], folder)).status, 0);
    assert.deepEqual(readFileSync(join(folder, `${name}.copy`)), Buffer.from(content));
  }
});

test('pipes', () => {
  const run = (command: string, input: Uint8Array) =>
    spawnSync(process.execPath, [CLI, command, '-', '-'], { input });
  for (const file of [wave(70_000), new Uint8Array(0)]) {
    const encoded = run('encode', file);
    assert.match(encoded.stderr.toString(), /^standard input: /);
    assert.deepEqual(run('decode', encoded.stdout).stdout, Buffer.from(file));
  }
  const torn = run('decode', run('encode', wave(70_000)).stdout.subarray(0, -1));
  assert.deepEqual([torn.status, torn.stdout.length], [2, 0]);
  assert.match(torn.stderr.toString(), /^ncb: standard input: torn: \d+ of \d+ bytes are there\n$/);
});

describe('what is wrong is one line, status 2, and nothing written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ncb-test-'));
  before(() => faultyFolder(folder));
  after(() => rmSync(folder, { recursive: true }));

  const cases: Record<string, { args: string[]; error: RegExp }> = {
    'a missing file': {
      args: ['encode', 'nowhere', 'out'],
      error: /^ncb: no such file or folder: nowhere\n$/,
    },
    'an empty name': { args: ['encode', '', 'out'], error: /^ncb: no such file or folder: \n$/ },
    'a folder': { args: ['decode', '.', 'out'], error: /^ncb: \.: is a folder\n$/ },
    'a folder for an output': { args: ['encode', 'a.wav', '.'], error: /^ncb: \.: is a folder\n$/ },
    'an output that is there': {
      args: ['encode', 'a.wav', 'a.ncb'],
      error: /^ncb: a\.ncb: is there already; --force replaces it\n$/,
    },
    'an output in no folder': {
      args: ['encode', 'a.wav', 'no/out'],
      error: /^ncb: no\/out: ENOENT[^\n]*\n$/,
    },
    'a wrong chain': { args: ['encode', 'a.wav', 'out', '--chain', 'delta'], error: /^ncb: chain "delta"/ },
    'no container': {
      args: ['decode', 'a.wav', 'out'],
      error: /^ncb: a\.wav: no file of ncb encode: begins with "RIFF"\n$/,
    },
    'a flipped bit': { args: ['decode', 'flipped.ncb', 'out'], error: /^ncb: flipped\.ncb: damaged/ },
    'a plugin that is not named': {
      args: ['decode', 'plugged.ncb', 'out'],
      error: /^ncb: plugged\.ncb: chain .* no stage .* a stage of a plugin needs --plugin\n$/,
    },
    'a missing folder to score': {
      args: ['eval', 'nowhere'],
      error: /^ncb: no such file or folder: nowhere/,
    },
    'a zip that is none': { args: ['eval', 'text.zip'], error: /^ncb: text\.zip: cannot be unpacked: / },
    'executables that are not there': {
      args: ['eval', 'a.wav', '--executables', '.'],
      error: /^ncb: --executables \.: no encode in it\n$/,
    },
  };
  for (const [name, { args, error }] of Object.entries(cases)) {
    test(name, async () => {
      const there = readdirSync(folder);
      const { status, stdout, stderr } = await ncb(args, folder);
      assert.match(stderr, error);
      assert.deepEqual([status, stdout], [2, '']);
      assert.deepEqual(readdirSync(folder), there);
    });
  }
});

async function faultyFolder(folder: string): Promise<string> {
  writeFileSync(join(folder, 'a.wav'), wave(400));
  writeFileSync(join(folder, 'text.zip'), 'text');
  await ncb(['encode', 'a.wav', 'a.ncb'], folder);
  await ncb(['encode', 'a.wav', 'plugged.ncb', '--plugin', PLUGIN, '--chain', 'nibble'], folder);
  const flipped = readFileSync(join(folder, 'a.ncb'));
  flipped[flipped.length >> 1] ^= 4;
  writeFileSync(join(folder, 'flipped.ncb'), flipped);
  return folder;
}

test('a plugin codes and decodes, and --force replaces', async t => {
  const folder = await faultyFolder(temporaryFolder(t));
  const { status, stderr } = await ncb(
    ['decode', 'plugged.ncb', 'a.wav', '--force', '--plugin', PLUGIN],
    folder,
  );
  assert.equal(status, 0, stderr);
  assert.deepEqual(readFileSync(join(folder, 'a.wav')), Buffer.from(wave(400)));
});

/** Coders that end their process when they encode, never return, and end it when they decode. */
const HOSTILE = `
import { defineCoder } from 'neural-codec-bench/codec';
const stage = (name, encode, decode) =>
  defineCoder({ name, family: 'copy', summary: 'for tests', open: () => ({ encode, decode }) });
const copy = ({ data }) => new Uint8Array(data.slice().buffer);
export default [
  stage('exits', () => process.exit(0), copy),
  stage('hangs', () => { for (;;); }, copy),
  stage('exits-later', copy, () => process.exit(0)),
];
`;

test('what a plugin does to its process costs the command one line, and its limits can be set', async t => {
  const folder = temporaryFolder(t);
  const [input, output] = [join(folder, 'a.wav'), join(folder, 'a.ncb')];
  writeFileSync(join(folder, 'hostile.mjs'), HOSTILE);
  writeFileSync(input, wave(400));
  const argv = {
    ...{ input, output, out: undefined, chunk: undefined, channels: undefined, rate: undefined },
    ...{ plugin: [join(folder, 'hostile.mjs')], profile: [], force: false, compare: false, lossy: false },
    ...{ timeout: 2, 'memory-mb': 2048, verify: true },
  };
  const cases = {
    exits: /^Error: .*a\.wav: its process exited with code 0$/,
    hangs: /^Error: .*a\.wav: stopped after 2 s; raise --timeout \(now 2 s\)$/,
  };
  for (const [chain, error] of Object.entries(cases))
    await assert.rejects(runEncode({ ...argv, chain }), error);
  assert.ok(!existsSync(output));
  assert.equal(await runEncode({ ...argv, verify: false, chain: 'exits-later' }), 0);
  const decoded = await ncb(['decode', 'a.ncb', 'copy.wav', '--plugin', './hostile.mjs'], folder);
  assert.equal(decoded.stderr, 'ncb: a.ncb: its process exited with code 0\n');
  assert.deepEqual([decoded.status, existsSync(join(folder, 'copy.wav'))], [2, false]);
});

const LOSING = `
import { defineCoder } from 'neural-codec-bench/codec';
export const stage = defineCoder({
  name: 'losing', family: 'copy', summary: 'loses what is odd',
  open: () => ({
    encode: ({ data }) => new Uint8Array(new Int16Array([...data, 0]).buffer),
    decode: bytes => ({ data: new Int16Array(bytes.slice().buffer).slice(0, -1).map(x => x & ~1), channels: 1 }),
  }),
});
`;

test('a codec that loses samples gets nothing written, and fails its evaluation', async t => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'losing.mjs'), LOSING);
  writeFileSync(join(folder, 'a.wav'), wave(400));
  const chain = ['--plugin', './losing.mjs', '--chain', 'losing'];
  const refused = await ncb(['encode', 'a.wav', 'out', ...chain], folder);
  assert.match(
    refused.stderr,
    /^ncb: a\.wav: not written, since losing fails: the checksum of the decoded file/,
  );
  assert.deepEqual([refused.status, readdirSync(folder).includes('out')], [2, false]);
  assert.equal((await ncb(['encode', 'a.wav', 'out', '--no-verify', ...chain], folder)).status, 0);
  const scored = await ncb(['eval', 'a.wav', ...chain], folder);
  assert.equal(scored.status, 1);
  assert.match(scored.stdout, /^ERROR: a\.wav: error: the checksum/);
});

describe('eval', () => {
  const files = { 'data/a.wav': wave(9000), 'data/b.wav': wave(7001) };

  test('scores a folder and a zip alike, to the byte what encode writes', async t => {
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, 'data'));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    writeFileSync(join(folder, 'data.zip'), zipSync(files));
    await ncb(['encode', 'data/a.wav', 'a.ncb'], folder);
    const ofFolder = JSON.parse((await ncb(['eval', 'data', '--json'], folder)).stdout);
    const ofZip = JSON.parse((await ncb(['eval', 'data.zip', '--json'], folder)).stdout);
    assert.deepEqual(ofFolder, ofZip);
    assert.deepEqual(ofFolder.results[0], {
      file: 'a.wav',
      status: 'ok',
      original_bytes: 18044,
      compressed_bytes: readFileSync(join(folder, 'a.ncb')).length,
    });
    assert.equal(ofFolder.original_bytes, 18044 + 14046);
    assert.equal(ofFolder.ratio_with_executables, null);
  });

  test('counts the executables, and cuts the ratio to two places', async t => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'a.wav'), wave(10_000));
    writeFileSync(join(folder, 'encode'), new Uint8Array(1000));
    writeFileSync(join(folder, 'decode'), new Uint8Array(500));
    const args = ['eval', 'a.wav', '--chain', 'raw'];
    const { stdout } = await ncb([...args, '--executables', '.'], folder);
    const compressed = Number(/^Compressed size \(bytes\): (\d+)$/m.exec(stdout)?.[1]);
    assert.match(stdout, new RegExp(`^Compressed size with them \\(bytes\\): ${compressed + 1500}$`, 'm'));
    assert.match(stdout, /^Compression ratio: 0\.93 \(0\.93\d\d; cut to two places\)$/m);
    assert.match((await ncb(args, folder)).stdout, /not built; npm run challenge -- raw builds them/);
  });
});
