/** `ncb implant`, as it is typed. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { loadSamples } from '../../../harness/recordings/load.js';
import { syntheticRecordings } from '../../../harness/recordings/synthetic/synthetic.js';
import { encodeWav } from '../../../harness/recordings/write.js';
import { readImplant } from '../../../harness/report/implant/read.js';
import { NO_TERMINAL, ncb, ncbInTerminal } from '../shared/cli.test.kit.js';

const LIVE = 'levels+lms-range:block=16,error=2';

/** A folder with half a second of two synthetic implants. */
async function twoImplants(t: TestContext): Promise<string> {
  const folder = temporaryFolder(t);
  for (const [k, recording] of syntheticRecordings().slice(0, 2).entries()) {
    const { data } = await loadSamples(recording);
    const part = { data: data.subarray(0, 12_000), channels: 1 };
    writeFileSync(join(folder, `${k}.wav`), encodeWav(part, recording.sampleRateHz));
  }
  return folder;
}

test('JSON: chains and recordings in any order, live and in blocks, and blocks timed', async t => {
  const folder = await twoImplants(t);
  const chains = ['levels+delta+rice', LIVE];
  const { status, stdout, stderr } = await ncb(
    ['implant', chains[0], '0.wav', chains[1], '1.wav', '--json', '--deadline', '--channels', '3'],
    folder,
  );
  const { terms, measured_on, rows, failures } = JSON.parse(stdout);
  assert.deepEqual(failures, [], stderr);
  assert.equal(terms.channels, 3);
  assert.deepEqual(
    measured_on.map(({ channels }: { channels: number }) => channels),
    [2],
  );
  const [uncoded, rice, live] = rows;
  assert.equal(uncoded.chain, 'uncoded');
  assert.deepEqual([rice.chain, rice.is_live, rice.block_frames, rice.grade], [chains[0], false, 16, null]);
  assert.deepEqual([live.chain, live.is_live, live.block_frames], [LIVE, true, 16]);
  assert.equal(live.state_bytes, 56);
  assert.equal(live.max_abs_error, 2);
  assert.ok(live.bits_per_sample < rice.bits_per_sample && rice.bits_per_sample < 10);
  assert.ok(live.worst_bits_per_sample > 0);
  for (const { encode_block_median_ms, decode_block_p999_ms, timed_channels } of [rice, live]) {
    assert.ok(encode_block_median_ms > 0 && decode_block_p999_ms > 0);
    assert.equal(timed_channels, 3);
  }
  const fits = rows.some(({ radios }: { radios: { fits: boolean | null }[] }) =>
    radios.some(radio => radio.fits !== false),
  );
  assert.equal(status, fits ? 0 : 1);
});

test('in a terminal of 80 columns, and as CSV', { skip: NO_TERMINAL }, async t => {
  const folder = await twoImplants(t);
  const args = ['implant', LIVE, 'levels+delta+rice', '.'];
  const lines = await ncbInTerminal(args, folder, 80);
  assert.match(lines[0], /^1,024 channels at 19,531 Hz, 10 bits: 200 Mbit\/s; to fit 1\.00 Mbit\/s/);
  assert.deepEqual(
    lines.filter(line => line.length > 80),
    [],
  );
  const files = ['--out', join('new', 'run'), '--svg', join('new', 'a.svg')];
  const { stdout, stderr } = await ncb([...args, '--csv', '--radio', 'lora=1u', ...files], folder);
  assert.match(stderr, /^new.run.implant\.json\nnew.a\.svg\n$/m);
  const implant = readImplant(join(folder, 'new', 'run'));
  assert.deepEqual(
    implant?.rows.map(row => row.chain),
    ['uncoded', 'levels+delta+rice', LIVE],
  );
  assert.match(readFileSync(join(folder, 'new', 'a.svg'), 'utf8'), /data-chain="levels\+delta\+rice"/);
  const [header, ...rows] = stdout.trim().split('\n');
  assert.equal(rows.length, 3);
  assert.ok(header.split(',').includes('lora_fits_by') === false && header.includes('lora_fits'));
});

describe('what is wrong is one line', () => {
  for (const [args, said] of [
    [['nope.wav'], 'ncb: nope.wav: there is no such file or folder, nor is it a chain'],
    [['levels+nope'], /^ncb: chain "levels\+nope": no stage "nope"/],
    [['--link', 'fast'], 'ncb: --link "fast": want a number of bit/s over 0, such as 1M'],
    [['--out', '0.wav'], 'ncb: 0.wav: is a file, not a folder'],
    [['--svg', '.'], 'ncb: .: is a folder'],
    [['--chunk', '3'], /^ncb: --chunk "3": want frames or a time/],
  ] as const) {
    test(args.join(' '), async t => {
      const folder = temporaryFolder(t);
      writeFileSync(join(folder, '0.wav'), '');
      const { status, stderr } = await ncb(['implant', ...args], folder);
      assert.equal(status, 2);
      const [line] = stderr.split('\n');
      if (typeof said === 'string') assert.equal(line, said);
      else assert.match(line, said);
    });
  }
});

test('a plugin that gives other samples back is a line; the others are there', async t => {
  const folder = await twoImplants(t);
  writeFileSync(
    join(folder, 'liar.mjs'),
    `export default {
      kind: 'coder', name: 'liar', family: 'copy', summary: 'forgets', parameters: {}, packages: [],
      open: async () => ({
        encode: ({ data }) => Uint8Array.of(data.length & 255, data.length >> 8),
        decode: bytes => ({ data: new Int16Array(bytes[0] | (bytes[1] << 8)), channels: 2 }),
      }),
    };`,
  );
  const { status, stdout, stderr } = await ncb(
    ['implant', '--plugin', 'liar.mjs', 'liar', LIVE, '0.wav', '1.wav', '--csv'],
    folder,
  );
  assert.equal(status, 1);
  assert.match(stderr, /^liar: mismatch: frame 0 of channel 0 decoded as 0, recorded as -?\d+$/m);
  assert.equal(stdout.trim().split('\n').length, 3);
});
