/** `ncb info`, as it is typed. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { neuralinkData } from '../../../codecs/shared-data.test.kit.js';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { ncb, RAW, recordingsFolder } from '../shared/cli.test.kit.js';

test('text: a row a recording, then all of them', async t => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'two.i16'), new Uint8Array(Int16Array.of(1, 5, 2, 5, 3, 5, 4, 5).buffer));
  const { status, stdout, stderr } = await ncb(['info', 'two.i16', '--channels', '2', '--rate', '4'], folder);
  assert.deepEqual([status, stderr], [0, '']);
  assert.deepEqual(stdout.split('\n').slice(0, 9), [
    'name        s  min  max    SD  clipped  grid  entropy  code diff.  predicted',
    'two.i16  1.00    1    5  1.48        0  none    2.000       1.000          -',
    '',
    'All samples of 1 recording together',
    '',
    'samples             8 in 1.000 s',
    'channels, rate      2, 4 Hz',
    'a step              not stated, or several',
    'min, max            1, 5',
  ]);
  assert.match(stdout, /^mean, median {8}3\.7500, 4\.5$/m);
  assert.match(stdout, /^distinct values {5}5$/m);
});

test('CSV: every figure, a row a recording or a channel, then all and the mean', async t => {
  const folder = recordingsFolder(t);
  const args = ['info', 'recordings', ...RAW, '--csv'];
  const rows: Record<string, string>[] = parse((await ncb(args, folder)).stdout, { columns: true });
  assert.deepEqual(
    rows.map(row => [row.recording, row.channels, row.samples, row.duration_s]),
    [
      ['one.i16', '2', '6000', '3'],
      ['two.i16', '2', '4000', '2'],
      ['(all)', '2', '10000', '5'],
      ['(mean)', '', '', ''],
    ],
  );
  const [one, two, , mean] = rows.map(row => Number(row.entropy_bits));
  assert.ok(Math.abs(mean - (one * 6000 + two * 4000) / 10000) < 1e-12);
  const channels: Record<string, string>[] = parse((await ncb([...args, '--per-channel'], folder)).stdout, {
    columns: true,
  });
  assert.deepEqual(
    channels.map(row => [row.recording, row.channel, row.samples]),
    [
      ['one.i16', '0', '3000'],
      ['one.i16', '1', '3000'],
      ['two.i16', '0', '2000'],
      ['two.i16', '1', '2000'],
      ['(all)', '', '10000'],
      ['(mean)', '', ''],
    ],
  );
  // sums of spectra in another order
  const rounded = (row: Record<string, string>) =>
    Object.values(row).map(field => (/^-?\d+\.\d{9}/.test(field) ? Number(field).toPrecision(12) : field));
  assert.deepEqual(rounded(channels[4]), rounded(rows[2]));
});

test('JSON has the same figures, and is null where there are no recordings', async t => {
  const folder = recordingsFolder(t);
  const { recordings, all, mean } = JSON.parse(
    (await ncb(['info', 'recordings', ...RAW, '--json'], folder)).stdout,
  );
  assert.deepEqual([recordings.length, all.samples, all.min, all.max], [2, 10000, -900, 900]);
  assert.equal(mean.entropy_ratio, 16 / mean.entropy_bits);
  const none = await ncb(['info', 'recordings', '--json'], folder);
  assert.equal(none.status, 1);
  assert.equal(JSON.parse(none.stdout).all, null);
});

test('files that are none are a line each and status 1; the others are described', async t => {
  const folder = recordingsFolder(t);
  writeFileSync(join(folder, 'recordings', 'torn.wav'), 'RIFF');
  writeFileSync(join(folder, 'recordings', 'odd.i16'), 'odd');
  const { status, stdout, stderr } = await ncb(['info', 'recordings', ...RAW], folder);
  assert.equal(status, 1);
  assert.match(stdout, /^one\.i16 [\s\S]*^two\.i16 /m);
  assert.match(stderr, /^odd\.i16: error: 3 bytes .*\ntorn\.wav: error: .*\n$/);
  mkdirSync(join(folder, 'empty'));
  assert.match((await ncb(['info', 'empty'], folder)).stdout, /^no recordings$/m);
});

describe('what is wrong is one line and status 2', () => {
  const cases: Record<string, { args: string[]; error: RegExp }> = {
    'a missing path': { args: ['nowhere.wav'], error: /^ncb: no such file or folder: nowhere\.wav\n$/ },
    'a channel count of none': {
      args: ['.', '--channels', '0'],
      error: /^ncb: --channels 0: want a whole number of at least 1\n$/,
    },
    'two formats': {
      args: ['--json', '--csv'],
      error: /^ncb: Arguments json and csv are mutually exclusive/,
    },
    'a missing manifest': { args: ['.', '--manifest', 'no.csv'], error: /^ncb: manifest no\.csv: .*\n$/ },
  };
  for (const [name, { args, error }] of Object.entries(cases)) {
    test(name, async t => {
      const { status, stdout, stderr } = await ncb(['info', ...args], temporaryFolder(t));
      assert.match(stderr, error);
      assert.deepEqual([status, stdout], [2, '']);
    });
  }
});

test('many recordings: the extremes, unless all are wanted', async t => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'many'));
  for (let i = 0; i < 41; i++) {
    const data = Int16Array.from({ length: 64 }, (_, k) => (k * k) % (i + 2));
    writeFileSync(join(folder, 'many', `r${String(i).padStart(2, '0')}.i16`), new Uint8Array(data.buffer));
  }
  const args = ['info', 'many', '--channels', '1', '--rate', '64'];
  const { stdout } = await ncb(args, folder);
  assert.match(
    stdout,
    /^The 5 easiest and the 5 hardest of 41 by differences of codes; --all shows the rest\.$/m,
  );
  assert.equal(stdout.match(/^r\d\d\.i16 /gm)?.length, 10);
  assert.equal((await ncb([...args, '--all'], folder)).stdout.match(/^r\d\d\.i16 /gm)?.length, 41);
});

test('the built-in set where no path is given', async t => {
  const { status, stdout } = await ncb(['info'], temporaryFolder(t));
  assert.equal(status, 0);
  assert.match(stdout, /^synthetic\/implant-00 +1 +19531 /m);
});

test("375 recordings of the challenge: n1-codec's figures as scipy has them for these", async t => {
  if (!existsSync(neuralinkData)) return t.skip('no recordings');
  const { stdout } = await ncb(['info', neuralinkData, '--json'], temporaryFolder(t));
  const { all, mean } = JSON.parse(stdout);
  // numpy 2.4 and scipy 1.17 over the samples of all files, put one after the other, and Welch's spectra of each
  const expected = [
    [all.mean, 1004.8023245206062],
    [all.median, 992],
    [all.standard_deviation, 3660.8075369391204],
    [all.skewness, -0.031012259963308603],
    [all.excess_kurtosis, 49.216543627689944],
    [mean.entropy_bits, 6.227],
    [mean.code_difference_entropy_bits, 4.63],
    [mean.spectral_entropy_bits, 4.885],
  ];
  for (const [found, by] of expected) assert.ok(Math.abs(found - by) < 5e-4, `${found} for ${by}`);
  assert.deepEqual([all.grid, all.grid_levels, all.clipped_samples], ['grid', 1024, 217240]);
});

test('what is long is looked at in excerpts, which is said', async t => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'long.i16'), '');
  truncateSync(join(folder, 'long.i16'), 2 ** 31 + 4);
  writeFileSync(join(folder, 'manifest.csv'), `file,sha256\nlong.i16,${'0'.repeat(64)}\n`);
  const { status, stdout, stderr } = await ncb(['info', 'long.i16', ...RAW, '--csv'], folder);
  assert.equal(status, 0, stderr);
  assert.equal(
    stderr,
    '1 recording in excerpts, 6 of 10.0 s each, checksums not verified; --excerpt none: all of it\n',
  );
  const rows: Record<string, string>[] = parse(stdout, { columns: true });
  const excerpts = rows.filter(({ recording }) => /^long\.i16@\d+\.000s$/.test(recording));
  assert.equal(excerpts.length, 6);
  for (const { samples, start_s } of excerpts) assert.ok(samples === '20000' && Number(start_s) >= 0);
  const text = await ncb(['info', 'long.i16', ...RAW, '--excerpts', '2'], folder);
  assert.match(text.stdout, /^All samples of 2 excerpts together$/m);
});
