import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { describe, test } from 'node:test';
import { hashBytes } from './checksum.js';
import type { FindOptions, FindProgress } from './find.js';
import { findRecordings } from './find.js';
import { loadSamples } from './load.js';
import { encodeWav } from './write.js';

type Files = Readonly<Record<string, Uint8Array | string>>;

function folderOf(t: TestContext, files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'ncb-find-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), contents);
  }
  return folder;
}

function ramp(count: number): Int16Array {
  return Int16Array.from({ length: count }, (_, i) => i * 3 - 100);
}

const MONO = encodeWav({ data: ramp(50), channels: 1 }, 19531);
const THREE = encodeWav({ data: ramp(60), channels: 3 }, 30000);
const RAW = new Uint8Array(ramp(12).buffer);

async function outcome(paths: string[], options?: FindOptions) {
  const { recordings, refused } = await findRecordings(paths, options);
  return {
    found: recordings.map(({ name }) => name),
    refused: Object.fromEntries(refused.map(({ name, status, reason }) => [name, `${status}: ${reason}`])),
  };
}

test('a folder: sorted, named from the folder on, what is plainly no recording passed over', async t => {
  const folder = folderOf(t, {
    'b/two.wav': THREE,
    'a.WAV': MONO,
    'b/notes.txt': 'x',
    'b/.hidden.wav': MONO,
    'table.csv': 'a,b\n1,2\n',
    'meta.json': '{}',
    'README.md': '#',
    'broken.wav': MONO.subarray(0, 100),
    'strange.xyz': 'what is this',
  });
  const { recordings, refused } = await findRecordings([folder]);
  assert.deepEqual(
    recordings.map(({ name, channels, frames, sampleRateHz }) => [name, channels, frames, sampleRateHz]),
    [
      ['a.WAV', 1, 50, 19531],
      ['b/two.wav', 3, 20, 30000],
    ],
  );
  assert.equal(recordings[0].sha256, hashBytes(MONO));
  assert.deepEqual(
    refused.map(({ name, reason }) => [name, reason]),
    [
      ['broken.wav', 'torn: 56 of 100 bytes of data are there'],
      ['strange.xyz', 'no WAV: begins with "what is this"'],
    ],
  );
});

test('samples are planar views of the right frames', async t => {
  const folder = folderOf(t, { 'mono.wav': MONO, 'three.wav': THREE, 'raw.i16': RAW });
  const { recordings } = await findRecordings([folder], { channels: 4, rate: 1000 });
  const samples = Object.fromEntries(
    await Promise.all(recordings.map(async recording => [recording.name, await loadSamples(recording)])),
  );
  assert.deepEqual(samples['mono.wav'], { data: ramp(50), channels: 1, sampleRateHz: 19531 });
  assert.deepEqual(samples['three.wav'], { data: ramp(60), channels: 3, sampleRateHz: 30000 });
  const planar = Int16Array.from({ length: 12 }, (_, i) => ramp(12)[(i % 3) * 4 + Math.floor(i / 3)]);
  assert.deepEqual(samples['raw.i16'], { data: planar, channels: 4, sampleRateHz: 1000 });
});

test('a file that shrank since it was found is not read as silence', async t => {
  const folder = folderOf(t, { 'mono.wav': MONO });
  const { recordings } = await findRecordings([folder]);
  truncateSync(join(folder, 'mono.wav'), 60);
  await assert.rejects(loadSamples(recordings[0]), /mono\.wav has shrunk: it ends at byte 60/);
});

test('a missing path ends it all in one line', async () => {
  await assert.rejects(findRecordings(['/no/such/place']), {
    message: 'no such file or folder: /no/such/place',
  });
});

test('an impossible shape is a fault of the command line, not of a file', async () => {
  await assert.rejects(findRecordings([], { channels: Number.NaN }), /^Error: NaN channels: want 1 or more$/);
  await assert.rejects(findRecordings([], { rate: -1 }), /^Error: rate of -1 Hz: want over 0$/);
});

test('a file that is named is always judged', async t => {
  const folder = folderOf(t, { 'notes.txt': 'hello there', '.hidden.wav': MONO });
  assert.deepEqual(await outcome([join(folder, 'notes.txt'), join(folder, '.hidden.wav')]), {
    found: ['.hidden.wav'],
    refused: { 'notes.txt': 'error: no WAV: begins with "hello there"' },
  });
});

test('a file reached twice counts once, and equal names are told apart', async t => {
  const folder = folderOf(t, { 'x/a.wav': MONO, 'y/a.wav': THREE });
  const [x, y] = [join(folder, 'x'), join(folder, 'y')];
  assert.deepEqual((await outcome([x, `${x}/a.wav`, `${x}/`])).found, ['a.wav']);
  assert.deepEqual((await outcome([x, y])).found, [`${x}/a.wav`, `${y}/a.wav`]);
});

test('links in circles and to nothing', async t => {
  const folder = folderOf(t, { 'deep/a.wav': MONO });
  symlinkSync(folder, join(folder, 'deep', 'up'));
  symlinkSync(join(folder, 'gone'), join(folder, 'lost.wav'));
  symlinkSync(join(folder, 'deep', 'a.wav'), join(folder, 'link.wav'));
  // before the others, which it took with it
  symlinkSync('a-loop.wav', join(folder, 'a-loop.wav'));
  const { found, refused } = await outcome([folder]);
  assert.deepEqual(found, ['deep/a.wav', 'link.wav']);
  assert.deepEqual(Object.keys(refused), ['a-loop.wav', 'lost.wav']);
  assert.match(refused['a-loop.wav'], /^error: ELOOP/);
  assert.equal(refused['lost.wav'], 'error: a link to nothing');
});

test('a pipe is not waited for', async t => {
  if (process.platform === 'win32') return t.skip('no pipes in folders here');
  const folder = folderOf(t, {});
  execFileSync('mkfifo', [join(folder, 'pipe.wav')]);
  assert.deepEqual((await outcome([folder])).refused, { 'pipe.wav': 'error: neither a file nor a folder' });
});

test('nor one with the name of what lies beside recordings', async t => {
  if (process.platform === 'win32') return t.skip('no pipes in folders here');
  const folder = folderOf(t, { 'a.i16': RAW, 'deep/b.i16': RAW, 'e.wav': MONO });
  const pipes = ['manifest.csv', 'meta.json', 'deep/b.json', 'deep/d.ncs', 'e.spikes.csv'];
  execFileSync(
    'mkfifo',
    pipes.map(name => join(folder, name)),
  );
  const { refused } = await outcome([folder]);
  assert.deepEqual(Object.keys(refused), ['a.i16', 'deep/b.i16', 'deep/d.ncs', 'e.wav', 'manifest.csv']);
  assert.match(refused['a.i16'], /^error: meta\.json is no file$/);
  assert.match(refused['deep/b.i16'], /^error: b\.json is no file$/);
  assert.equal(refused['manifest.csv'], 'error: is no file');
  const given = (await outcome([join(folder, 'e.wav')])).refused;
  assert.deepEqual(Object.keys(given), ['e.wav', 'manifest.csv']);
});

test('files and folders that may not be read', async t => {
  if (process.seteuid === undefined) return t.skip('no users here');
  const folder = folderOf(t, { 'closed.wav': MONO, 'shut/a.wav': MONO, 'open.wav': MONO });
  chmodSync(folder, 0o755);
  chmodSync(join(folder, 'closed.wav'), 0);
  chmodSync(join(folder, 'shut'), 0);
  const root = process.getuid?.() === 0;
  if (root) process.seteuid(65534);
  try {
    const { found, refused } = await outcome([folder]);
    assert.deepEqual(found, ['open.wav']);
    assert.match(refused['closed.wav'], /^error: EACCES/);
    assert.match(refused.shut, /^error: EACCES/);
  } finally {
    if (root) process.seteuid(0);
    chmodSync(join(folder, 'shut'), 0o755);
  }
});

test('more samples than a stream can hold', async t => {
  const folder = folderOf(t, { 'long.raw': '' });
  truncateSync(join(folder, 'long.raw'), 2 ** 31 + 2);
  assert.deepEqual((await outcome([folder], { channels: 1, rate: 30000 })).refused, {
    'long.raw': 'unsupported: 1073741825 samples: at most 1073741824 are read',
  });
});

describe('headerless samples', () => {
  const missing = 'error: headerless: give --channels and --rate, or put them in a meta.json beside it';
  const cases: Record<string, [files: Files, options: FindOptions, want: string]> = {
    'nothing known': [{}, {}, missing],
    'channels alone': [{}, { channels: 2 }, missing],
    'given on the command line': [{}, { channels: 2, rate: 100 }, 'ok'],
    'an object in meta.json': [{ 'meta.json': '{"channels":3,"rate":9.5}' }, {}, 'ok'],
    'an object of its name': [{ 'a.json': '{"channels":3,"rate":10}' }, {}, 'ok'],
    'an object of its whole name': [{ 'a.bin.json': '{"channels":3,"rate":10}' }, {}, 'ok'],
    'an entry with another folder': [
      {
        'meta.json': JSON.stringify([
          { file: 'z/b.bin', channels: 9, rate: 1 },
          { file: 'z/a.bin', channels: 3, rate: 10, bytes: 24, sha256: hashBytes(RAW), dtype: 'int16le' },
        ]),
      },
      {},
      'ok',
    ],
    'entries for others': [{ 'meta.json': '[{"file":"b.bin","channels":9,"rate":1}]' }, {}, missing],
    'one fact from each': [{ 'meta.json': '{"channels":5,"rate":10}' }, { channels: 2 }, 'ok'],
    'no JSON': [{ 'meta.json': '{' }, {}, 'error: meta.json beside it is no JSON'],
    'channels as a word': [
      { 'meta.json': '{"channels":"two","rate":1}' },
      {},
      'error: meta.json says channels "two"',
    ],
    floats: [
      { 'meta.json': '{"dtype":"float32","channels":1,"rate":1}' },
      {},
      'unsupported: meta.json says "float32": only int16 little-endian is read',
    ],
    'half a frame': [
      {},
      { channels: 5, rate: 1 },
      'error: 24 bytes are no whole number of frames of 5 int16 channels; what would fit nearby: 2, 3, 4, 6',
    ],
    'no channels': [{ 'meta.json': '{"channels":0,"rate":1}' }, {}, 'error: 0 channels: want 1 or more'],
    'no rate': [{ 'meta.json': '{"channels":1,"rate":0}' }, {}, 'error: rate of 0 Hz: want over 0'],
    'another size': [
      { 'meta.json': '{"channels":1,"rate":1,"bytes":26}' },
      {},
      'error: 24 bytes, but its sidecar says 26',
    ],
    'another checksum': [
      { 'meta.json': '{"channels":1,"rate":1,"sha256":"ABCDEF0123456789"}' },
      {},
      `error: checksum ${hashBytes(RAW).slice(0, 12)}…, but its sidecar says abcdef012345…`,
    ],
    empty: [{ 'a.bin': '' }, { channels: 1, rate: 1 }, 'error: empty file'],
  };
  for (const [name, [files, options, want]] of Object.entries(cases)) {
    test(name, async t => {
      const folder = folderOf(t, { 'a.bin': RAW, ...files });
      const { found, refused } = await outcome([folder], options);
      assert.equal(refused['a.bin'] ?? 'ok', want);
      assert.equal(found.length, want === 'ok' ? 1 : 0);
    });
  }

  test('a WAV by its contents, whatever its ending; any ending if it is named with its shape', async t => {
    const folder = folderOf(t, { 'a.bin': MONO, 'b.ap': RAW });
    const shape = { channels: 1, rate: 100 };
    assert.deepEqual((await outcome([folder], shape)).found, ['a.bin']);
    assert.deepEqual((await outcome([join(folder, 'b.ap')], shape)).found, ['b.ap']);
  });
});

describe('manifests', () => {
  const rows = (...lines: string[]) => `file,sha256\n${lines.join('\n')}\n`;

  test('checksums are verified, and what is listed must be there', async t => {
    const folder = folderOf(t, {
      'set/good.wav': MONO,
      'set/bad.wav': MONO,
      'set/extra.wav': MONO,
      'set/manifest.csv': rows(
        `good.wav,${hashBytes(MONO)}`,
        `bad.wav,${hashBytes(THREE)}`,
        `gone.wav,${hashBytes(MONO)}`,
      ),
    });
    assert.deepEqual(await outcome([folder]), {
      found: ['set/extra.wav', 'set/good.wav'],
      refused: {
        'set/bad.wav': `error: checksum ${hashBytes(MONO).slice(0, 12)}…, but its manifest says ${hashBytes(THREE).slice(0, 12)}…`,
        'set/gone.wav': 'error: listed in manifest.csv but missing',
      },
    });
    assert.match((await outcome([join(folder, 'set/bad.wav')])).refused['bad.wav'], /^error: checksum/);
    assert.deepEqual((await outcome([join(folder, 'set/good.wav')])).refused, {});
  });

  test('a manifest that is given takes the place of the others', async t => {
    const folder = folderOf(t, {
      'set/a.wav': MONO,
      'set/manifest.csv': rows('a.wav,0000'),
      'mine.csv': rows(`a.wav,${hashBytes(MONO)}`, 'b.wav,11'),
    });
    assert.deepEqual(await outcome([join(folder, 'set')], { manifest: join(folder, 'mine.csv') }), {
      found: ['a.wav'],
      refused: { 'b.wav': 'error: listed in mine.csv but missing' },
    });
  });

  test('a table about something else is passed over, a broken one refused, a given one must be right', async t => {
    const other = folderOf(t, { 'a.wav': MONO, 'manifest.csv': 'shot,take\n1,2\n' });
    assert.deepEqual(await outcome([other]), { found: ['a.wav'], refused: {} });
    const broken = folderOf(t, { 'a.wav': MONO, 'manifest.csv': 'file,sha256\n"a.wav,1\n' });
    assert.match((await outcome([broken])).refused['manifest.csv'], /^error: /);
    await assert.rejects(
      outcome([other], { manifest: join(other, 'manifest.csv') }),
      /no columns file and sha256/,
    );
    await assert.rejects(outcome([other], { manifest: join(other, 'none.csv') }), /none\.csv: ENOENT/);
  });
});

test('progress ends with everything', async t => {
  const folder = folderOf(t, { 'a.wav': MONO, 'b.wav': 'nothing' });
  const seen: FindProgress[] = [];
  await findRecordings([folder], { onProgress: progress => seen.push(progress) });
  const total = MONO.length + 7;
  assert.deepEqual(seen.at(-1), { files: 2, totalFiles: 2, bytes: MONO.length, totalBytes: total });
});
