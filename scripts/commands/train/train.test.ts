/** `ncb train`, as it is typed. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parseModel } from '../../../codecs/coders/middle-out/model.js';
import { relatedLeads } from '../../../codecs/coders/middle-out/samples.test.kit.js';
import { parseProfile } from '../../../codecs/converter/profile.js';
import { encodeWav } from '../../../harness/recordings/write.js';
import { profileOf, recordThrough, unevenThresholds } from '../../../harness/train/converter.test.kit.js';
import { ncb } from '../shared/cli.test.kit.js';

describe('train', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ncb-test-'));
  const write = (name: string, late: number, count: number) => {
    const converter = profileOf('known', unevenThresholds(128, late));
    mkdirSync(join(folder, name));
    for (let k = 0; k < count; k++) {
      // codes scaled to 16 bits, as the challenge has them
      const data = recordThrough(converter, 40_000, k + 1).map(code => code * 64);
      writeFileSync(join(folder, name, `${k}.wav`), encodeWav({ data, channels: 2 }, 20_000));
    }
  };
  before(() => {
    write('uneven', 8, 4);
    write('even', 0, 4);
    mkdirSync(join(folder, 'empty'));
    mkdirSync(join(folder, 'wide'));
    const loud = Int16Array.from({ length: 9000 }, (_, i) => Math.imul(i, 0x9e3779b1) >> 16);
    writeFileSync(join(folder, 'wide', 'a.wav'), encodeWav({ data: loud, channels: 1 }, 20_000));
  });
  after(() => rmSync(folder, { recursive: true }));

  test('writes a profile and says what it is worth', async () => {
    const { status, stdout, stderr } = await ncb(['train', 'uneven', '--out', 'new/uneven.json'], folder);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^1024 codes, -512\.\.511, learned from 3 recordings, 1 left out$/m);
    assert.match(stdout, /^ideal, by the model +\d\.\d{4} +\d\.\d{4} +\d\.\d{4} +\d\.\d{4}$/m);
    assert.match(stdout, /^A chain uses it by --profile new\/uneven\.json and CODER:profile=uneven\.$/m);
    assert.match(stdout, /its table counts as 2,050 model bytes$/m);
    const text = readFileSync(join(folder, 'new', 'uneven.json'), 'utf8');
    assert.equal(parseProfile(text, 'it').name, 'uneven');
    assert.deepEqual(JSON.parse(text).trained_on, ['0.wav', '1.wav', '3.wav']);
  });

  test('says it as JSON, and writes the same bytes again', async () => {
    const args = ['train', 'uneven', '--name', 'my-probe', '--json', '--held-out', '2'];
    const { stdout } = await ncb([...args, '--out', 'a.json'], folder);
    const { bits_per_sample: bits, ...report } = JSON.parse(stdout);
    assert.deepEqual([report.name, report.is_even, report.held_out], ['my-probe', false, ['1.wav', '3.wav']]);
    assert.ok(bits.even - bits.profile > 0.01);
    assert.equal((await ncb([...args, '--out', 'b.json'], folder)).status, 0);
    assert.deepEqual(readFileSync(join(folder, 'a.json')), readFileSync(join(folder, 'b.json')));
  });

  test('an even converter gets an even profile, and that is said', async () => {
    const { stdout } = await ncb(['train', 'even', '--out', 'even.json'], folder);
    assert.match(stdout, /^Nothing to be gained \(0\.002 bits or less\)/m);
    const { firstCode, thresholds } = parseProfile(readFileSync(join(folder, 'even.json'), 'utf8'), 'it');
    assert.deepEqual(
      [...thresholds],
      Array.from(thresholds, (_, k) => 16 * (firstCode + k) - 8),
    );
  });

  test('of one recording the last part is left out', async () => {
    const { stdout } = await ncb(['train', 'uneven/0.wav', '--out', 'one.json'], folder);
    assert.match(stdout, /learned from 1 recording, the last part of each left out$/m);
  });

  test('of --model middle-out it is the net, with what it is worth', async () => {
    mkdirSync(join(folder, 'leads'));
    for (let k = 0; k < 3; k++)
      writeFileSync(join(folder, 'leads', `${k}.wav`), encodeWav(relatedLeads(400, 3, k + 1), 20_000));
    const args = ['train', 'leads', '--model', 'middle-out', '--out', 'my-leads.json', '--json'];
    const { status, stdout, stderr } = await ncb(args, folder);
    assert.equal(status, 0, stderr);
    const { bits_per_sample: bits, ...report } = JSON.parse(stdout);
    assert.deepEqual([report.name, report.model_bytes, report.held_out], ['my-leads', 721, ['2.wav']]);
    assert.ok(bits.model <= bits.none && bits.shipped <= bits.none, stdout);
    const text = readFileSync(join(folder, 'my-leads.json'), 'utf8');
    assert.equal(parseModel(text, 'it').name, 'my-leads');
    assert.deepEqual(JSON.parse(text).trained_on, ['0.wav', '1.wav']);
  });

  const faults: Record<string, { args: string[]; error: RegExp }> = {
    'no recordings': {
      args: ['empty', '--out', 'x.json'],
      error: /^ncb: no recording to learn from[^\n]*\n$/,
    },
    'a missing path': {
      args: ['nowhere', '--out', 'x.json'],
      error: /^ncb: no such file or folder: nowhere/,
    },
    'too many codes': {
      args: ['wide', '--out', 'x.json'],
      error: /^ncb: codes -\d+\.\.\d+: a profile holds -2048\.\.2047, [^\n]*ncb info[^\n]*\n$/,
    },
    'a name that is none': {
      args: ['even', '--out', 'x.json', '--name', 'My Probe'],
      error: /^ncb: --name: name "My Probe": want lower-case letters/,
    },
    'the name of one that ships': {
      args: ['even', '--out', 'leads.json', '--model', 'middle-out'],
      error:
        /^ncb: --out leads\.json: give a --name: name "leads": is that of one that ships, want another\n$/,
    },
    'a file whose name is none': {
      args: ['even', '--out', '3b.json'],
      error: /^ncb: --out 3b\.json: give a --name: name "3b": want lower-case/,
    },
    'another ending': {
      args: ['even', '--out', 'x'],
      error: /^ncb: --out x: want the name of a \.json file\n$/,
    },
    'a file that is there': {
      args: ['even', '--out', 'there.json'],
      error: /^ncb: there\.json: is there already; --force replaces it\n$/,
    },
    'nothing to learn from': {
      args: ['even', '--out', 'x.json', '--held-out', '1'],
      error: /^ncb: --held-out 1: want a whole number of at least 2\n$/,
    },
  };
  for (const [name, { args, error }] of Object.entries(faults)) {
    test(`${name}: one line, status 2, nothing written`, async () => {
      writeFileSync(join(folder, 'there.json'), '{}');
      const there = readdirSync(folder);
      const { status, stderr, stdout } = await ncb(['train', ...args], folder);
      assert.match(stderr, error);
      assert.deepEqual([status, stdout], [2, '']);
      assert.deepEqual(readdirSync(folder), there);
    });
  }
});
