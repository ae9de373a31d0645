/** `ncb explain`, as it is typed. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { bytesOf } from '../../../codecs/bytes/stream.js';
import type { Samples } from '../../../codecs/codec.js';
import { neuralinkData } from '../../../codecs/shared-data.test.kit.js';
import { levels } from '../../../codecs/transforms/levels/transform.js';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { loadSamples } from '../../../harness/recordings/load.js';
import { syntheticRecordings } from '../../../harness/recordings/synthetic/synthetic.js';
import { writeRecordings } from '../../../harness/recordings/write.js';
import { ncb, RAW, recordingsFolder } from '../shared/cli.test.kit.js';
import { GOLOMB, golombBytes } from './golomb.test.kit.js';

function differences(data: Int16Array): Int16Array {
  return data.map((x, i) => (i === 0 ? x : x - data[i - 1]));
}

const MONO = ['--channels', '1', '--rate', '1000'];

/** On one line, as wrapped text is not. */
function unwrapped(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

/** The beginnings of some recordings. */
function beginnings(): Promise<Samples[]> {
  return Promise.all(
    syntheticRecordings()
      .slice(0, 3)
      .map(async recording => ({ data: (await loadSamples(recording)).data.slice(0, 12_000), channels: 1 })),
  );
}

test('an adaptive Golomb coder whose parameter is one too large is named, with what that costs', async t => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'golomb.mjs'), GOLOMB);
  mkdirSync(join(folder, 'set'));
  const recordings = await beginnings();
  for (const [k, { data }] of recordings.entries())
    writeFileSync(join(folder, 'set', `${k}.i16`), bytesOf(data));
  const { encode } = await levels.open({});
  const [wrong, right] = await Promise.all(
    [1, 0].map(async tooMuch => {
      const sizes = recordings.map(async recording => {
        const { samples, side } = await encode(recording);
        // behind the lengths of two pieces of side information, of which that of delta is none
        return 2 + side.length + golombBytes(differences(samples.data), tooMuch);
      });
      return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    }),
  );
  const samples = recordings.reduce((sum, { data }) => sum + data.length, 0);
  const lost = ((8 * (wrong - right)) / samples).toFixed(3);
  const args = ['explain', 'levels+delta+golomb-one-too-large', 'set', ...MONO, '--plugin', './golomb.mjs'];
  const { status, stdout, stderr } = await ncb([...args, '--against', 'levels+delta+golomb'], folder);
  assert.equal(status, 0, stderr);
  const count = (wrong - right).toLocaleString('en-US');
  assert.ok(
    unwrapped(stdout).startsWith(
      `levels+delta+golomb-one-too-large takes ${lost} bits a sample more than levels+delta+golomb (${count} bytes, `,
    ),
    stdout,
  );
  assert.match(
    unwrapped(stdout),
    / %\): all of it in the coder golomb-one-too-large, which spends 0\.\d{3} bits more than the entropy of its input, where golomb spends 0\.\d{3} bits more; larger in all 3 recordings\./,
  );
  const json = JSON.parse(
    (await ncb([...args, '--against', 'levels+delta+golomb', '--json'], folder)).stdout,
  );
  assert.equal(json.difference.all_bits, 8 * (wrong - right));
  assert.equal(json.difference.coder_bits, 8 * (wrong - right));
  assert.deepEqual([json.difference.side_bits, json.difference.input_bits], [0, 0]);
  assert.deepEqual(
    json.chains.map((chain: { all: { encoded_bytes: number } }) => chain.all.encoded_bytes),
    [wrong, right],
  );
});

test('text: the answer first, then stages, parts, time and recordings, within 80 columns', async t => {
  const folder = temporaryFolder(t);
  await writeRecordings(join(folder, 'set'), syntheticRecordings().slice(0, 3));
  const { status, stdout, stderr } = await ncb(['explain', 'levels+lpc+rans', 'set'], folder);
  assert.equal(status, 0, stderr);
  assert.match(
    unwrapped(stdout),
    /^levels\+lpc\+rans: \d\.\d{3} bits a sample: \d\.\d{3} entropy of what the coder is given, 0\.\d{3} above that, 0\.\d{3} side information; /,
  );
  for (const heading of [
    /^stage +bytes written +bits +leaves: order 0 +normal +predicted$/m,
    /^in the stream of rans +bytes +bits +share$/m,
    /^words +[\d,]+ +\d\.\d{3} +99\.\d\d %$/m,
    /^time +order 0 +spent +above$/m,
    /^90 to 100 % /m,
    /^order 0 +spent +above +side +all +recording, the worst of 3$/m,
  ]) {
    assert.match(stdout, heading);
  }
  assert.deepEqual(
    stdout.split('\n').filter(line => line.length > 80),
    [],
  );
});

test('JSON of headerless recordings of two channels', async t => {
  const folder = recordingsFolder(t);
  const { status, stdout, stderr } = await ncb(
    ['explain', 'delta+rice', 'recordings', ...RAW, '--json'],
    folder,
  );
  assert.equal(status, 0, stderr);
  const { chain, reference, all, recordings } = JSON.parse(stdout);
  assert.deepEqual([chain, reference, recordings.length], ['delta+rice', 'order0', 2]);
  assert.ok(Math.abs(8 * all.encoded_bytes - all.side_bits - all.input_bits - all.excess_bits) < 1e-6);
  const [one] = recordings;
  assert.deepEqual(
    [one.recording, one.channels, one.frames, one.frames_in_file, one.first_frame, one.pieces.length],
    ['one.i16', 2, 3000, 3000, 0, 2],
  );
  const parts: { bits: number }[] = all.coder.parts;
  assert.equal(
    parts.reduce((sum, { bits }) => sum + bits, 0),
    8 * all.coder.bytes,
  );
});

test('the built-in set where no path is given', async t => {
  const { status, stdout } = await ncb(['explain', 'delta+rice'], temporaryFolder(t));
  assert.equal(status, 0);
  assert.match(stdout, /^channel, the worst of \d+ /m);
  assert.match(
    unwrapped(stdout),
    /delta\+rice: channels coded together take 0\.\d{3} bits (less|more) than each alone/,
  );
});

describe('what fails is a line and status 1', () => {
  const THROWS = `
import { defineCoder } from 'neural-codec-bench/codec';
const open = () => ({
  encode({ data, channels }) {
    if (data.length > 7000) throw new Error('too long for me');
    return new Uint8Array(Buffer.concat([Buffer.from([channels]), Buffer.from(data.buffer, data.byteOffset, data.byteLength)]));
  },
  decode: bytes => ({ data: new Int16Array(bytes.slice(1).buffer).fill(0, 0, 1), channels: bytes[0] }),
});
export const picky = defineCoder({ name: 'picky', family: 'copy', summary: 'throws on long ones, loses a sample', open });
`;

  function pickyFolder(t: TestContext): string {
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, 'set'));
    const write = (name: string, length: number, first: number) => {
      const data = Int16Array.from({ length }, (_, i) => (i === 0 ? first : i % 5));
      writeFileSync(join(folder, 'set', name), bytesOf(data));
    };
    write('good.i16', 3000, 0);
    write('long-1.i16', 9000, 0);
    write('long-2.i16', 9000, 0);
    write('lossy.i16', 3000, 7);
    writeFileSync(join(folder, 'picky.mjs'), THROWS);
    return folder;
  }

  test('of some recordings, and the others are explained', async t => {
    const args = ['explain', 'picky', 'set', ...MONO, '--plugin', './picky.mjs'];
    const { status, stdout, stderr } = await ncb(args, pickyFolder(t));
    assert.equal(status, 1);
    assert.deepEqual(
      stderr.split('\n').filter(line => line.startsWith('picky')),
      [
        'picky: long-1.i16 and 1 more of 4: error: picky: too long for me (picky.mjs:5:35)',
        'picky: lossy.i16: mismatch: sample 0 decoded as 0, recorded as 7',
      ],
    );
    assert.match(stdout, /^picky: 16\.\d{3} bits a sample: /);
  });

  test('of all recordings', async t => {
    const args = ['explain', 'picky', 'set/long-1.i16', ...MONO];
    const { status, stdout, stderr } = await ncb([...args, '--plugin', './picky.mjs'], pickyFolder(t));
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /^picky: long-1\.i16: error: picky: too long for me \(picky\.mjs:\d+:\d+\)$/m);
  });

  test('with one of two chains: only what both can do is compared', async t => {
    const args = ['explain', 'raw', 'set', ...MONO, '--plugin', './picky.mjs'];
    const { status, stdout, stderr } = await ncb([...args, '--against', 'picky', '--json'], pickyFolder(t));
    assert.equal(status, 1, stderr);
    const { difference } = JSON.parse(stdout);
    assert.deepEqual(
      difference.recordings.map(({ recording }: { recording: string }) => recording),
      ['good.i16'],
    );
  });
});

describe('what is wrong is one line and status 2', () => {
  const cases: Record<string, { args: string[]; error: RegExp }> = {
    'a missing path': {
      args: ['raw', 'nowhere.wav'],
      error: /^ncb: no such file or folder: nowhere\.wav\n$/,
    },
    'no chain': { args: ['nope', '.'], error: /^ncb: chain "nope": no stage "nope", .*\n$/ },
    'no chain to compare with': {
      args: ['raw', '.', '--against', 'raw+rice'],
      error: /^ncb: chain "raw\+rice": rice is a coder .*\n$/,
    },
    'no recordings': { args: ['raw', '.'], error: /^ncb: no recording to look at\n$/ },
    'jobs that are none': {
      args: ['raw', '--jobs', '0'],
      error: /^ncb: --jobs 0: want a whole number of at least 1\n$/,
    },
    'a missing plugin': {
      args: ['raw', '--plugin', './no.mjs'],
      error: /^ncb: plugin \.\/no\.mjs: no such file\n$/,
    },
  };
  for (const [name, { args, error }] of Object.entries(cases)) {
    test(name, async t => {
      const { status, stdout, stderr } = await ncb(['explain', ...args], temporaryFolder(t));
      assert.match(stderr, error);
      assert.deepEqual([status, stdout], [2, '']);
    });
  }
});

test('recordings of the challenge: coders with a normal model come near what their input takes by one', async t => {
  if (!existsSync(neuralinkData)) return t.skip('no recordings');
  const some = ['0052503c-2849-4f41-ab51-db382103690c.wav', '00d4f842-fc92-45f5-8cae-3effdc2245f5.wav'];
  const paths = some.map(name => join(neuralinkData, name));
  for (const chain of ['levels+lpc-gaussian', 'levels+mixed-gaussian', 'levels+lms-range']) {
    const { stdout } = await ncb(['explain', chain, ...paths, '--json'], temporaryFolder(t));
    const { reference, all } = JSON.parse(stdout);
    assert.equal(reference, 'predicted');
    const above = all.excess_bits / all.samples;
    assert.ok(above < 0.02 && above > -0.05, `${chain}: ${above} bits above`);
  }
});
