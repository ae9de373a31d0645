/** Lossy copies from the command line: made, given back, held against their originals, and gone on with. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { forgeCertificate } from '../../../harness/archive/forged.test.kit.js';
import { makeWords } from '../../../harness/common/random.js';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { encodeWav } from '../../../harness/recordings/write.js';
import { CLI, ncb } from '../shared/cli.test.kit.js';
import { runVerify } from './run.js';

const LOSSY = ['--lossy', '--chain', 'quantize:step=7+rice'];

function wave(frames: number, sampleRateHz: number): Uint8Array {
  const words = makeWords(1, frames, 0);
  const data = Int16Array.from(
    { length: frames },
    (_, i) => (words() % 128) + (words() % 128) - (i % 700 === 350 ? 900 : 128),
  );
  return encodeWav({ data, channels: 1 }, sampleRateHz);
}

test('a lossy copy says what it is, and verify whether that is so', async t => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'a.wav'), wave(20_000, 10_000));
  writeFileSync(join(folder, 'b.wav'), wave(20_001, 10_000).subarray(0, 40_044));

  const encoded = await ncb(['encode', 'a.wav', 'a.ncb', ...LOSSY], folder);
  assert.deepEqual([encoded.status, encoded.stdout], [0, '']);
  const copy =
    /a lossy copy.*, grade [\w-]+ \(limits set on .*\): samples are off by up to 3 codes \(3 in int16\)/;
  assert.match(encoded.stderr, copy);

  const [decoded, held, other] = await Promise.all([
    ncb(['decode', 'a.ncb', 'back.wav'], folder),
    ncb(['verify', 'a.wav', 'a.ncb'], folder),
    ncb(['verify', 'b.wav', 'a.ncb'], folder),
  ]);
  assert.equal(decoded.status, 0);
  assert.match(decoded.stderr, copy);
  assert.equal(readFileSync(join(folder, 'back.wav')).length, 40_044);
  assert.equal(held.status, 0, held.stderr);
  assert.match(held.stdout, /^a\.ncb: the certificate holds: a lossy copy of a\.wav, grade [\w-]+ \(/);
  assert.match(held.stdout, copy);
  assert.match(held.stdout, /\nband_rmse_sigma +0\.\d+ +0\.\d+ +0\.\d+\n/);
  assert.deepEqual([other.status, other.stdout], [2, '']);
  assert.match(other.stderr, /^ncb: a\.ncb: .*b\.wav is not the a\.wav that it is a copy of: SHA-256 .*\n$/);

  forgeCertificate(join(folder, 'a.ncb'), ({ quality }) => ({
    quality: { ...quality, band_rmse_sigma: 0.01, waveform_r_p05: 1 },
    grade: 'transparent',
  }));
  const forged = await ncb(['verify', 'a.wav', 'a.ncb'], folder);
  assert.equal(forged.status, 1);
  assert.match(
    forged.stdout,
    /^a\.ncb: the certificate does not hold: .*band_rmse_sigma.* not what was computed/,
  );
  assert.match(forged.stdout, /\nband_rmse_sigma +0\.01 .* differs\n/);

  const given = { plugin: [], profile: [], timeout: 60, 'memory-mb': 2048, json: undefined };
  const [path, archive] = [join(folder, 'a.wav'), join(folder, 'a.ncb')];
  truncateSync(archive, 9000);
  await assert.rejects(
    runVerify({ ...given, path, copy: archive }),
    /^Error: .*a\.ncb: torn: its end, where its index is, is missing$/,
  );
  await assert.rejects(
    runVerify({ ...given, path, copy: path }),
    /^Error: neither .* is a file of ncb encode$/,
  );
  await assert.rejects(runVerify({ ...given, path, copy: 'no' }), /^Error: no such file or folder: no$/);
});

test('a lossy copy that was cut off is gone on with', async t => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'a.wav'), wave(150_000, 1000));
  const args = ['encode', 'a.wav', 'a.ncb', ...LOSSY, '--chunk', '10s'];
  const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, stdio: 'ignore' });
  const ended = new Promise(resolve => child.once('exit', resolve));
  while (!existsSync(join(folder, 'a.ncb.part')) && child.exitCode === null) await wait(5);
  await wait(100);
  child.kill('SIGKILL');
  await ended;
  const again = await ncb([...args, '--force'], folder);
  assert.equal(again.status, 0, again.stderr);
  assert.ok(!existsSync(join(folder, 'a.ncb.part')) && !existsSync(join(folder, 'a.ncb.part.measured')));
  assert.match(again.stderr, /a lossy copy, grade /);
});
