/** Which rows of one or several results are left, and in which order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactLine, timingLine } from '../../../harness/common/testing.test.kit.js';
import { cellRows } from '../../../harness/run/cells.js';
import { emptyRow, type ResultRow } from '../../../harness/run/foreign/format.js';
import type { LogLine } from '../../../harness/run/log.js';
import { totalsOf } from '../../../harness/run/pareto.js';
import type { Results } from '../../../harness/run/results.js';
import { type Asked, type Selection, select } from './select.js';

/** Results of another tool, of which a row has a ratio and, if it has more, a speed. */
function foreign(
  path: string,
  figures: Readonly<Record<string, readonly [number | null, number?]>>,
): Results {
  const totals = Object.entries(figures).map(
    ([name, [ratio, encode_xrt = null]]): ResultRow => ({ ...emptyRow('tool', name, ''), ratio, encode_xrt }),
  );
  const files = totals.flatMap(row => ['a', 'b'].map(file => ({ ...row, file })));
  return { path, source: 'tool', totals, rows: files, remarks: [] };
}

function own(lines: readonly LogLine[]): Results {
  const own = totalsOf(cellRows(lines));
  const totals = own
    .filter(row => row.alias !== 'a/a')
    .map(({ chain, ratio }): ResultRow => ({ ...emptyRow('ncb', chain, ''), chain, ratio }));
  return { path: 'run', source: 'ncb', totals, rows: totals, remarks: [], own };
}

function asked(results: readonly Results[], given: Partial<Asked> = {}): Selection {
  return select(results, { where: [], sort: undefined, limit: undefined, ...given });
}

const TOOL = foreign('tool.csv', { small: [4, 10], middle: [3], quick: [2, 90], none: [null, 50] });

test('by ratio unless asked otherwise, what is not known last, whichever way', () => {
  assert.deepEqual(asked([TOOL]).names, ['small', 'middle', 'quick', 'none']);
  assert.deepEqual(asked([TOOL], { sort: 'ratio:asc' }).names, ['quick', 'middle', 'small', 'none']);
  assert.deepEqual(asked([TOOL], { sort: 'encode_xrt' }).names, ['quick', 'none', 'small', 'middle']);
  assert.deepEqual(asked([TOOL], { sort: 'encode_xrt:asc' }).names, ['small', 'none', 'quick', 'middle']);
});

test('every condition has to hold, and the limit counts what is left', () => {
  const where = ['ratio>=2', 'name!=middle'];
  const { names, selected } = asked([TOOL], { where, sort: 'encode_xrt', limit: 1 });
  assert.deepEqual(names, ['quick']);
  assert.deepEqual(
    selected[0].rows.map(({ name, file }) => [name, file]),
    [
      ['quick', 'a'],
      ['quick', 'b'],
    ],
  );
});

test('of a run of ours by every column of its totals; its a/a copy is no chain', () => {
  const lines = [
    exactLine({ chain: 'a', family: 'prediction' }),
    timingLine({ chain: 'a' }),
    timingLine({ chain: 'a', alias: 'a/a' }),
    exactLine({ chain: 'b', encodedBytes: 700, modelBytes: 9 }),
  ];
  const run = own(lines);
  assert.deepEqual(asked([run]).names, ['b', 'a']);
  assert.deepEqual(asked([run], { sort: 'model_bytes' }).names, ['a', 'b']);
  const { selected } = asked([run], { where: ['family=prediction'] });
  assert.deepEqual(
    selected[0].own?.map(({ chain, alias }) => [chain, alias]),
    [['a', '']],
  );
});

test('a chain that has a row a scope: each is judged by itself', () => {
  const solid = { scope: 'solid', recording: '(solid)', recordingSha256: 'ss' } as const;
  const run = own([exactLine({ chain: 'a' }), exactLine({ chain: 'a', ...solid })]);
  assert.deepEqual(
    asked([run], { where: ['scope=solid'] }).selected[0].own?.map(({ scope }) => scope),
    ['solid'],
  );
});

test('of several a name is judged by the first that has it, and is left in all of them or in none', () => {
  const other = foreign('other.csv', { quick: [9], small: [1], elsewhere: [5] });
  const { names, selected } = asked([TOOL, other], { where: ['ratio>=3'] });
  assert.deepEqual(names, ['small', 'middle', 'elsewhere']);
  assert.deepEqual(
    selected.map(({ totals }) => totals.map(({ name, ratio }) => [name, ratio])),
    [
      [
        ['small', 4],
        ['middle', 3],
      ],
      [
        ['small', 1],
        ['elsewhere', 5],
      ],
    ],
  );
  assert.deepEqual(asked([TOOL, other], { sort: 'ratio' }).names, [
    'elsewhere',
    'small',
    'middle',
    'quick',
    'none',
  ]);
});

test('columns of ours may be asked of beside another tool, whose rows lack them', () => {
  const run = own([exactLine({ chain: 'a' })]);
  assert.deepEqual(asked([run, TOOL], { where: ['recordings=1'] }).names, ['a']);
  assert.throws(() => asked([TOOL], { where: ['recordings=1'] }), /no column recordings/);
});
