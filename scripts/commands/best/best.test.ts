/** `ncb best`, as it is typed. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { makeFolder } from '../../../harness/common/files.js';
import { exactLine, temporaryFolder, timingLine } from '../../../harness/common/testing.test.kit.js';
import { cellRows } from '../../../harness/run/cells.js';
import { writeCells, writeTotals } from '../../../harness/run/csv.js';
import type { LogLine } from '../../../harness/run/log.js';
import { withParetoFront } from '../../../harness/run/pareto.js';
import { totalRows } from '../../../harness/run/totals.js';
import { ncb } from '../shared/cli.test.kit.js';

// of 1 s of 2 channels: 100, 500 and 1,000 xRT
const CHAINS = [
  { chain: 'small', encodedBytes: 500, ms: 10 },
  { chain: 'middle', encodedBytes: 800, ms: 2 },
  { chain: 'fast', encodedBytes: 1000, ms: 1 },
] as const;

const SIZES = CHAINS.map(({ chain, encodedBytes }) => exactLine({ chain, encodedBytes }));
const TIMES = CHAINS.flatMap(({ chain, ms }) =>
  [0, 1].map(round => timingLine({ chain, round, encodeNs: [ms * 1e6], decodeNs: [ms * 1e6] })),
);
const AGAIN = timingLine({ chain: 'fast', alias: 'a/a', encodeNs: [1.1e6], decodeNs: [1e6] });

/** Runs `one`, timed; `sizes`, not timed; `failed`. */
function runsFolder(t: TestContext): string {
  const folder = temporaryFolder(t);
  const failed = exactLine({ chain: 'broken', status: 'error', error: 'no' });
  const program = [
    exactLine({ chain: 'exec:p', encodedBytes: 900, isolation: 'process' }),
    timingLine({ chain: 'exec:p' }),
  ];
  writeRun(join(folder, 'one'), [...SIZES, ...TIMES, ...program, AGAIN, failed]);
  writeRun(join(folder, 'sizes'), SIZES);
  writeRun(join(folder, 'failed'), [failed]);
  return folder;
}

function writeRun(folder: string, lines: readonly LogLine[]): void {
  const cells = cellRows(lines);
  makeFolder(folder);
  writeCells(join(folder, 'cells.csv'), cells);
  writeTotals(join(folder, 'totals.csv'), withParetoFront(totalRows(cells)));
}

describe('the smallest that keeps up', () => {
  test('with its figures, what comes next, and what is smaller but too slow', async t => {
    const { status, stdout } = await ncb(['best', 'one', '--min-encode-xrt', '200'], runsFolder(t));
    assert.equal(status, 0);
    const lines = stdout.split('\n');
    assert.equal(
      lines[0],
      'smallest that keeps up: middle, ratio 5.0000, 3.200 bits a sample, encode 500 xRT, decode 500 xRT',
    );
    assert.equal(lines[1], '  encode 500 xRT, asked 200: 2.50 times that');
    assert.match(stdout, /ratio over 1 recording, speeds over 1 of them, 2 process runs each\n/);
    assert.match(stdout, /a\/a difference: fast timed twice: encode 10\.0 % apart/);
    assert.match(
      stdout,
      /next:\n.*times asked\n\*ed† +exec:p +4\.4444 +\+12\.50 %.* 2\.50\n\*ed +fast +4\.0000/,
    );
    assert.match(
      stdout,
      /smaller, but too slow:\n.*\n\*ed +small +8\.0000 +-37\.50 % .* encode 2\.00 times\n/,
    );
    assert.match(stdout, /\n† a program was started for each call\n/);
    assert.match(stdout, /left out: 1 chain failed on some recording\n/);
  });

  test('in channels on cores', async t => {
    const args = ['best', 'one', '--channels', '3000', '--cores', '2', '--decode-channels', '1000'];
    const { stdout } = await ncb(args, runsFolder(t));
    assert.match(stdout, /^smallest that keeps up: fast,/);
    assert.match(
      stdout,
      /\n {2}encode 4,000 channels in real time on 2 cores, asked 3,000: 1\.33 times that\n/,
    );
    assert.match(stdout, /\n\*ed +middle .* encode 1\.50 times \(3 cores\)\n/);
  });

  test('within the a/a difference: it may fall short', async t => {
    const { stdout } = await ncb(
      ['best', 'one', '--min-decode-xrt', '99', '--min-encode-xrt', '95'],
      runsFolder(t),
    );
    assert.match(
      stdout,
      /encode 100 xRT, asked 95: 1\.05 times that; within the a\/a difference: it may fall short\n/,
    );
    assert.match(stdout, /decode 100 xRT, asked 99: 1\.01 times that\n/);
  });

  test('none: the nearest, and what it lacks, status 1', async t => {
    const folder = runsFolder(t);
    const channels = await ncb(['best', 'one', '--channels', '5000', '--cores', '2'], folder);
    assert.equal(channels.status, 1);
    assert.match(channels.stdout, /^nothing keeps up; of 4 chains the nearest: fast, ratio 4\.0000/);
    assert.match(channels.stdout, /asked 5,000: 1\.25 times too slow, 3 cores would do\n/);
    const { status, stdout } = await ncb(['best', 'one', '--min-encode-mb-per-s', '100', '--json'], folder);
    assert.equal(status, 1);
    assert.equal(JSON.parse(stdout).best, null);
  });

  test('nothing asked: the smallest; of a run of sizes too, which has no fronts', async t => {
    const folder = runsFolder(t);
    assert.match((await ncb(['best', 'one'], folder)).stdout, /^smallest: small, /);
    const { status, stdout } = await ncb(['best', 'sizes'], folder);
    assert.equal(status, 0);
    assert.match(stdout, /^smallest: small, ratio 8\.0000, 2\.000 bits a sample\n/);
    assert.match(stdout, /sizes: nothing was timed, so there are no speeds and no fronts\n/);
    assert.doesNotMatch(stdout, /front of|xRT/);
  });

  test('of several runs, by which', async t => {
    const { stdout } = await ncb(['best', 'one', 'sizes', '--min-encode-xrt', '600'], runsFolder(t));
    assert.match(stdout, /^smallest that keeps up: fast, run one, /);
    assert.match(
      stdout,
      /left out: 1 chain failed on some recording, 3 chains not timed\nsizes: nothing was timed/,
    );
  });
});

test('a folder, its cells and its totals give the same answer; also as JSON', async t => {
  const folder = runsFolder(t);
  const answers = await Promise.all(
    ['one', 'one/cells.csv', 'one/totals.csv'].map(async path => {
      const { stdout } = await ncb(['best', path, '--channels', '500', '--json'], folder);
      const { best, keeps_up, too_slow, left_out } = JSON.parse(stdout);
      return { best: { ...best, run: '' }, next: keeps_up.length, slow: too_slow.length, left_out };
    }),
  );
  assert.equal(answers[0].best.chain, 'middle');
  assert.equal(answers[0].best.encode_channels_realtime, 1000);
  assert.deepEqual(answers[0].best.checks, [{ speed: 1000, reached: 2, within_noise: false }]);
  assert.deepEqual([answers[0].next, answers[0].slow, answers[0].left_out], [3, 1, { failed: 1 }]);
  assert.deepEqual(answers[1], answers[0]);
  assert.deepEqual(answers[2], answers[0]);
});

describe("the user's own chains", () => {
  const given = (...chains: string[]) => chains.map(chain => ({ type: 'given', chain }) as const);

  async function answer(t: TestContext, lines: readonly LogLine[], ...args: string[]): Promise<string> {
    const folder = temporaryFolder(t);
    writeRun(join(folder, 'run'), [...SIZES, ...TIMES, ...lines]);
    return (await ncb(['best', 'run', ...args], folder)).stdout;
  }

  test('the answer says that it is one', async t => {
    const stdout = await answer(t, given('middle'), '--min-encode-xrt', '200');
    assert.match(stdout, /^smallest that keeps up: middle \(yours\), ratio 5\.0000/);
  });

  test('in a table it is marked', async t => {
    const stdout = await answer(t, given('fast'), '--min-encode-xrt', '200');
    assert.match(stdout, /\nnext:\n.*\n>\*ed +fast +4\.0000 +\+25\.00 %/);
    assert.match(stdout, /\n> yours: named by --chain, or with a stage of a --plugin\n/);
    assert.doesNotMatch(stdout, /\nyours:\n/);
  });

  test('neither next nor smaller: in a table of its own, with what it lacks', async t => {
    const slow = [
      exactLine({ chain: 'mine', encodedBytes: 840 }),
      timingLine({ chain: 'mine', encodeNs: [9e6] }),
    ];
    const stdout = await answer(t, [...slow, ...given('mine')], '--min-encode-xrt', '200');
    assert.match(stdout, /\nyours:\n.*\n> +mine +4\.7619 +\+5\.00 % .* 0\.556 +encode 1\.80 times\n/);
  });

  test('one that failed: what it says', async t => {
    const broken = exactLine({ chain: 'mine', status: 'error', error: 'no table' });
    const stdout = await answer(t, [broken, ...given('mine')]);
    assert.match(stdout, /\nyours: mine: failed on 1 of 1 recording: error, no table\n/);
  });
});

describe('what is wrong is one line and status 2', () => {
  const cases: Record<string, { args: string[]; error: RegExp }> = {
    'no run': { args: [], error: /^ncb: Not enough non-option arguments/ },
    'a missing path': { args: ['nowhere'], error: /^ncb: no such file or folder: nowhere\n$/ },
    'a folder that is no run': { args: ['.'], error: /^ncb: \.: holds no cells\.csv\n$/ },
    'a file of another kind': { args: ['bad.csv'], error: /^ncb: bad\.csv: no column chain, .*\n$/ },
    'a speed that is none': {
      args: ['one', '--min-encode-xrt', 'fast'],
      error: /^ncb: --min-encode-xrt: not a number: want a number over 0\n$/,
    },
    'a speed of nothing': {
      args: ['one', '--min-decode-mb-per-s', '0'],
      error: /^ncb: --min-decode-mb-per-s 0: want a number over 0\n$/,
    },
    'an option twice': {
      args: ['one', '--min-encode-xrt', '1', '--min-encode-xrt', '2'],
      error: /^ncb: --min-encode-xrt 1,2: want a number/,
    },
    'half a channel': {
      args: ['one', '--channels', '0.5'],
      error: /^ncb: --channels 0\.5: want a whole number/,
    },
    'cores for no channels': {
      args: ['one', '--cores', '2'],
      error: /^ncb: --cores 2: goes with --channels/,
    },
    'speeds of a run of sizes': {
      args: ['sizes', '--min-encode-xrt', '2'],
      error: /^ncb: sizes: nothing was timed, so speeds are not known; sweep without --size-only\n$/,
    },
    'nothing but failures': {
      args: ['failed'],
      error: /^ncb: failed: no chain came through without failing\n$/,
    },
  };
  for (const [name, { args, error }] of Object.entries(cases)) {
    test(name, async t => {
      const folder = runsFolder(t);
      writeFileSync(join(folder, 'bad.csv'), 'a,b\n1,2\n');
      const { status, stdout, stderr } = await ncb(['best', ...args], folder);
      assert.match(stderr, error);
      assert.deepEqual([status, stdout], [2, '']);
    });
  }
});
