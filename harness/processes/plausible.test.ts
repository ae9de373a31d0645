import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { plausiblePilot, plausibleTiming } from './plausible.js';
import type { PilotFacts, TimingFacts } from './tasks.js';

const TIMING: TimingFacts = {
  encodeNs: [1, 2],
  decodeNs: [],
  peakRssBytes: 1,
  quiet: true,
  lostMs: 0,
  probeNs: 3,
};
const TRIED = { frames: 1, ms: 0.5 };
const PILOT: PilotFacts = { short: TRIED, long: TRIED, tookMs: 1 };

/** What a plugin might answer in the place of each field. */
const FORGED: readonly unknown[] = [
  undefined,
  null,
  'soon',
  Number.NaN,
  -1,
  Number.POSITIVE_INFINITY,
  {},
  ['1'],
];

describe('an answer with a forged field is none', () => {
  const cases = [
    ['timing', TIMING, plausibleTiming],
    ['pilot', PILOT, plausiblePilot],
  ] as const;
  for (const [name, facts, check] of cases) {
    test(name, () => {
      const answer = (value: object) => check({ status: 'ok', value: value as TimingFacts & PilotFacts });
      assert.equal(answer(facts).status, 'ok');
      assert.equal(answer({}).status, 'error');
      for (const field of Object.keys(facts)) {
        for (const forged of FORGED) {
          assert.equal(answer({ ...facts, [field]: forged }).status, 'error', `${field} ${String(forged)}`);
        }
      }
    });
  }

  test('a failure stays as it is', () => {
    const failure = { status: 'timeout', error: 'stopped' } as const;
    assert.deepEqual([plausibleTiming(failure), plausiblePilot(failure)], [failure, failure]);
  });
});
