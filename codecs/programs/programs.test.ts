/** The built-in programs, where they are installed: the contract on a handful of nasty inputs. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { configure, parseStage, printStage } from '../chain-id.js';
import { type ParameterValues, UnsupportedError } from '../codec.js';
import { checkStage } from '../conformance.js';
import { builtInStages, makeRegistry } from '../registry.js';

/** Beside the defaults. */
const TRIED: Readonly<Record<string, readonly ParameterValues[]>> = {
  'exec:wavpack': [{ level: 'fast' }, { level: 'high', extra: 1 }, { level: 'very-high' }],
  'exec:wavpack-hybrid': [{ bps: 1600, shaping: 'none' }],
  'exec:flac': [{ level: 0 }, { level: 8, exhaustive: 'yes' }],
  'exec:xz': [{ level: 9, extreme: 'yes' }],
  'exec:zstd': [{ level: 22 }],
  'exec:bzip2': [{ level: 1 }],
  'exec:zpaq': [{ method: 0 }, { method: 5 }],
};

/** Of which lossy.test.ts has tests: over two hundred calls of ffmpeg take too long. */
const TRIED_ELSEWHERE = ['exec:opus', 'exec:mp3'];

for (const stage of builtInStages.filter(
  ({ isolation, name }) => isolation === 'process' && !TRIED_ELSEWHERE.includes(name),
)) {
  describe(stage.name, () => {
    for (const values of [{}, ...(TRIED[stage.name] ?? [])]) {
      const configured = configure(stage, values);
      test(printStage(configured), async t => {
        try {
          assert.deepEqual(await checkStage(configured), []);
          assert.match(stage.version?.() ?? '', /^[a-z0-9]+@\d/);
        } catch (thrown) {
          if (!(thrown instanceof UnsupportedError)) throw thrown;
          t.skip(thrown.message);
        }
      });
    }
  });
}

test('a name with a colon is told apart from its parameters', () => {
  const registry = makeRegistry(builtInStages);
  const text = 'exec:wavpack:extra=3,level=high';
  assert.equal(printStage(parseStage(text, registry)), text);
  assert.equal(printStage(parseStage('exec:flac', registry)), 'exec:flac');
  for (const wrong of ['exec', 'exec:', 'exec:nope', 'wavpack', 'exec:flac:', 'exec:flac:level']) {
    assert.throws(() => parseStage(wrong, registry), Error, wrong);
  }
});
