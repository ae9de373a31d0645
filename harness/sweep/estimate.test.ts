/** What a plan is expected to take, by given costs; and what is timed against itself. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { syntheticRecordings } from '../recordings/synthetic/synthetic.js';
import { SAME_AGAIN } from '../run/columns.js';
import type { Costs } from './costs.js';
import { CODEC_SHARE, estimate, timingCostMs } from './estimate.js';
import { planSweep, type SweepPlan } from './plan.js';
import { defaultSettings, type SweepSettings } from './settings.js';

const recordings = syntheticRecordings({ implant: 2, probe: 0 });

function plan(chains: readonly string[], settings: Partial<SweepSettings>): SweepPlan {
  return planSweep({
    grids: [],
    exactChains: chains,
    plugged: { stages: [], sources: new Map(), models: [] },
    ...{ recordings, refused: [] },
    settings: { ...defaultSettings(), out: 'nowhere', jobs: 2, ...settings },
  });
}

/** Every cell takes half a second, a process a tenth. */
const COSTS: Costs = { onceMs: () => 500, processMs: 100 };

describe('an estimate', () => {
  test('divides the exact pass by processes, and adds the process runs', () => {
    const planned = plan(['rice'], { rounds: 3, timed: 1, timeBudgetS: null });
    const { exactMs, timingMs, rounds, roundsAsked } = estimate(planned, COSTS);
    // two recordings of two chains; the harness takes a part for itself
    assert.ok(Math.abs(CODEC_SHARE * exactMs - (2 * 2 * 500) / 2) < 10);
    assert.deepEqual([rounds, roundsAsked], [3, 3]);
    // rice, its copy and raw
    const onceEachMs = 9 * timingCostMs(planned.timing[0], COSTS, 40);
    assert.ok(timingMs >= onceEachMs && timingMs <= 1.25 * onceEachMs);
  });

  test('ends with the budget, and says how many rounds that reaches', () => {
    const whole = estimate(plan(['rice'], { rounds: 10, timed: 1, timeBudgetS: null }), COSTS).timingMs;
    const half = plan(['rice'], { rounds: 10, timed: 1, timeBudgetS: (0.55 * whole) / 1000 });
    const { timingMs, rounds, roundsAsked } = estimate(half, COSTS);
    assert.ok(Math.abs(timingMs - 0.55 * whole) < 1e-6);
    assert.deepEqual([rounds, roundsAsked], [5, 10]);
  });

  test('of sizes alone has no timing pass', () => {
    const { timingMs, roundsAsked } = estimate(plan(['rice'], { rounds: 0 }), COSTS);
    assert.deepEqual([timingMs, roundsAsked], [0, 0]);
  });
});

describe('what is timed against itself', () => {
  const cases: readonly [string, readonly string[], string][] = [
    ['an entropy coder of ours', ['raw+zstd', 'flac', 'delta+rice'], 'delta+rice'],
    ['else what is no copy', ['raw+zstd'], 'raw+zstd'],
    ['a copy rather than a program', ['exec:xz'], 'raw'],
  ];
  for (const [name, chains, expected] of cases) {
    test(name, () => {
      const again = plan(chains, { rounds: 1 }).timing.filter(run => run.alias === SAME_AGAIN);
      assert.deepEqual(
        again.map(run => run.cell.planned.id),
        [expected],
      );
    });
  }
});
