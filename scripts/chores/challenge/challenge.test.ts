/** The stand-alone programs through the challenge's own steps. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { zipSync } from 'fflate';
import { packageRoot } from '../../../harness/common/package-root.js';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { DEFAULT_CHAIN } from '../../../harness/container/default-chain.js';
import { loadSamples } from '../../../harness/recordings/load.js';
import { syntheticRecordings } from '../../../harness/recordings/synthetic/synthetic.js';
import { encodeWav } from '../../../harness/recordings/write.js';
import { ncb } from '../../commands/shared/cli.test.kit.js';

const CHALLENGE = join(packageRoot, 'dist', 'scripts', 'chores', 'challenge', 'chore.js');
const NAMES = ['encode', 'decode'] as const;
/** Bytes of the programs of the default chain, at most: they count. */
const MOST_BYTES = { encode: 28_000, decode: 17_000 };

/** Unzip; encode, decode and compare each; add up files and both programs; cut the ratio to two places. */
const EVAL = `#!/usr/bin/env bash
rm -rf data
unzip -q data.zip
size() { wc -c < "$1"; }
raw=0
coded=$(( $(size encode) + $(size decode) ))
for wav in data/*; do
  ./encode "$wav" "$wav.brainwire"
  ./decode "$wav.brainwire" "$wav.copy"
  if ! diff -q "$wav" "$wav.copy" > /dev/null; then
    echo "ERROR: $wav and $wav.copy are different."
    exit 1
  fi
  raw=$((raw + $(size "$wav")))
  coded=$((coded + $(size "$wav.brainwire")))
done
echo "$raw $coded $(echo "scale=2; $raw / $coded" | bc)"
`;

const missing = ['bash', 'unzip', 'bc', 'diff'].find(name => spawnSync(name, ['--help']).error !== undefined);
const skip = missing === undefined ? false : `no ${missing}`;

function build(folder: string, ...args: string[]) {
  return spawnSync(process.execPath, [CHALLENGE, ...args], { cwd: folder, encoding: 'utf8' });
}

async function recordings(): Promise<Record<string, Uint8Array>> {
  const made = syntheticRecordings({ implant: 3, probe: 0, seed: 5 });
  const files = made.map(async (recording, k) => [
    `data/${k}.wav`,
    encodeWav(await loadSamples(recording), recording.sampleRateHz),
  ]);
  return Object.fromEntries(await Promise.all(files));
}

for (const chain of ['levels+lpc-gaussian:profile=neuralink', 'delta+rice']) {
  test(`the programs of ${chain} pass the challenge's steps, as ncb eval says`, { skip }, async t => {
    const folder = temporaryFolder(t);
    const built = build(folder, chain);
    assert.equal(built.status, 0, built.stderr);
    for (const name of NAMES) copyFileSync(join(folder, 'challenge', chain, name), join(folder, name));
    writeFileSync(
      join(folder, 'data.zip'),
      zipSync({ ...(await recordings()), 'data/text.wav': Buffer.from('no WAV') }),
    );
    writeFileSync(join(folder, 'eval.sh'), EVAL);
    const said = execFileSync('bash', ['eval.sh'], { cwd: folder, encoding: 'utf8' });
    const score = JSON.parse((await ncb(['eval', 'data.zip', '--chain', chain, '--json'], folder)).stdout);
    const total = score.compressed_bytes + score.encoder_bytes + score.decoder_bytes;
    assert.equal(said, `${score.original_bytes} ${total} ${score.challenge_ratio.toFixed(2)}\n`);
  });
}

describe('the programs', () => {
  test('write what ncb writes, in a folder of modules too, and are small', async t => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    assert.equal(build(folder, DEFAULT_CHAIN, '--out', 'out').status, 0);
    const [wav] = Object.values(await recordings());
    writeFileSync(join(folder, 'a.wav'), wav);
    await ncb(['encode', 'a.wav', 'ours'], folder);
    execFileSync(join(folder, 'out', 'encode'), ['a.wav', 'theirs'], { cwd: folder });
    assert.deepEqual(readFileSync(join(folder, 'theirs')), readFileSync(join(folder, 'ours')));
    await ncb(['decode', 'theirs', 'b.wav'], folder);
    assert.deepEqual(readFileSync(join(folder, 'b.wav')), Buffer.from(wav));
    for (const name of NAMES) assert.ok(statSync(join(folder, 'out', name)).size < MOST_BYTES[name], name);
  });

  test('refuse what is damaged, or of another chain', async t => {
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, 'out'));
    assert.equal(build(folder, 'delta+rice', '--out', 'out').status, 0);
    writeFileSync(join(folder, 'a.wav'), Object.values(await recordings())[0]);
    await ncb(['encode', 'a.wav', 'other', '--chain', 'rice'], folder);
    const decode = (input: string) =>
      spawnSync(join(folder, 'out', 'decode'), [input, 'never'], { cwd: folder, encoding: 'utf8' });
    for (const [input, error] of [
      ['other', /^decode: made by rice, and this program decodes delta\+rice\n$/],
      ['a.wav', /^decode: no file of ncb encode: begins with "RIFF"\n$/],
      ['', /^decode: ENOENT/],
    ] as const) {
      const { status, stderr } = decode(input);
      assert.match(stderr, error);
      assert.equal(status, 2);
    }
  });

  test('are written where --out says: a second argument would be taken for recordings', t => {
    const { status, stderr } = build(temporaryFolder(t), 'delta+rice', 'out');
    assert.equal(stderr, 'challenge: out: where to write the programs is --out out\n');
    assert.equal(status, 2);
  });

  test('cannot be made of a native package, nor of a chain that is none', t => {
    const folder = temporaryFolder(t);
    for (const chain of ['raw+xz', 'raw+delta']) {
      const { status, stderr } = build(folder, chain);
      assert.match(stderr, /^challenge: [^\n]+\n$/, chain);
      assert.equal(status, 2);
    }
  });
});
