/** What `recommend` says, in terminals of several widths. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asInTerminal } from '../shared/cli.test.kit.js';
import { wrap } from '../shared/wrap.js';
import { answerOf, PLUGIN, pickOf, yoursOf } from './answer.test.kit.js';
import { formatRecommendation } from './text.js';

const CHAINS = [
  'levels+mixed-gaussian:profile=neuralink',
  'levels+exec:wavpack:extra=6,level=very-high',
  'levels+delta+arithmetic:order=1',
  'levels+lpc:order=32+bitshuffle+gzip-native:level=9',
];

/** What is typed: it is not broken. */
const COMMAND = /^ {2}(npx|ncb|find|await) /;

test('within 60, 80, 100, 160 columns, every name whole', () => {
  const ratio = { ratio: 3.5818, low: 3.5517, high: 3.6123 };
  const alike = CHAINS.map((chain, k) => ({ chain, excess: k / 1000, given: [] }));
  const picks = [
    pickOf({ chain: CHAINS[0], ratio, alike }),
    pickOf({ use: 'balanced', chain: CHAINS[3], larger: 0.0123, ratio }),
    pickOf({ use: 'live', chain: CHAINS[2], larger: 0.345, reaches: true, headroom: 12 }),
  ];
  const yours = [yoursOf({ chain: CHAINS[1], given: [PLUGIN], dominatedBy: CHAINS[3] })];
  const answer = answerOf({ picks, yours }, ['0052503c-2849-4f41-ab51-db382103690c.wav', 'a.wav']);
  for (const width of [60, 80, 100, 160]) {
    const text = asInTerminal(width, () => wrap(formatRecommendation(answer), 2));
    const lines = text.split('\n');
    for (const line of lines) {
      assert.ok(line.length <= width || COMMAND.test(line), `${width}: ${line}\n${text}`);
    }
    for (const chain of CHAINS) {
      assert.ok(
        lines.some(line => line.split(/[,;:]?(?: +|$)/).includes(chain)),
        `${width}: ${chain}\n${text}`,
      );
    }
    assert.doesNotMatch(text, /…| $/m);
  }
});
