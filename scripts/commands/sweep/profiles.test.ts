/** `--profile`, with the first coder that takes the profile of a converter, and with middle-out. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { MODEL_BYTES } from '../../../codecs/coders/middle-out/model.js';
import { randomModel } from '../../../codecs/coders/middle-out/samples.test.kit.js';
import { builtInStages } from '../../../codecs/registry.js';
import { takes } from '../../../harness/grid/trained-grids.js';
import { encodeWav } from '../../../harness/recordings/write.js';
import { readCells } from '../../../harness/run/csv.js';
import { profileOf, recordThrough, unevenThresholds } from '../../../harness/train/converter.test.kit.js';
import { trainedFileOf } from '../../../harness/train/trained-file.test.kit.js';
import { ncb, ncbWithin } from '../shared/cli.test.kit.js';

const CODER = builtInStages.find(stage => takes(stage, 'profile'))?.name;
const CHAIN = `levels+${CODER}:profile=my-probe`;
const MINE = profileOf('my-probe', unevenThresholds(400, 7));
const OTHER = profileOf('my-probe', unevenThresholds(400, 5));

const NET = randomModel('my-net', 3);
/** A random net only harms: without `on` it would be left away. */
const NET_CHAIN = 'levels+middle-out:model=my-net,net=on,profile=my-probe';
const BOTH = ['--profile', 'mine.json', '--profile', 'net.json'];

describe('--profile', { skip: CODER === undefined && 'no coder takes a profile' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'ncb-test-'));
  const wav = encodeWav({ data: recordThrough(MINE, 20_000, 1), channels: 1 }, 20_000);
  before(async () => {
    writeFileSync(join(folder, 'a.wav'), wav);
    writeFileSync(join(folder, 'mine.json'), trainedFileOf(MINE));
    writeFileSync(join(folder, 'other.json'), trainedFileOf(OTHER));
    writeFileSync(join(folder, 'taken.json'), trainedFileOf({ ...MINE, name: 'neuralink' }));
    writeFileSync(join(folder, 'net.json'), trainedFileOf(NET));
    writeFileSync(join(folder, 'other-net.json'), trainedFileOf(randomModel('my-net', 4)));
    writeFileSync(join(folder, 'program.json'), '{"name":"a","encode":[]}');
    const { stderr } = await ncb(['encode', 'a.wav', 'a.ncb', '--chain', NET_CHAIN, ...BOTH], folder);
    assert.match(stderr, /^a\.wav: [\d,]+ -> [\d,]+ bytes/);
  });
  after(() => rmSync(folder, { recursive: true }));

  test('a file comes back through it', async () => {
    const { status, stderr } = await ncb(['decode', 'a.ncb', 'b.wav', ...BOTH], folder);
    assert.equal(status, 0, stderr);
    assert.deepEqual(readFileSync(join(folder, 'b.wav')), Buffer.from(wav));
  });

  const decode = ['decode', 'a.ncb', 'out'];
  const [mine, net] = [BOTH.slice(0, 2), BOTH.slice(2)];
  const faults: Record<string, { args: string[]; error: RegExp }> = {
    'a stream without its profile': {
      args: [...decode, ...net],
      error:
        /^ncb: a\.ncb: .* profile my-probe unknown, want one of none, .*; .* is given with --profile FILE\n$/,
    },
    'a stream with another of the same name': {
      args: [...decode, ...net, '--profile', 'other.json'],
      error:
        /^ncb: a\.ncb: \S+: stream was made with the converter profile [0-9a-f]{16}, the chain has my-probe \([0-9a-f]{16}\)\n$/,
    },
    'a stream without its model': {
      args: [...decode, ...mine],
      error:
        /^ncb: a\.ncb: .* model my-net unknown, want one of none, leads; a model of your own is given with --profile FILE\n$/,
    },
    'a stream with another model of the same name': {
      args: [...decode, ...mine, '--profile', 'other-net.json'],
      error:
        /^ncb: a\.ncb: \S+: stream was made with the model [0-9a-f]{16}, the chain has my-net \([0-9a-f]{16}\)\n$/,
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
      error: /^ncb: profile a\.wav: not JSON; want a file of ncb train, [^\n]*\n$/,
    },
    'a program for a profile': {
      args: ['recommend', 'a.wav', '--profile', 'program.json'],
      error: /^ncb: profile program\.json: has no thresholds, no layers and no topology; want [^\n]*\n$/,
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

  test('a sweep measures with both, and says which they were and what they take', async () => {
    const chains = [CHAIN, `levels+${CODER}`, NET_CHAIN];
    const args = [...chains.flatMap(chain => ['--chain', chain]), '--size-only', '--out', 'run'];
    const { status, stderr } = await ncb(['sweep', 'a.wav', ...args, ...BOTH], folder);
    assert.equal(status, 0, stderr);
    const cells = await readCells(join(folder, 'run', 'cells.csv'));
    const [profiled, plain, both] = chains.map(
      id => cells.find(({ chain }) => chain === id) ?? assert.fail(id),
    );
    assert.match(profiled.versions, /\bmine\.json@sha256:[0-9a-f]{12}\b/);
    assert.doesNotMatch(profiled.versions, /net\.json/);
    assert.doesNotMatch(plain.versions, /mine\.json/);
    assert.match(both.versions, /\bnet\.json@sha256:[0-9a-f]{12}\b/);
    const table = MINE.thresholds.byteLength;
    assert.deepEqual(
      [profiled, plain, both].map(({ model_bytes }) => model_bytes),
      [table, 0, table + MODEL_BYTES],
    );
  });

  test('list, eval, check and recommend take them too', async () => {
    const given = BOTH;
    const listed = JSON.parse((await ncb(['list', '--json', ...given], folder)).stdout);
    const coder = listed.find(({ name }: { name: string }) => name === CODER);
    assert.deepEqual(coder.model_bytes_added.profile['my-probe'], MINE.thresholds.byteLength);
    assert.deepEqual(coder.parameters.profile.choices, ['none', 'neuralink', 'my-probe']);
    const net = listed.find(({ name }: { name: string }) => name === 'middle-out');
    assert.deepEqual(net.parameters.model.choices, ['none', 'leads', 'my-net']);
    const scored = await ncb(['eval', 'a.wav', '--chain', CHAIN, ...given], folder);
    assert.match(scored.stdout, /^All 1 files losslessly compressed by levels/);
    const checked = await ncb(['check', 'mine.json'], folder);
    assert.match(checked.stdout, /^ok {6}\S+:profile=my-probe$/m);
    assert.equal(checked.status, 0);
    const advised = await ncbWithin(['5s', '30s'], ['recommend', 'a.wav', '--json', ...given], folder);
    assert.equal(advised.status, 0, advised.stderr);
  });
});
