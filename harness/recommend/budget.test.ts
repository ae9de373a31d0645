/** How the budget is shared out, and among which chains. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endOf } from './budget.js';
import { candidateChains } from './candidates.js';

const NONE = { stages: [], sources: new Map(), models: [] };

test('phases follow each other within the deadline, and what one overruns the others share', () => {
  for (const lateMs of [0, 20_000]) {
    const screening = endOf('screening', 1000, 61_000) + lateMs;
    const sizes = endOf('sizes', screening, 61_000);
    const blocks = endOf('blocks', sizes, 61_000);
    const speeds = endOf('speeds', blocks, 61_000);
    assert.ok(1000 < screening && screening < sizes && sizes < blocks && blocks < speeds && speeds < 61_000);
    assert.ok(speeds - blocks > 0.2 * (60_000 - lateMs));
  }
  assert.equal(endOf('blocks', 70_000, 61_000), 70_000);
  assert.equal(endOf('sizes', 70_000, 61_000), 71_000);
});

test('candidates come from the presets, coders first; programs only if asked for', () => {
  const ids = candidateChains([], NONE).map(({ id }) => id);
  assert.ok(ids.length > 200, String(ids.length));
  for (const id of ['levels+lpc:order=32+rans', 'levels+lpc:order=32+arithmetic', 'raw+bzip2'])
    assert.ok(ids.includes(id), id);
  assert.ok(ids.indexOf('levels+lpc+rans') < ids.indexOf('raw+bzip2'));
  assert.ok(!ids.some(id => id.includes('exec:')));
  assert.ok(candidateChains(['exec:xz'], NONE).some(({ id }) => id === 'exec:xz'));
  assert.throws(() => candidateChains(['raw+rice'], NONE), /^Error: chain "raw\+rice": /);
});
