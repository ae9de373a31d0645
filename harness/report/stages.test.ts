/** What a stage is worth, by the chains that a run holds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactLine } from '../common/testing.test.kit.js';
import { chainIn, reportOf, sized } from './report.test.kit.js';
import { othersInPlace, stageSteps } from './stages.js';

function stepsOf(lines: Parameters<typeof reportOf>[0], name: string) {
  const run = reportOf(lines);
  return stageSteps(chainIn(run, name), run.chains);
}

test('a chain is built up from its coder, by the chains that the run holds', () => {
  const lines = [
    sized('levels+delta+shuffle+zstd', 500),
    sized('delta+shuffle+zstd', 1000),
    sized('shuffle', 4000),
    sized('mine+zstd', 800),
  ];
  assert.deepEqual(stepsOf(lines, 'levels+delta+shuffle+zstd'), {
    steps: [
      { adds: 'shuffle', chain: 'shuffle', bitsPerSample: 16 },
      { adds: 'zstd, delta', chain: 'delta+shuffle+zstd', bitsPerSample: 4 },
      { adds: 'levels', chain: 'levels+delta+shuffle+zstd', bitsPerSample: 2 },
    ],
    missing: ['shuffle+zstd'],
  });
  // a stage of a plugin, which must be the coder
  assert.deepEqual(stepsOf(lines, 'mine+zstd').missing, ['mine']);
});

test('transforms come in the order that the run has chains for', () => {
  const lines = [sized('levels+delta+rans', 500), sized('levels+rans', 800), sized('rans', 900)];
  assert.deepEqual(
    stepsOf(lines, 'levels+delta+rans').steps.map(({ adds, chain }) => [adds, chain]),
    [
      ['rans', 'rans'],
      ['levels', 'levels+rans'],
      ['delta', 'levels+delta+rans'],
    ],
  );
});

test('the same transform twice is two steps', () => {
  const lines = [sized('delta+delta+rans', 500), sized('delta+rans', 800), sized('rans', 900)];
  const { steps, missing } = stepsOf(lines, 'delta+delta+rans');
  assert.deepEqual(
    [steps.map(({ chain }) => chain), missing],
    [['rans', 'delta+rans', 'delta+delta+rans'], []],
  );
});

test('a shorter chain over other samples is no step', () => {
  const twice = [sized('rans', 900), exactLine({ chain: 'rans', recording: 'b.wav', recordingSha256: 'bb' })];
  assert.deepEqual(stepsOf([sized('delta+rans', 800), ...twice], 'delta+rans').missing, ['rans']);
});

test('other coders in the place of one: of each its smallest, between the same stages', () => {
  const run = reportOf([
    sized('levels+lpc-gaussian', 500),
    sized('levels+rice', 900),
    sized('levels+arithmetic:order=1', 600),
    sized('levels+arithmetic', 700),
    sized('levels+delta+rans', 550),
    sized('rans', 650),
    sized('levels+rans+zstd', 640),
    exactLine({ chain: 'levels+huffman', status: 'error', error: 'why' }),
  ]);
  assert.deepEqual(
    othersInPlace(chainIn(run, 'levels+lpc-gaussian'), run.chains).map(({ chain }) => chain),
    ['levels+arithmetic:order=1', 'levels+rice'],
  );
});
