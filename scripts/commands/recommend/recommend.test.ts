/** `ncb recommend`, as it is typed. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { makeRandom } from '../../../codecs/random.js';
import { neuralinkData } from '../../../codecs/shared-data.test.kit.js';
import { packageRoot } from '../../../harness/common/package-root.js';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { syntheticRecordings } from '../../../harness/recordings/synthetic/synthetic.js';
import { writeRecordings } from '../../../harness/recordings/write.js';
import { readTotals } from '../../../harness/run/csv.js';
import { CLI, ncb, ncbWithin, RAW, recordingsFolder } from '../shared/cli.test.kit.js';

interface Answer {
  readonly took_s: number;
  readonly chains_tried: number;
  readonly picks: readonly {
    readonly use: string;
    readonly chain: string;
    readonly ratio: number;
    readonly ratio_low: number | null;
    readonly commands: readonly string[];
  }[];
  readonly yours: readonly {
    readonly chain: string;
    readonly given_by: readonly string[];
    readonly rank: number | null;
    readonly of: number;
    readonly ratio: number | null;
  }[];
}

test('synthetic recordings, in six seconds, and whether they fit an implant', async t => {
  const folder = temporaryFolder(t);
  await writeRecordings(join(folder, 'a set'), syntheticRecordings().slice(0, 3));
  const args = ['recommend', 'a set', '--implant'];
  const { status, stdout, stderr } = await ncbWithin(['6s', '30s'], args, folder);
  assert.equal(status, 0, stderr);
  // on a busy machine what is left of the time may not suffice
  assert.match(stdout, /^on an implant(: not known, for want of time| of 1,024 channels at 19,531 Hz, .*)$/m);
  assert.match(stdout, /^ {2}npx ncb implant 'a set'( --chain \S+)*$/m);
  assert.match(stdout, /^3 recordings: /);
  assert.match(stdout, /^archive .* \d\.\d{3} /m);
  assert.match(stdout, /^ {2}npx ncb encode 'a set' 'a set\.ncb' --chain \S+$/m);
  assert.match(stdout, /^ {2}npx ncb sweep 'a set' --chain \S+/m);
});

test('JSON of headerless files, within the budget and a few seconds', async t => {
  const folder = recordingsFolder(t);
  const within = (seconds: number) =>
    ncb(
      ['recommend', 'recordings', ...RAW, '--budget', `${seconds}s`, '--json', '--chain', 'delta+huffman'],
      folder,
    );
  let budgetS = 4;
  let answer = await within(budgetS);
  // on a busy machine that may not suffice to start a process and code a window
  if (answer.status !== 0) {
    assert.match(answer.stderr, /give more --budget/);
    budgetS = 30;
    answer = await within(budgetS);
  }
  assert.equal(answer.status, 0, answer.stderr);
  const { picks, took_s, chains_tried }: Answer = JSON.parse(answer.stdout);
  assert.ok(took_s < budgetS + 5, `${took_s} s`);
  assert.ok(chains_tried > 0);
  const [archive] = picks;
  assert.equal(archive.use, 'archive');
  assert.ok(archive.ratio > 1);
  assert.deepEqual(archive.commands, [
    `npx ncb encode recordings recordings.ncb --chain ${archive.chain} --channels 2 --rate 1000`,
  ]);
});

test('a plugin and a chain are among the answer, with their ranks', async t => {
  // a wave so low that every chain of `nibble` makes it smaller: on a busy machine the first one may be all that is tried
  const folder = recordingsFolder(t, 20);
  const plugin = join(packageRoot, 'scripts', 'example-codec.ts');
  const args = ['recommend', 'recordings', ...RAW, '--plugin', plugin, '--chain', 'raw', '--json'];
  const answerWithin = async (budget: string): Promise<Answer> => {
    const { status, stdout, stderr } = await ncb([...args, '--budget', budget], folder);
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout);
  };
  const ofGiven = ({ yours }: Answer, given: string) =>
    yours.find(({ given_by }) => given_by.includes(given));
  const isWhole = (answer: Answer) =>
    ['--plugin nibble', '--chain raw'].every(given => {
      const { rank = null, ratio = null } = ofGiven(answer, given) ?? {};
      return rank !== null && ratio !== null;
    });
  let answer = await answerWithin('12s');
  // on a busy machine that may not suffice to start the plugin and code a window
  for (const budget of ['30s', '90s']) if (!isWhole(answer)) answer = await answerWithin(budget);
  const { yours, picks } = answer;
  const best = ofGiven(answer, '--plugin nibble');
  assert.ok(best?.rank && best.rank <= best.of, JSON.stringify(answer));
  assert.ok(best.ratio !== null && best.ratio > 1);
  const raw = yours.find(({ chain }) => chain === 'raw');
  assert.deepEqual(raw?.given_by, ['--chain raw']);
  assert.ok(raw.rank !== null && raw.rank > best.rank);
  assert.ok(picks.every(({ chain }) => chain !== 'raw'));
});

test('a plugin that hangs when it is loaded takes no more than the budget', async t => {
  const folder = recordingsFolder(t);
  writeFileSync(join(folder, 'hangs.mjs'), 'for (;;);');
  const args = ['recommend', 'recordings', ...RAW, '--budget', '2s', '--plugin', './hangs.mjs'];
  const { status, stderr } = await ncb(args, folder);
  const said = /^ncb: plugin \.\/hangs\.mjs: stopped after [\d.]{1,3} s; raise --budget \(now 2s\)\n$/;
  assert.match(stderr, said);
  assert.equal(status, 2);
});

test('what does not get smaller is no answer', async t => {
  const folder = temporaryFolder(t);
  const random = makeRandom(3);
  writeFileSync(
    join(folder, 'noise.i16'),
    new Uint8Array(Uint32Array.from({ length: 20_000 }, random).buffer),
  );
  const args = ['recommend', 'noise.i16', '--channels', '1', '--rate', '1000'];
  const { status, stdout } = await ncbWithin(['6s', '30s'], args, folder);
  assert.equal(status, 1);
  assert.match(stdout, /^nothing that was tried makes these recordings smaller$/m);
});

describe('a wrong command line is one sentence', () => {
  for (const [args, said] of [
    [['--budget', 'soon'], 'ncb: --budget "soon": want a time such as 60s, 2min or 1h'],
    [['--headroom', '0'], 'ncb: --headroom 0: want a number over 0'],
    [['--chain', 'nope'], /^ncb: chain "nope": /],
  ] as const) {
    test(args.join(' '), async t => {
      const { status, stderr } = await ncb(['recommend', 'recordings', ...RAW, ...args], recordingsFolder(t));
      assert.equal(status, 2);
      const [line] = stderr.split('\n');
      if (typeof said === 'string') assert.equal(line, said);
      else assert.match(line, said);
    });
  }

  test('no path, or no recording', async t => {
    assert.equal((await ncb(['recommend'], temporaryFolder(t))).status, 2);
    const { status, stderr } = await ncb(['recommend', '.'], temporaryFolder(t));
    assert.equal(status, 2);
    assert.match(stderr, /^ncb: no recording to look at/);
  });
});

test('Ctrl-C ends it in order', async t => {
  const child = spawn(process.execPath, [CLI, 'recommend', 'recordings', ...RAW, '--budget', '60s'], {
    cwd: recordingsFolder(t),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // its first words of progress: it is at work
  child.stderr.once('data', () => child.kill('SIGINT'));
  const status = await new Promise(resolve => child.on('exit', resolve));
  assert.equal(status, 130);
});

test('on real recordings the archive pick is within 1 % of the best of a sweep', {
  skip: !existsSync(neuralinkData) && `${neuralinkData} is absent`,
}, async t => {
  const folder = temporaryFolder(t);
  const answer = await ncb(['recommend', neuralinkData, '--budget', '15s', '--json'], folder);
  assert.equal(answer.status, 0, answer.stderr);
  const { picks }: Answer = JSON.parse(answer.stdout);
  const chains = ['levels+lpc:order=32+arithmetic', 'levels+lpc:order=32+rans', 'raw+bzip2', picks[0].chain];
  const swept = await ncb(
    [
      ...['sweep', neuralinkData, '--sample', '8', '--seed', '5', '--size-only', '--out', 'run'],
      ...chains.flatMap(chain => ['--chain', chain]),
    ],
    folder,
  );
  assert.equal(swept.status, 0, swept.stderr);
  const totals = readTotals(join(folder, 'run', 'totals.csv'));
  const best = Math.max(...totals.map(({ ratio }) => ratio ?? 0));
  const picked = totals.find(({ chain }) => chain === picks[0].chain)?.ratio ?? 0;
  assert.ok(picked > 0.99 * best, `${picks[0].chain}: ${picked}, best ${best}`);
});
