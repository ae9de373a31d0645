/** `--profile`, with the first coder that takes the profile of a converter. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { builtInStages } from '../../../codecs/registry.js';
import { takesProfile } from '../../../harness/grid/profile-grids.js';
import { encodeWav } from '../../../harness/recordings/write.js';
import { readCells } from '../../../harness/run/csv.js';
import { profileOf, recordThrough, unevenThresholds } from '../../../harness/train/converter.test.kit.js';
import { ncb, ncbWithin } from '../shared/cli.test.kit.js';

const CODER = builtInStages.find(takesProfile)?.name;
const CHAIN = `levels+${CODER}:profile=my-probe`;
const MINE = profileOf('my-probe', unevenThresholds(400, 7));
const OTHER = profileOf('my-probe', unevenThresholds(400, 5));

function fileOf({ name, firstCode, thresholds }: typeof MINE): string {
  return JSON.stringify({ name, first_code: firstCode, thresholds: [...thresholds] });
}

describe('--profile', { skip: CODER === undefined && 'no coder takes a profile' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'ncb-test-'));
  const wav = encodeWav({ data: recordThrough(MINE, 20_000, 1), channels: 1 }, 20_000);
  before(async () => {
    writeFileSync(join(folder, 'a.wav'), wav);
    writeFileSync(join(folder, 'mine.json'), fileOf(MINE));
    writeFileSync(join(folder, 'other.json'), fileOf(OTHER));
    writeFileSync(join(folder, 'taken.json'), fileOf({ ...MINE, name: 'neuralink' }));
    writeFileSync(join(folder, 'program.json'), '{"name":"a","encode":[]}');
    const { stderr } = await ncb(
      ['encode', 'a.wav', 'a.ncb', '--chain', CHAIN, '--profile', 'mine.json'],
      folder,
    );
    assert.match(stderr, /^a\.wav: [\d,]+ -> [\d,]+ bytes/);
  });
  after(() => rmSync(folder, { recursive: true }));

  test('a file comes back through it', async () => {
    const { status, stderr } = await ncb(['decode', 'a.ncb', 'b.wav', '--profile', 'mine.json'], folder);
    assert.equal(status, 0, stderr);
    assert.deepEqual(readFileSync(join(folder, 'b.wav')), Buffer.from(wav));
  });

  const decode = ['decode', 'a.ncb', 'out'];
  const faults: Record<string, { args: string[]; error: RegExp }> = {
    'a stream without its profile': {
      args: decode,
      error:
        /^ncb: a\.ncb: .* profile my-probe unknown, want one of none, .*; .* is given with --profile FILE\n$/,
    },
    'a stream with another of the same name': {
      args: [...decode, '--profile', 'other.json'],
      error:
        /^ncb: a\.ncb: \S+: stream was made with the converter profile [0-9a-f]{16}, the chain has my-probe \([0-9a-f]{16}\)\n$/,
    },
    'a chain with an unknown profile': {
      args: ['encode', 'a.wav', 'out', '--chain', CHAIN],
      error: /^ncb: chain .* is given with --profile FILE\n$/,
    },
    'the name of one that ships': {
      args: [...decode, '--profile', 'taken.json'],
      error: /^ncb: profile neuralink: one that ships has this name; give it another/,
    },
    'one name twice': {
      args: [...decode, '--profile', 'mine.json', '--profile', 'other.json'],
      error: /^ncb: profile my-probe: another given has this name; [^\n]*\n$/,
    },
    'no such file': {
      args: ['sweep', 'a.wav', '--profile', 'nowhere.json'],
      error: /^ncb: profile nowhere\.json: no such file\n$/,
    },
    'a recording for a profile': {
      args: ['eval', 'a.wav', '--profile', 'a.wav'],
      error: /^ncb: profile a\.wav: not JSON\n$/,
    },
    'a program for a profile': {
      args: ['recommend', 'a.wav', '--profile', 'program.json'],
      error: /^ncb: profile program\.json: first_code undefined: want an int16\n$/,
    },
    'a profile for a plugin': {
      args: ['list', '--plugin', 'mine.json'],
      error: /^ncb: plugin mine\.json: is the profile of a converter; give it with --profile\n$/,
    },
  };
  for (const [name, { args, error }] of Object.entries(faults)) {
    test(`${name} is one line, status 2`, async () => {
      const { status, stderr, stdout } = await ncb(args, folder);
      assert.match(stderr, error);
      assert.deepEqual([status, stdout], [2, '']);
    });
  }

  test('a sweep measures with it, and says which it was and what it takes', async () => {
    const args = ['--chain', CHAIN, '--chain', `levels+${CODER}`, '--size-only', '--out', 'run'];
    const { status, stderr } = await ncb(['sweep', 'a.wav', ...args, '--profile', 'mine.json'], folder);
    assert.equal(status, 0, stderr);
    const cells = await readCells(join(folder, 'run', 'cells.csv'));
    const profiled = cells.find(({ chain }) => chain === CHAIN) ?? assert.fail(CHAIN);
    const plain = cells.find(({ chain }) => chain === `levels+${CODER}`) ?? assert.fail(CODER);
    assert.match(profiled.versions, /\bmine\.json@sha256:[0-9a-f]{12}\b/);
    assert.doesNotMatch(plain.versions, /mine\.json/);
    assert.deepEqual([profiled.model_bytes, plain.model_bytes], [MINE.thresholds.byteLength, 0]);
  });

  test('list, eval, check and recommend take it too', async () => {
    const given = ['--profile', 'mine.json'];
    const listed = JSON.parse((await ncb(['list', '--json', ...given], folder)).stdout);
    const coder = listed.find(({ name }: { name: string }) => name === CODER);
    assert.deepEqual(coder.model_bytes_added.profile['my-probe'], MINE.thresholds.byteLength);
    assert.deepEqual(coder.parameters.profile.choices, ['none', 'neuralink', 'my-probe']);
    const scored = await ncb(['eval', 'a.wav', '--chain', CHAIN, ...given], folder);
    assert.match(scored.stdout, /^All 1 files losslessly compressed by levels/);
    const checked = await ncb(['check', 'mine.json'], folder);
    assert.match(checked.stdout, /^ok {6}\S+:profile=my-probe$/m);
    assert.equal(checked.status, 0);
    const advised = await ncbWithin(['5s', '30s'], ['recommend', 'a.wav', '--json', ...given], folder);
    assert.equal(advised.status, 0, advised.stderr);
  });
});
