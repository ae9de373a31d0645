/** `ncb lossy`, as it is typed. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { loadSamples } from '../../../harness/recordings/load.js';
import { syntheticRecordings } from '../../../harness/recordings/synthetic/synthetic.js';
import { encodeWav } from '../../../harness/recordings/write.js';
import { NO_TERMINAL, ncb, ncbInTerminal, RAW, recordingsFolder } from '../shared/cli.test.kit.js';

const FRAMES = 20_000;

/** A folder with a second of a synthetic implant. */
async function shortImplant(t: TestContext): Promise<string> {
  const folder = temporaryFolder(t);
  const [recording] = syntheticRecordings();
  const { data } = await loadSamples(recording);
  const second = { data: data.subarray(0, FRAMES), channels: 1 };
  writeFileSync(join(folder, 'a.wav'), encodeWav(second, recording.sampleRateHz));
  return folder;
}

test('a recording, in a terminal of 80 columns', { skip: NO_TERMINAL }, async t => {
  const folder = await shortImplant(t);
  const lines = await ncbInTerminal(
    ['lossy', 'a.wav', '--grade', 'decoding-safe', '--budget', '60s'],
    folder,
    80,
  );
  assert.match(lines[0], /^1 recording: 1 channel at 19531 Hz/);
  assert.match(lines[3], /^levels\+\S+ {2}\d\.\d{3} bits a sample {2}/);
  const commands = lines.filter(line => /^ +npx /.test(line));
  assert.match(commands[0], /^ {2}npx ncb encode a\.wav a\.wav\.ncb --lossy --chain levels\+\S+$/);
  assert.equal(commands[1], '  npx ncb verify a.wav a.wav.ncb');
  const long = lines.filter(line => line.length > 80 && !commands.includes(line));
  assert.deepEqual(long, []);
});

test('JSON, with a chain of one’s own: what is said of it is what a sweep measures', async t => {
  const folder = await shortImplant(t);
  const own = 'levels+quantize:step=7+rice';
  const args = ['a.wav', '--chain', own];
  const { stdout, stderr } = await ncb(['lossy', ...args, '--json', '--budget', '60s'], folder);
  const found = JSON.parse(stdout);
  assert.deepEqual([found.windows, found.total_windows, found.failures], [1, 1, []], stderr);
  const swept = await ncb(['sweep', ...args, '--size-only', '--out', 'run', '--csv'], folder);
  assert.equal(swept.status, 0, swept.stderr);
  const [header, ...rows] = swept.stdout.trim().split('\n');
  const row = rows.find(line => line.includes(own))?.split(',') ?? [];
  const of = (name: string) => row[header.split(',').indexOf(name)];
  const [mine] = found.own;
  assert.equal(String(mine.encoded_bytes), of('encoded_bytes'));
  assert.equal(String(mine.band_rmse_sigma), of('band_rmse_sigma'));
  assert.equal(mine.grade, of('grade'));
});

test('too low a rate for a band of spikes is a line, and no success', async t => {
  const args = ['--channels', '2', '--rate', '500'];
  const { status, stdout } = await ncb(['lossy', 'recordings', ...args], recordingsFolder(t));
  assert.equal(status, 1);
  assert.match(stdout, /^no grade: 2 recordings at 500 Hz, too low a rate [^\n]*\n$/);
});

describe('a wrong command line is one sentence', () => {
  for (const [args, said] of [
    [['--budget', 'soon'], 'ncb: --budget "soon": want a time such as 60s, 2min or 1h'],
    [['--chain', 'nope'], /^ncb: chain "nope": /],
    [['--chain', 'delta+rice'], /^ncb: chain "delta\+rice" keeps every sample, /],
    [['--chain', 'events'], /^ncb: chain "events": events gives back events, no samples: /],
    [['--grade', 'perfect'], /^ncb: Invalid values:/],
  ] as const) {
    test(args.join(' '), async t => {
      const { status, stderr } = await ncb(['lossy', 'recordings', ...RAW, ...args], recordingsFolder(t));
      assert.equal(status, 2);
      const [line] = stderr.split('\n');
      if (typeof said === 'string') assert.equal(line, said);
      else assert.match(line, said);
    });
  }
});
