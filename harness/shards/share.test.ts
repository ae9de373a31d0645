/** Which share holds which cell. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseChain } from '../../codecs/chain-id.js';
import { builtInStages, makeRegistry } from '../../codecs/registry.js';
import { syntheticRecordings } from '../recordings/synthetic/synthetic.js';
import type { Costs } from '../sweep/costs.js';
import type { SweepCell } from '../sweep/plan.js';
import { dealOut, mostTold, parseShard, shardName, shardNamed } from './share.js';

const recordings = syntheticRecordings({ implant: 3, probe: 0 });
const chain = parseChain('raw', makeRegistry(builtInStages));

function cellsOf(count: number): SweepCell[] {
  return recordings.flatMap(recording =>
    Array.from({ length: count }, (_, k) => {
      const planned = { id: `chain ${k}`, chain, aliases: [] };
      return { planned, recording, versions: 'v1', plugins: [] };
    }),
  );
}

describe('cells are dealt out', () => {
  test('each once, the same anywhere, and evenly as far as cells allow', () => {
    const costs = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(costs, fc.integer({ min: 1, max: 12 }), (given, shares) => {
        const cells = cellsOf(40);
        const ms = (cell: SweepCell) => given[Number(cell.planned.id.split(' ')[1])];
        const known: Costs = { onceMs: ms, processMs: 1 };
        const dealt = dealOut(cells, known, shares);
        assert.equal(dealt.length, shares);
        assert.deepEqual(new Set(dealt.flat()), new Set(cells));
        assert.equal(dealt.flat().length, cells.length);
        const ids = (all: readonly SweepCell[][]) =>
          all.map(one => one.map(({ planned, recording }) => [planned.id, recording.name]));
        assert.deepEqual(ids(dealOut(cellsOf(40), known, shares)), ids(dealt));
        const sums = dealt.map(one => one.reduce((sum, cell) => sum + ms(cell) + 1, 0));
        const even = sums.reduce((a, b) => a + b, 0) / shares;
        const largest = Math.max(even / 8, ...given.map(one => one + 1));
        assert.ok(Math.max(...sums) <= even + largest, `${Math.max(...sums)} of ${even}`);
      }),
      { numRuns: 50 },
    );
  });

  test('so that few shares read a recording', () => {
    const dealt = dealOut(cellsOf(400), { onceMs: () => 10, processMs: 1 }, 30);
    const read = dealt.map(cells => new Set(cells.map(({ recording }) => recording)).size);
    assert.ok(read.reduce((a, b) => a + b, 0) < 2 * 30, read.join(' '));
  });
});

describe('--shard', () => {
  const right: readonly [string, NodeJS.ProcessEnv, number][] = [
    ['3/64', {}, 3],
    ['64/64', {}, 64],
    ['env/64', { SLURM_ARRAY_TASK_ID: '64' }, 64],
    ['env/64', { JOB_COMPLETION_INDEX: '0' }, 1],
    ['env/64', { AWS_BATCH_JOB_ARRAY_INDEX: '63' }, 64],
  ];
  for (const [text, environment, index] of right) {
    test(`${text} ${JSON.stringify(environment)}`, () => {
      assert.equal(parseShard(text, environment).index, index);
    });
  }
  const wrong: readonly [string, NodeJS.ProcessEnv, RegExp][] = [
    ['3', {}, /^--shard 3: want 3\/64/],
    ['0/64', {}, /want 1\/64 to 64\/64$/],
    ['65/64', {}, /want 1\/64 to 64\/64$/],
    ['env/64', {}, /none is set$/],
    ['env/64', { SLURM_ARRAY_TASK_ID: '1', JOB_COMPLETION_INDEX: '0' }, /more than one is set$/],
    ['env/64', { SLURM_ARRAY_TASK_ID: '0' }, /SLURM_ARRAY_TASK_ID is 0, want 1 to 64$/],
    ['env/64', { JOB_COMPLETION_INDEX: '64' }, /JOB_COMPLETION_INDEX is 64, want 0 to 63$/],
    ['env/64', { JOB_COMPLETION_INDEX: 'x' }, /is x, want 0 to 63$/],
  ];
  for (const [text, environment, message] of wrong) {
    test(`${text} ${JSON.stringify(environment)} is refused`, () => {
      assert.throws(() => parseShard(text, environment), { message });
    });
  }
});

test('folders are named by their shares', () => {
  assert.deepEqual(shardNamed(shardName({ index: 3, of: 64 })), { index: 3, of: 64 });
  for (const name of ['65-of-64', '0-of-4', '3', 'x-of-4']) assert.equal(shardNamed(name), undefined, name);
  assert.equal(mostTold([]), 0);
  assert.equal(mostTold([{ index: 1, of: 2 }, ...[1, 2].map(index => ({ index, of: 3 }))]), 3);
});
