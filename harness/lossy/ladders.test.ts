/** Ids of ladders are as chains print themselves, at every step that there is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseChain, printChain } from '../../codecs/chain-id.js';
import { lossOf } from '../../codecs/loss.js';
import { builtInStages, makeRegistry } from '../../codecs/registry.js';
import { laddersFor } from './ladders.js';

test('ids are canonical, and the bound is half of a step', () => {
  const registry = makeRegistry(builtInStages);
  const ladders = laddersFor(true, [{ name: 'neuralink' }]);
  assert.equal(ladders.length, 7);
  for (const { chainAt, use } of ladders) {
    for (const step of [1, 7, 1023]) {
      const id = chainAt(step);
      const chain = parseChain(id, registry);
      assert.equal(printChain(chain), id);
      assert.equal(lossOf(chain), step === 1 ? 'none' : use === 'smallest' ? 'free' : 'bounded');
    }
  }
  const [plain, profiled] = ladders;
  assert.equal(profiled.chainAt(5), 'levels+lms-range:error=2,profile=neuralink');
  assert.equal(plain.name, 'levels+lms-range:error=E');
});
