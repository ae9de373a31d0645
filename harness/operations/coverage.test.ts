/** Every stage of ours says what counts leave out of it, and what is counted writes the same streams. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type Configured, configure, makeChain, printStage } from '../../codecs/chain-id.js';
import type { Samples } from '../../codecs/codec.js';
import { raw } from '../../codecs/coders/raw.js';
import { makeRandom } from '../../codecs/random.js';
import { builtInStages } from '../../codecs/registry.js';
import { watchWebAssembly } from '../instrument/watch.js';
import { countOperations } from '../measure/operations.js';
import { coverageOfChain, type Direction, stagesWithCoverage } from './coverage.js';

const DIRECTIONS: readonly Direction[] = ['encode', 'decode'];
/** That have no kernel since they do nothing to samples. */
const IDLE = ['none', 'raw'];

const own = builtInStages.filter(
  ({ packages, isolation }) => packages.length === 0 && isolation === undefined,
);

function chainOf({ stage, values }: Configured) {
  if (stage.kind === 'transform') return makeChain([{ stage, values }], configure(raw));
  if (stage.kind === 'coder') return makeChain([], { stage, values });
  return makeChain([], configure(raw), [{ stage, values }]);
}

/** At its default, and as an implant has it. */
const configurations = own.flatMap((stage): readonly Configured[] => [
  configure(stage),
  ...('filter' in stage.parameters ? [configure(stage, { filter: 'forwards' })] : []),
]);

/** Two channels of a slow wave with noise on it, in steps of 3. */
function wave(): Samples {
  const random = makeRandom(5);
  const data = Int16Array.from(
    { length: 2 * 1000 },
    (_, k) => 3 * Math.round(20 * Math.sin(k / 9) + ((random() % 9) + (random() % 9)) / 2),
  );
  return { data, channels: 2 };
}

test('every stage of ours is in the table, and no other', () => {
  assert.deepEqual([...stagesWithCoverage].sort(), [...new Set(own.map(({ name }) => name))].sort());
});

test('packages, programs and plugins say why they are not counted', () => {
  const reasonOf = (name: string) => {
    const stage = builtInStages.find(built => built.name === name);
    assert.ok(stage !== undefined);
    const coverage = coverageOfChain(chainOf(configure(stage)), 'encode');
    return coverage.isCounted ? '' : coverage.reason;
  };
  assert.equal(reasonOf('flac'), 'flac: is the package libflacjs');
  assert.equal(reasonOf('exec:xz'), 'exec:xz: is a program of its own');
  const [mine] = builtInStages
    .filter(({ name }) => name === 'rice')
    .map(stage => ({ ...stage, name: 'mine' }));
  const reason = 'does its work in JavaScript, or in WebAssembly that its definition does not name (wasm)';
  assert.deepEqual(coverageOfChain(chainOf(configure(mine)), 'decode'), {
    isCounted: false,
    reason: `mine: ${reason}`,
  });
});

describe('counted kernels write what plain ones write', async () => {
  const samples = wave();
  const countable = configurations
    .map(configured => ({ configured, chain: chainOf(configured) }))
    .filter(({ chain }) => DIRECTIONS.some(direction => coverageOfChain(chain, direction).isCounted));
  const plain = await Promise.all(countable.map(({ chain }) => countOperations(chain, samples, undefined)));
  const watch = watchWebAssembly();
  after(watch.end);
  for (const [k, { configured, chain }] of countable.entries()) {
    const id = printStage(configured);
    test(`${configured.stage.kind} ${id}`, async () => {
      const { digests, stages } = await countOperations(chain, samples, watch);
      assert.deepEqual(digests, plain[k].digests);
      const tally = stages.find(({ stage }) => stage === id);
      for (const direction of DIRECTIONS) {
        if (!coverageOfChain(chain, direction).isCounted) continue;
        assert.equal((tally?.[direction].operations ?? []).length > 0, !IDLE.includes(id), direction);
      }
    });
  }
});
