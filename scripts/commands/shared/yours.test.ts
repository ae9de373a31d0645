/** What is said of the user's chains below a table, and that none of them is folded away. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactLine, timingLine } from '../../../harness/common/testing.test.kit.js';
import { cellRows } from '../../../harness/run/cells.js';
import type { LogLine } from '../../../harness/run/log.js';
import { totalsOf } from '../../../harness/run/pareto.js';
import { formatRanking } from './ranking.js';
import { formatStandings } from './yours.js';

function given(chain: string): LogLine {
  return { type: 'given', chain };
}

/** Chains `c00` and so on, each a byte larger than the one before. */
function others(count: number): LogLine[] {
  return Array.from({ length: count }, (_, i) =>
    exactLine({ chain: `c${String(i).padStart(2, '0')}`, encodedBytes: 800 + i }),
  );
}

function standings(lines: readonly LogLine[]): string[] {
  const cells = cellRows(lines);
  return formatStandings(totalsOf(cells), cells);
}

test('rank and distance; nothing of fronts where nothing was timed', () => {
  const lines = [...others(60), exactLine({ chain: 'mine', encodedBytes: 839 }), given('mine')];
  assert.deepEqual(standings(lines), ['yours: mine: 40th of 61, +4.9 % to the smallest']);
  const best = [...others(2), exactLine({ chain: 'mine', encodedBytes: 700 }), given('mine')];
  assert.deepEqual(standings(best), ['yours: mine: 1st of 3, the smallest']);
});

test('on the front, dominated, or not timed', () => {
  const timed = (chain: string, encodedBytes: number, ms: number) => [
    exactLine({ chain, encodedBytes }),
    timingLine({ chain, encodeNs: [ms * 1e6], decodeNs: [ms * 1e6] }),
  ];
  const lines = [
    ...timed('a', 800, 2),
    ...timed('quick', 900, 1),
    ...timed('slow', 960, 9),
    exactLine({ chain: 'late', encodedBytes: 1000 }),
    ...['quick', 'slow', 'late'].map(given),
  ];
  assert.deepEqual(standings(lines), [
    'yours: quick: 2nd of 4, +12.5 % to the smallest; on the Pareto front',
    'yours: slow: 3rd of 4, +20.0 % to the smallest; dominated by a',
    'yours: late: 4th of 4, +25.0 % to the smallest; not timed',
  ]);
});

test('one that failed: on how many recordings, and what the first says', () => {
  const broken = { chain: 'mine', recording: 'b.wav', recordingSha256: 'bb' };
  const lines = [
    ...others(2),
    exactLine({ chain: 'mine' }),
    exactLine({ ...broken, status: 'mismatch', error: 'sample 7 is 3, not 4' }),
    given('mine'),
  ];
  const said = 'yours: mine: failed on 1 of 2 recordings';
  assert.deepEqual(standings(lines), [`${said}: mismatch, sample 7 is 3, not 4`]);
  assert.deepEqual(formatStandings(totalsOf(cellRows(lines)), []), [said]);
});

test('an alias and what it stands for; one stream of all', () => {
  const stream = { scope: 'solid', recording: '(solid)', recordingSha256: 'ss' } as const;
  const lines = [
    exactLine({ chain: 'a' }),
    exactLine({ chain: 'a', ...stream, encodedBytes: 700 }),
    exactLine({ chain: 'mine', encodedBytes: 880 }),
    exactLine({ chain: 'mine', ...stream, encodedBytes: 770 }),
    { type: 'alias', chain: 'mine', alias: 'pet' } as const,
    given('mine'),
  ];
  assert.deepEqual(standings(lines), [
    'yours: pet = mine: 2nd of 2, +10.0 % to the smallest',
    'yours: pet = mine, one stream of all recordings: 2nd of 2, +10.0 % to the smallest',
  ]);
});

test('of many the best, and a count; in the table all, with a mark, beyond the 40 of others', () => {
  const mine = Array.from({ length: 9 }, (_, i) => `mine${i}`);
  const lines = [
    ...others(50),
    ...mine.map((chain, i) => exactLine({ chain, encodedBytes: 2000 + i })),
    ...mine.map(given),
  ];
  const told = standings(lines);
  assert.equal(told.length, 6);
  assert.equal(told[5], '4 more of yours in the table');
  const table = formatRanking(totalsOf(cellRows(lines))).split('\n');
  assert.equal(table.filter(line => /^ {3}c\d\d /.test(line)).length, 40);
  assert.equal(table.filter(line => /^> {2}mine\d /.test(line)).length, 9);
  assert.ok(table.includes('> yours: named by --chain, or with a stage of a --plugin'));
  assert.ok(table.includes('10 more in totals.csv; ncb show --limit 59 has all'));
});

test('where everything was given there are no marks, and nothing to tell', () => {
  const chains = ['mine', 'too'];
  const lines = [
    ...chains.map(chain => exactLine({ chain })),
    exactLine({ chain: 'raw', encodedBytes: 4000 }),
    ...chains.map(given),
  ];
  assert.doesNotMatch(formatRanking(totalsOf(cellRows(lines))), /yours|>/);
});
