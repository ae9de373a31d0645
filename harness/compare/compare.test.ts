import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exactLine, timingLine } from '../common/testing.test.kit.js';
import { cellRows } from '../run/cells.js';
import { SAME_AGAIN } from '../run/columns.js';
import type { Environment } from '../run/environment.js';
import type { Run } from '../run/load.js';
import type { LogLine } from '../run/log.js';
import { type ChainComparison, compareChains, compareRuns } from './compare.js';

const MACHINE: Partial<Environment> = {
  cpu_model: 'A',
  platform: 'linux-x64',
  node: '20.19.0',
  kernel: '6.1',
  commit: 'c1',
  packages: { fflate: '0.8.3' },
};

function run(lines: readonly LogLine[], environment: Run['environment'] = MACHINE): Run {
  return {
    path: 'results/x',
    name: 'x',
    cells: cellRows(lines),
    totals: [],
    quality: [],
    limits: [],
    environment,
  };
}

const SETTINGS = { force: false, seed: 1 };
const ROUNDS = 12;

/**
 * Process runs of `encodeMs`, each round another that lies within `spread` of it, and decode of 4 ms, spread alike.
 * @param shift which of the values each round has, so that copies differ
 */
function timed(
  encodeMs: number,
  {
    spread = 0.002,
    shift = 0,
    rounds = ROUNDS,
    ...given
  }: Partial<Spread> & Parameters<typeof timingLine>[0] = {},
) {
  return Array.from({ length: rounds }, (_, round) => {
    const factor = 1 + spread * ((((round * 7 + shift * 5) % ROUNDS) * 2) / ROUNDS - 1 + shift / 97);
    return timingLine({ encodeNs: [1e6 * encodeMs * factor], decodeNs: [4e6 * factor], round, ...given });
  });
}

interface Spread {
  readonly spread: number;
  readonly shift: number;
  readonly rounds: number;
}

/** A run of one chain, timed, with what else stands in its log. */
function timedRun(encodeMs: number, spread: Partial<Spread> = {}, more: readonly LogLine[] = []): Run {
  return run([exactLine(), ...timed(encodeMs, spread), ...more]);
}

function only(chains: readonly ChainComparison[]): ChainComparison {
  assert.equal(chains.length, 1);
  return chains[0];
}

describe('exact figures', () => {
  const other = { recording: 'b.wav', recordingSha256: 'bb' };

  test('bytes are summed over the recordings that are ok on both sides', () => {
    const base = run([exactLine(), exactLine({ ...other, encodedBytes: 500 })]);
    const after = run([exactLine({ encodedBytes: 799 }), exactLine({ ...other, encodedBytes: 510 })]);
    const { exact, bytes } = only(compareRuns(base, after, SETTINGS).chains);
    assert.deepEqual(exact.encodedBytes, { base: 1300, other: 1309, verdict: 'larger' });
    assert.deepEqual([exact.smaller, exact.larger, exact.same], [1, 1, 0]);
    assert.ok(Math.abs((bytes?.mean ?? 0) - Math.sqrt((799 / 800) * (510 / 500))) < 1e-12);
  });

  test('one byte less is smaller; a larger model is another matter', () => {
    const after = run([exactLine({ encodedBytes: 799, modelBytes: 9 })]);
    const { exact } = only(compareRuns(run([exactLine()]), after, SETTINGS).chains);
    assert.deepEqual(exact.encodedBytes?.verdict, 'smaller');
    assert.deepEqual(exact.modelBytes, { base: 0, other: 9, verdict: 'larger' });
  });

  test('newly failed, newly ok, and failed as before', () => {
    const bad = { status: 'mismatch', error: 'sample 3', encodedBytes: 0 } as const;
    const third = { recording: 'c.wav', recordingSha256: 'cc' };
    const base = run([exactLine(), exactLine({ ...other, ...bad }), exactLine({ ...third, ...bad })]);
    const after = run([exactLine(bad), exactLine(other), exactLine({ ...third, ...bad })]);
    const { exact } = only(compareRuns(base, after, SETTINGS).chains);
    const names = [exact.newlyFailed, exact.newlyOk, exact.stillFailed].map(pairs =>
      pairs.map(pair => pair.other.recording),
    );
    assert.deepEqual(names, [['a.wav'], ['b.wav'], ['c.wav']]);
    assert.equal(exact.encodedBytes, null);
  });

  test('other versions of the same chain are said', () => {
    const after = run([exactLine({ versions: 'v2' })]);
    const { versions } = only(compareRuns(run([exactLine()]), after, SETTINGS).chains);
    assert.deepEqual(versions, { base: 'v1', other: 'v2' });
  });
});

describe('matching', () => {
  test('chains and recordings that are missing on either side', () => {
    const [b, c] = [
      { recording: 'b.wav', recordingSha256: 'bb' },
      { recording: 'c.wav', recordingSha256: 'cc' },
    ];
    const base = run([exactLine(), exactLine(b), exactLine({ chain: 'raw' })]);
    const after = run([exactLine(), exactLine(c), exactLine({ chain: 'rice' })]);
    const { chains, missingInBase, missingInOther } = compareRuns(base, after, SETTINGS);
    assert.deepEqual(only(chains).pairs.length, 1);
    assert.deepEqual([missingInBase.chains, missingInBase.recordings], [['rice'], ['c.wav']]);
    assert.deepEqual([missingInOther.chains, missingInOther.recordings], [['raw'], ['b.wav']]);
    assert.equal(missingInOther.rows.length, 2);
  });

  test('the name of a recording does not matter, nor that it is there twice', () => {
    const copy = exactLine({ recording: 'copy.wav' });
    const base = run([exactLine(), copy]);
    const twice = compareRuns(base, run([exactLine({ recording: 'x.wav' }), copy]), SETTINGS);
    assert.deepEqual(
      only(twice.chains).pairs.map(pair => [pair.base.recording, pair.other.recording]),
      [
        ['copy.wav', 'copy.wav'],
        ['a.wav', 'x.wav'],
      ],
    );
    const once = compareRuns(base, run([exactLine({ recording: 'x.wav' })]), SETTINGS);
    assert.equal(only(once.chains).pairs.length, 1);
    assert.deepEqual([once.missingInBase.rows, once.missingInOther.rows], [[], []]);
  });

  test('the same name with other bytes, other channels or another scope is another recording', () => {
    const base = run([exactLine()]);
    for (const given of [{ recordingSha256: 'bb' }, { channels: 4 }, { scope: 'solid' } as const]) {
      assert.deepEqual(compareRuns(base, run([exactLine(given)]), SETTINGS).chains, []);
    }
  });
});

describe('times of two sessions', () => {
  const verdict = (base: Run, after: Run, settings = SETTINGS) => {
    const { times } = only(compareRuns(base, after, settings).chains);
    return times.encode.rows[0];
  };

  test('slower, faster, same', () => {
    const base = timedRun(10);
    const slower = verdict(base, timedRun(12, { shift: 1 }));
    assert.equal(slower.verdict, 'slower');
    assert.ok(Math.abs(slower.ratio - 1.2) < 0.005, String(slower.ratio));
    assert.ok((slower.adjustedPValue ?? 1) < 0.001 && slower.roundsNeeded === null);
    assert.equal(verdict(base, timedRun(8, { shift: 1 })).verdict, 'faster');
    assert.equal(verdict(base, timedRun(10.01, { shift: 1 })).verdict, 'same');
  });

  test('a difference that is significant but within the floor is the same', () => {
    const row = verdict(timedRun(10, { spread: 1e-4 }), timedRun(10.05, { spread: 1e-4, shift: 1 }));
    assert.ok((row.adjustedPValue ?? 1) < 0.001);
    assert.equal(row.verdict, 'same');
  });

  test('noise leaves it unclear, and says how many rounds would decide', () => {
    const small = verdict(timedRun(10, { spread: 0.2 }), timedRun(10.05, { spread: 0.2, shift: 1 }));
    assert.deepEqual([small.verdict, small.roundsNeeded], ['unclear', null]);
    const large = verdict(timedRun(10, { spread: 0.2 }), timedRun(11, { spread: 0.2, shift: 1 }));
    assert.equal(large.verdict, 'unclear');
    assert.ok((large.roundsNeeded ?? 0) > ROUNDS, String(large.roundsNeeded));
  });

  test('three rounds can show nothing, however large the difference, and it says how many could', () => {
    const compared = compareRuns(
      timedRun(10, { rounds: 3 }),
      timedRun(90, { rounds: 3, shift: 1 }),
      SETTINGS,
    );
    assert.deepEqual(compared.tooFewRounds, { rows: 2, rounds: 3, least: 5 });
    assert.equal(only(compared.chains).times.encode.verdict, 'unclear');
    // of one run each the interval is a point, and no proof
    assert.equal(verdict(timedRun(10, { rounds: 1 }), timedRun(10, { rounds: 1 })).verdict, 'unclear');
  });

  test('of medians alone there is a ratio and no verdict', () => {
    const before = timedRun(10);
    const cells = before.cells.map(row => ({ ...row, encode_run_ns: [], decode_run_ns: [] }));
    const row = verdict({ ...before, cells }, timedRun(12));
    assert.deepEqual([row.verdict, row.interval, row.pValue], ['untested', null, null]);
    assert.ok(row.ratio > 1.19 && row.ratio < 1.21);
  });

  test('the more rows, the more each has to show', () => {
    const ofChains = (count: number, encodeMs: number, shift: number) =>
      run(
        Array.from({ length: count }, (_, i) => `chain${i}`).flatMap(chain => [
          exactLine({ chain }),
          ...timed(encodeMs, { chain, shift, rounds: 5 }),
        ]),
      );
    const verdicts = (count: number) =>
      compareRuns(ofChains(count, 10, 0), ofChains(count, 12, 1), SETTINGS).chains[0].times.encode.verdict;
    assert.deepEqual([verdicts(3), verdicts(30)], ['slower', 'unclear']);
  });

  test('a chain is slower if one of its recordings is, and unclear if they disagree', () => {
    const b = { recording: 'b.wav', recordingSha256: 'bb' };
    const two = (first: number, second: number, shift: number) =>
      run([exactLine(), exactLine(b), ...timed(first, { shift }), ...timed(second, { shift, ...b })]);
    const ofChain = (base: Run, after: Run) => only(compareRuns(base, after, SETTINGS).chains).times.encode;
    const worse = ofChain(two(10, 10, 0), two(12, 10, 1));
    assert.equal(worse.verdict, 'slower');
    assert.ok(Math.abs((worse.ratio?.mean ?? 0) - Math.sqrt(1.2)) < 0.005);
    assert.equal(ofChain(two(10, 10, 0), two(12, 8, 1)).verdict, 'unclear');
  });
});

describe('the noise floor', () => {
  const again = (encodeMs: number, given: Parameters<typeof timed>[1] = {}) =>
    timed(encodeMs, { alias: SAME_AGAIN, shift: 2, ...given });
  const subject = (encodeMs: number, shift: number) => [
    exactLine({ chain: 'raw' }),
    ...timed(encodeMs, { chain: 'raw', shift }),
  ];
  const encodeOf = ({ chains }: ReturnType<typeof compareRuns>) =>
    chains.find(({ chain }) => chain === 'raw')?.times.encode.verdict;

  test('is 3 % at least, and where no chain was timed twice', () => {
    const { floor } = compareRuns(timedRun(10), timedRun(10), SETTINGS);
    assert.ok(Math.abs(floor.encode - 0.03) < 1e-12);
    assert.deepEqual([floor.pairs, floor.acrossRuns], [0, 0]);
  });

  test('copies that lie apart in either run hide a difference as large', () => {
    const quiet = timedRun(10, {}, [...again(10), ...subject(10, 3)]);
    const noisy = timedRun(10, {}, [...again(13), ...subject(12, 4)]);
    const calm = timedRun(10, {}, [...again(10), ...subject(12, 4)]);
    assert.equal(encodeOf(compareRuns(quiet, calm, SETTINGS)), 'slower');
    const hidden = compareRuns(quiet, noisy, SETTINGS);
    assert.ok(hidden.floor.encode > 0.29, String(hidden.floor.encode));
    assert.ok(hidden.floor.decode < 0.031);
    assert.equal(encodeOf(hidden), 'same');
  });

  test('a drift between sessions hides one, too, where the copies are of the same versions', () => {
    const before = timedRun(10, {}, [...again(10), ...subject(10, 3)]);
    const drifted = timedRun(12, {}, [...again(12), ...subject(11.5, 4)]);
    const compared = compareRuns(before, drifted, SETTINGS);
    assert.ok(compared.floor.encode > 0.19);
    assert.deepEqual([compared.floor.pairs, compared.floor.acrossRuns], [2, 1]);
    assert.equal(encodeOf(compared), 'same');
    const v2 = { versions: 'v2' };
    const changed = run([exactLine(v2), ...timed(12, v2), ...again(12, v2), ...subject(11.5, 4)]);
    const withoutPair = compareRuns(before, changed, SETTINGS);
    assert.equal(withoutPair.floor.acrossRuns, 0);
    assert.equal(encodeOf(withoutPair), 'slower');
  });
});

describe('the environment', () => {
  const slower = [exactLine(), ...timed(12, { shift: 1 })];
  const verdictOn = (environment: Run['environment'], force = false) => {
    const compared = compareRuns(timedRun(10), run(slower, environment), { force, seed: 1 });
    return [only(compared.chains).times.encode.verdict, compared.forced] as const;
  };

  test('another CPU, platform or Node major withholds verdicts on time, unless forced', () => {
    for (const other of [{ cpu_model: 'B' }, { platform: 'darwin-arm64' }, { node: '22.1.0' }]) {
      assert.deepEqual(verdictOn({ ...MACHINE, ...other }), ['withheld', false]);
      assert.deepEqual(verdictOn({ ...MACHINE, ...other }, true), ['slower', true]);
    }
  });

  test('so does one that is not known', () => {
    assert.deepEqual(verdictOn(null), ['withheld', false]);
    assert.deepEqual(verdictOn(null, true), ['slower', true]);
    assert.deepEqual(compareRuns(run([], {}), run([], {}), SETTINGS).otherMachine, true);
  });

  test('another commit, kernel, minor version or package is only said', () => {
    const environment = {
      ...MACHINE,
      node: '20.20.1',
      commit: 'c2',
      kernel: '6.2',
      packages: { fflate: '0.8.4' },
    };
    assert.deepEqual(verdictOn(environment), ['slower', false]);
    const said = compareRuns(timedRun(10), run(slower, environment), SETTINGS).environment;
    assert.deepEqual(
      said.map(({ what, base, other }) => [what, base, other]),
      [
        ['Node', '20.19.0', '20.20.1'],
        ['kernel', '6.1', '6.2'],
        ['commit', 'c1', 'c2'],
        ['fflate', '0.8.3', '0.8.4'],
      ],
    );
  });

  test('a chain of another package is not judged; of another build of ours or a plugin it is', () => {
    const verdict = (before: string, after: string, force = false) => {
      const [base, other] = [before, after].map((versions, shift) =>
        run([exactLine({ versions }), ...timed(10 + 2 * shift, { versions, shift })]),
      );
      return only(compareRuns(base, other, { force, seed: 1 }).chains).times.encode.verdict;
    };
    assert.equal(verdict('fflate@0.8.3', 'fflate@0.8.4'), 'withheld');
    assert.equal(verdict('fflate@0.8.3', 'fflate@0.8.4', true), 'slower');
    assert.equal(verdict('neural-codec-bench@0.1.0+a', 'neural-codec-bench@0.1.0+b'), 'slower');
    assert.equal(verdict('mine.ts@sha256:01', 'mine.ts@sha256:02'), 'slower');
    assert.equal(verdict('node:zlib@20.19.0', 'node:zlib@20.20.1'), 'slower');
    assert.equal(verdict('node:zlib@20.19.0', 'node:zlib@22.1.0'), 'withheld');
  });
});

describe('chains of one run', () => {
  const chains = run(
    [
      exactLine({ chain: 'x' }),
      exactLine({ chain: 'y', encodedBytes: 700 }),
      exactLine({ chain: 'z' }),
      { type: 'alias', chain: 'z', alias: 'zed' },
      { type: 'alias', chain: 'z', alias: 'zett' },
      // rounds differ by far, and both chains alike
      ...timed(10, { chain: 'x', spread: 0.4 }),
      ...timed(11, { chain: 'y', spread: 0.4 }),
      ...timed(10, { chain: 'z', spread: 0.4, rounds: 5 }),
    ],
    null,
  );

  test('are compared by round, which drift of the machine does not disturb, and nothing is withheld', () => {
    const compared = compareChains(chains, 'x', ['y'], { seed: 1 });
    const { chain, exact, times } = only(compared.chains);
    assert.deepEqual([chain, exact.encodedBytes?.verdict, times.encode.verdict], ['y', 'smaller', 'slower']);
    assert.equal(times.decode.verdict, 'same');
    assert.deepEqual([compared.paired, compared.environment], [true, []]);
  });

  test('only rounds that both have count; an alias names a chain, too', () => {
    const compared = compareChains(chains, 'x', ['y', 'zed'], { seed: 1 });
    assert.deepEqual(
      compared.chains.map(({ chain, times }) => [chain, times.encode.rows[0].baseRounds]),
      [
        ['y', 12],
        ['zed', 5],
      ],
    );
    assert.throws(() => compareChains(chains, 'x', ['w'], { seed: 1 }), {
      message: '--chains w: not in this run; it has x, y, z',
    });
  });
});
