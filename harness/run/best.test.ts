/** The arithmetic of channels, and the choice against its definition. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { exactLine, timingLine } from '../common/testing.test.kit.js';
import { channelsRealtime, chooseBest, type Demand, differencesOf, timingOf } from './best.js';
import { cellRows } from './cells.js';
import type { Run } from './load.js';
import type { LogLine } from './log.js';
import { totalsOf } from './pareto.js';

function runOf(lines: readonly LogLine[], more: Partial<Run> = {}): Run {
  const cells = cellRows(lines);
  const totals = totalsOf(cells);
  return { path: 'run', name: 'run', cells, totals, quality: [], limits: [], environment: null, ...more };
}

/** A chain of 1 s of 2 channels. */
function chain(name: string, encodedBytes: number, encodeMs: number, decodeMs: number): LogLine[] {
  const times = { encodeNs: [encodeMs * 1e6], decodeNs: [decodeMs * 1e6] };
  return [exactLine({ chain: name, encodedBytes }), timingLine({ chain: name, ...times })];
}

const XRT: Demand = { direction: 'encode', unit: 'xrt', least: 100, cores: 1 };
const CHANNELS: Demand = { direction: 'encode', unit: 'channels', least: 1024, cores: 4 };

test('channels in real time: channel-seconds over seconds, whatever each recording has of them', () => {
  const recording = fc.record({
    channels: fc.integer({ min: 1, max: 400 }),
    frames: fc.integer({ min: 1, max: 1e6 }),
    encodeNs: fc.integer({ min: 1, max: 1e9 }),
    decodeNs: fc.integer({ min: 1, max: 1e9 }),
  });
  fc.assert(
    fc.property(fc.array(recording, { minLength: 1, maxLength: 5 }), recordings => {
      const lines = recordings.flatMap(({ channels, frames, encodeNs, decodeNs }, i) => [
        exactLine({ recordingSha256: `${i}`, channels, frames }),
        timingLine({ recordingSha256: `${i}`, encodeNs: [encodeNs], decodeNs: [decodeNs] }),
      ]);
      const [row] = runOf(lines).totals;
      const sum = (of: (recording: (typeof recordings)[0]) => number) =>
        recordings.reduce((total, one) => total + of(one), 0);
      const channelSeconds = sum(({ channels, frames }) => (channels * frames) / 1000);
      for (const direction of ['encode', 'decode'] as const) {
        const wanted = channelSeconds / (sum(one => one[`${direction}Ns`]) / 1e9);
        const got = channelsRealtime(row, direction) ?? Number.NaN;
        assert.ok(Math.abs(got / wanted - 1) < 1e-12, `${got}, want ${wanted}`);
      }
    }),
  );
});

describe('the choice', () => {
  test('is the smallest of those that meet every demand', () => {
    const figures = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 20 }));
    const demands: Demand[] = [XRT, { ...XRT, direction: 'decode', least: 200 }];
    fc.assert(
      fc.property(fc.array(figures, { minLength: 1, maxLength: 12 }), chains => {
        const run = runOf(chains.flatMap(([bytes, ms], i) => chain(`c${i}`, bytes, ms, ms / 3)));
        const meets = ([, ms]: readonly [number, number]) => 1000 / ms >= 100 && 3000 / ms >= 200;
        const { keepsUp, tooSlow } = chooseBest([run], demands);
        assert.deepEqual(
          keepsUp.map(({ row }) => row.encoded_bytes),
          chains
            .filter(meets)
            .map(([bytes]) => bytes)
            .sort((a, b) => a - b),
        );
        assert.equal(tooSlow.length, chains.length - keepsUp.length);
      }),
    );
  });

  test('of equal sizes is the faster', () => {
    const run = runOf([...chain('slow', 500, 2, 2), ...chain('fast', 500, 1, 1)]);
    assert.equal(chooseBest([run], [XRT]).keepsUp[0].row.chain, 'fast');
  });

  test('counts channels over cores, in the direction asked', () => {
    // 2 channels × 1 s in 4 ms: 500 on a core
    const run = runOf(chain('c', 500, 4, 400));
    const [{ checks }] = chooseBest([run], [CHANNELS, { ...CHANNELS, direction: 'decode' }]).tooSlow;
    assert.deepEqual(
      checks.map(({ speed, reached }) => [speed, reached]),
      [
        [2000, 2000 / 1024],
        [20, 20 / 1024],
      ],
    );
  });

  test('leaves out, and counts, what cannot be judged', () => {
    const run = runOf([
      ...chain('good', 500, 1, 1),
      exactLine({ chain: 'failed', status: 'error', error: 'no' }),
      exactLine({ chain: 'untimed' }),
      ...chain('good', 400, 1, 1).map(line => ({ ...line, scope: 'solid' as const })),
      timingLine({ chain: 'good', alias: 'a/a' }),
    ]);
    const { keepsUp, tooSlow, leftOut } = chooseBest([run], [XRT]);
    assert.deepEqual([keepsUp.map(({ row }) => row.chain), tooSlow.length], [['good'], 0]);
    assert.deepEqual(Object.fromEntries(leftOut), { failed: 1, 'not timed': 1, 'one stream of all': 1 });
  });

  test('has one row for a chain of two names', () => {
    const names = ['one', 'two'].map(alias => ({ type: 'alias', chain: 'c', alias }) as const);
    const { keepsUp } = chooseBest([runOf([...chain('c', 500, 1, 1), ...names])], [XRT]);
    assert.deepEqual(
      keepsUp.map(({ row }) => row.alias),
      ['one, two'],
    );
    assert.deepEqual(timingOf(keepsUp[0])?.runs, [1, 1]);
  });

  test('is unsure within what the a/a pair lies apart, on either side', () => {
    const again = timingLine({ chain: 'just', alias: 'a/a', encodeNs: [10.5e6], decodeNs: [1e6] });
    const run = runOf([
      ...chain('just', 500, 9.8, 1),
      ...chain('hardly', 400, 10.2, 1),
      ...chain('well', 600, 5, 1),
      again,
    ]);
    const { keepsUp, tooSlow } = chooseBest([run], [XRT]);
    assert.deepEqual(
      [...keepsUp, ...tooSlow].map(({ row, checks }) => [row.chain, checks[0].within_noise]),
      [
        ['just', true],
        ['well', false],
        ['hardly', true],
      ],
    );
  });
});

test('how a chain was timed: process runs, and the slowest of them beside the median', () => {
  const lines = [8, 10, 40].map((ms, round) => timingLine({ round, encodeNs: [ms * 1e6] }));
  const [candidate] = chooseBest([runOf([exactLine(), ...lines])], []).keepsUp;
  assert.deepEqual(timingOf(candidate), { runs: [3, 3], slowest: { encode: 0.25, decode: 1 } });
  assert.equal(timingOf({ ...candidate, run: { ...candidate.run, cells: [] } }), null);
});

test('runs over other recordings or of other machines are said to be', () => {
  const run = runOf([exactLine()], { environment: { recordings_sha256: 'a', cpu_model: 'm', node: '20' } });
  const other = { ...run, environment: { recordings_sha256: 'b', cpu_model: 'n', node: '20' } };
  assert.deepEqual(differencesOf([run, run]), []);
  assert.equal(differencesOf([run, other]).length, 2);
  assert.deepEqual(differencesOf([run, { ...run, environment: null }]), []);
  assert.equal(differencesOf([run, runOf([exactLine({ frames: 7 })])]).length, 1);
});
