/**
 * Every built-in stage against the whole contract: the one conformance table. Programs, whose start takes its time, are
 * tried on less, in programs/programs.test.ts.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { printStage } from './chain-id.js';
import { UnsupportedError } from './codec.js';
import { checkStage, configurationsOf } from './conformance.js';
import { builtInStages } from './registry.js';

for (const stage of builtInStages.filter(({ isolation }) => isolation === undefined)) {
  describe(`${stage.kind} ${stage.name}`, () => {
    for (const configured of configurationsOf(stage)) {
      test(printStage(configured), async t => {
        try {
          assert.deepEqual(await checkStage(configured), []);
        } catch (thrown) {
          if (!(thrown instanceof UnsupportedError)) throw thrown;
          t.skip(`unsupported here: ${thrown.message}`);
        }
      });
    }
  });
}
