/** Tables as they are drawn, and figures in words. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnsShown, formatDuration, formatTable, type TextColumn } from './terminal.js';

interface Row {
  readonly name: string;
  readonly ratio: string;
  readonly remark: string;
}

const COLUMNS: readonly TextColumn<Row>[] = [
  { title: 'name', text: ({ name }) => name, align: 'left' },
  { title: 'ratio', text: ({ ratio }) => ratio, align: 'right' },
  { title: 'remark', text: ({ remark }) => remark, align: 'left', drop: 1 },
];

const LONG = 'levels+lpc:order=32+rans';
const ROWS: readonly Row[] = [
  { name: 'rice', ratio: '1.49', remark: 'quick' },
  { name: 'rans', ratio: '12.5', remark: '' },
  { name: 'lz4', ratio: '1.35', remark: 'quick' },
  { name: LONG, ratio: '3.49', remark: 'ours' },
];

function table(width: number, rows = ROWS, columns = COLUMNS): string[] {
  return formatTable(rows, columns, width).split('\n');
}

test('a table that fits: figures right, words left, no blanks at the ends', () => {
  assert.deepEqual(table(80), [
    `name${' '.repeat(20)}  ratio  remark`,
    `rice${' '.repeat(20)}   1.49  quick`,
    `rans${' '.repeat(20)}   12.5`,
    `lz4${' '.repeat(21)}   1.35  quick`,
    `${LONG}   3.49  ours`,
  ]);
});

test('a long name stands alone, whole, and its figures below in their columns', () => {
  assert.deepEqual(table(24), [
    'name               ratio',
    'rice                1.49',
    'rans                12.5',
    'lz4                 1.35',
    LONG,
    '                    3.49',
  ]);
});

test('long names: what is beside them below each', () => {
  const rows = [ROWS[3], { ...ROWS[3], ratio: '3.50' }];
  assert.deepEqual(table(24, rows), ['name', '  ratio', LONG, '   3.49', LONG, '   3.50']);
});

test('a name that is longer than any line stays whole', () => {
  const lines = table(12);
  assert.ok(lines.includes(LONG), lines.join('\n'));
  assert.ok(
    lines.every(line => line === LONG || line.length <= 12),
    lines.join('\n'),
  );
});

test('words beside a short name go on below it', () => {
  const columns: readonly TextColumn<Row>[] = [
    COLUMNS[0],
    { title: 'what it does', text: () => 'difference to the previous sample of the channel', align: 'left' },
    { title: 'parameters', text: ({ remark }) => remark, align: 'left' },
  ];
  assert.deepEqual(table(30, ROWS.slice(0, 2), columns), [
    'name  what it does',
    '      parameters',
    'rice  difference to the',
    '      previous sample of the',
    '      channel',
    '      quick',
    'rans  difference to the',
    '      previous sample of the',
    '      channel',
  ]);
});

test('no rows: a header', () => {
  assert.deepEqual(table(80, []), ['name  ratio  remark']);
});

test('columns that are shown', () => {
  const titles = (width: number) => columnsShown(ROWS, COLUMNS, width).map(({ title }) => title);
  assert.deepEqual(titles(Number.POSITIVE_INFINITY), ['name', 'ratio', 'remark']);
  assert.deepEqual(titles(38), ['name', 'ratio']);
});

test('durations: what takes any time is never 0', () => {
  const durations: readonly (readonly [number, string])[] = [
    [0, '0 s'],
    [0.2, 'under 1 ms'],
    [33, '33 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [4400, '4 s'],
    [59_700, '1 min 0 s'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
  ];
  for (const [ms, text] of durations) assert.equal(formatDuration(ms), text);
});
