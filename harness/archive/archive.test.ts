/** Files and folders through archives: every byte back, any stretch, and whatever happens to the archive. */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { builtInStages, makeRegistry } from '../../codecs/registry.js';
import { makeWords } from '../common/random.js';
import { temporaryFolder } from '../common/testing.test.kit.js';
import { planes, WRITTEN, type Written } from '../recordings/formats/written.test.kit.js';
import { encodeWav } from '../recordings/write.js';
import { uncovered } from './covered.js';
import { readDamaged, readFrames } from './damaged.test.kit.js';
import { encodeArchive } from './encode.js';
import { extractArchive } from './extract.js';
import { partPath } from './part.js';
import { openReader } from './read.js';
import { verifyArchive } from './verify.js';

const LIMITS = { timeoutMs: 60_000, memoryBytes: 2 ** 31 };
const registry = makeRegistry(builtInStages);
const nothing = () => undefined;

function writeAll(folder: string, { files }: Pick<Written, 'files'>): void {
  for (const [name, contents] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
  }
}

function contentsOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter(name => statSync(join(folder, name)).isFile());
  return Object.fromEntries(files.map(name => [name, readFileSync(join(folder, name)).toString('hex')]));
}

function encode(
  path: string,
  output: string,
  changes: { chunkS?: number; jobs?: number; signal?: AbortSignal } = {},
) {
  return encodeArchive({
    ...{
      path,
      output,
      chain: 'delta+rice',
      chunkS: 0.001,
      writer: 'a test',
      plugins: [],
      verify: true,
      jobs: 2,
    },
    ...{ given: {}, limits: LIMITS, signal: new AbortController().signal, onProgress: nothing },
    ...changes,
  });
}

function request(archive: string) {
  const signal = new AbortController().signal;
  return { archive, plugins: [], jobs: 2, limits: LIMITS, signal, runPrograms: false, onProgress: nothing };
}

/** A WAV file of two channels at 1000 Hz with something behind its samples. */
function wave(t: TestContext, frames: number): { folder: string; path: string } {
  const folder = temporaryFolder(t);
  const path = join(folder, 'a.wav');
  const wav = encodeWav({ data: planes(2, frames), channels: 2 }, 1000);
  writeFileSync(path, Buffer.concat([wav, Buffer.from('LIST\\x04\\x00\\x00\\x00abcd', 'latin1')]));
  return { folder, path };
}

for (const [format, write] of Object.entries(WRITTEN)) {
  test(`${format}: a folder comes back byte for byte, and is verified`, async t => {
    const folder = temporaryFolder(t);
    const [from, to, archive] = ['from', 'to', 'a.ncb'].map(name => join(folder, name));
    writeAll(from, write());
    // a process is enough for so little
    const asked = { ...request(archive), jobs: 1 };
    const summary = await encode(from, archive, { jobs: 1 });
    assert.equal(summary.files, Object.keys(write().files).length);
    assert.ok(!existsSync(partPath(archive)));
    const verified = await verifyArchive({ ...asked, original: from });
    assert.equal(verified.bytes, summary.originalBytes);
    if (format === 'wav') await verifyArchive(asked);
    mkdirSync(to);
    await extractArchive({ ...asked, output: to, force: false });
    assert.deepEqual(contentsOf(to), contentsOf(from));
  });
}

describe('a stretch', () => {
  test('of any frames and channels is what was recorded', async t => {
    const { folder, path } = wave(t, 950);
    const archive = join(folder, 'a.ncb');
    await encode(path, archive, { chunkS: 0.1 });
    const reader = openReader(archive, registry, { runPrograms: false });
    t.after(reader.close);
    assert.deepEqual(
      reader.streams.map(({ name, chunkFrames }) => [name, chunkFrames]),
      [['a.wav', 100]],
    );
    const words = makeWords(3, 0, 0);
    for (let trial = 0; trial < 50; trial++) {
      const fromFrame = words() % 950;
      const frames = 1 + (words() % (950 - fromFrame));
      const firstChannel = words() % 2;
      const channels = 1 + (words() % (2 - firstChannel));
      const { data } = await reader.read({ fromFrame, frames, firstChannel, channels });
      assert.deepEqual(data, planes(channels, frames, firstChannel, fromFrame));
    }
  });

  test('that is not there is refused', async t => {
    const { folder, path } = wave(t, 20);
    const archive = join(folder, 'a.ncb');
    await encode(path, archive);
    const reader = openReader(archive, registry, { runPrograms: false });
    t.after(reader.close);
    await assert.rejects(reader.read({ fromFrame: 15, frames: 6 }), /frames 15 to 21: there are 20/);
    await assert.rejects(
      reader.read({ fromFrame: 0, frames: 1, firstChannel: 2, channels: 1 }),
      /channels 2 to 3/,
    );
    await assert.rejects(
      reader.read({ stream: 'x', fromFrame: 0, frames: 1 }),
      /no stream "x": the archive has a\.wav/,
    );
  });
});

describe('writing that is stopped', () => {
  test('leaves no file under its name, and goes on where it ended', async t => {
    const { folder, path } = wave(t, 900);
    const archive = join(folder, 'a.ncb');
    const controller = new AbortController();
    let bytes = 0;
    const stopped = encodeArchive({
      ...{
        path,
        output: archive,
        chain: 'delta+rice',
        chunkS: 0.05,
        writer: 'a test',
        plugins: [],
        verify: false,
      },
      ...{ given: {}, jobs: 1, limits: LIMITS, signal: controller.signal },
      onProgress: ({ done }) => {
        bytes = done;
        if (done > 1500) controller.abort();
      },
    });
    await assert.rejects(stopped);
    assert.ok(bytes > 1500 && existsSync(partPath(archive)) && !existsSync(archive));
    // and torn in its last record
    truncateSync(partPath(archive), statSync(partPath(archive)).size - 3);
    const summary = await encode(path, archive, { chunkS: 0.05 });
    assert.ok(summary.resumedBytes >= 1000, String(summary.resumedBytes));
    await verifyArchive({ ...request(archive), original: path });
    assert.ok(!existsSync(partPath(archive)));
  });

  test('is begun anew for another plan', async t => {
    const { folder, path } = wave(t, 200);
    const archive = join(folder, 'a.ncb');
    writeFileSync(partPath(archive), 'something else');
    const { resumedBytes } = await encode(path, archive);
    assert.equal(resumedBytes, 0);
    await verifyArchive(request(archive));
  });
});

describe('a damaged archive', () => {
  test('gives nothing but errors in a line: every truncation, many flipped bits', async t => {
    const { folder, path } = wave(t, 60);
    const archive = join(folder, 'a.ncb');
    await encode(path, archive, { chunkS: 0.03 });
    const whole = readFileSync(archive);
    const broken = join(folder, 'broken.ncb');
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(broken, whole.subarray(0, length));
      await assert.rejects(
        readFrames(broken, registry, 60),
        error => error instanceof Error && !error.message.includes('\n'),
      );
    }
    const words = makeWords(5, 0, 0);
    for (let trial = 0; trial < 3000; trial++) {
      // a bit in the rest of the file is seen by verify, not by a stretch
      const expected = { registry, samples: planes(2, 60), frames: 60 };
      await readDamaged(broken, whole, words() % (8 * whole.length), expected);
    }
  });

  test('is not extracted, and leaves no file', async t => {
    const { folder, path } = wave(t, 100);
    const archive = join(folder, 'a.ncb');
    await encode(path, archive);
    const bytes = readFileSync(archive);
    bytes[200] ^= 1;
    writeFileSync(archive, bytes);
    const output = join(folder, 'out.wav');
    await assert.rejects(
      extractArchive({ ...request(archive), output, force: false }),
      /damaged|checksum|samples/,
    );
    assert.deepEqual(readdirSync(folder).sort(), ['a.ncb', 'a.wav']);
    await assert.rejects(verifyArchive(request(archive)), /damaged|checksum|samples/);
  });
});

test('an original that has changed is found out', async t => {
  const { folder, path } = wave(t, 100);
  const archive = join(folder, 'a.ncb');
  await encode(path, archive);
  const bytes = readFileSync(path);
  bytes[100] ^= 1;
  writeFileSync(path, bytes);
  await assert.rejects(
    verifyArchive({ ...request(archive), original: path }),
    /a\.wav from 0\.\d+ s on: .*decoded as/,
  );
  writeFileSync(path, bytes.subarray(0, 100));
  await assert.rejects(
    verifyArchive({ ...request(archive), original: path }),
    /has 100 bytes, in the archive/,
  );
});

test('what no stream covers', () => {
  const run = {
    file: 0,
    channels: 2,
    offset: 10,
    blockFrames: 4,
    blockBytes: 20,
    frameBytes: 4,
    channelBytes: 2,
    zero: 0,
  } as const;
  const stream = { name: 'a', channels: 2, frames: 9, sampleRateHz: 1, chunkFrames: 4, runs: [run] };
  assert.deepEqual(
    [...uncovered(0, 60, [stream])],
    [
      { from: 0, to: 10 },
      { from: 26, to: 30 },
      { from: 46, to: 50 },
      { from: 54, to: 60 },
    ],
  );
  assert.deepEqual([...uncovered(1, 5, [stream])], [{ from: 0, to: 5 }]);
  assert.throws(() => [...uncovered(0, 53, [stream])], /streams cover bytes 50 to 54/);
  assert.throws(() => [...uncovered(0, 60, [stream, stream])], /twice/);
});
