/** Columns of a file against what csv-parse finds in it, and what is refused. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { temporaryFolder } from '../../common/testing.test.kit.js';
import type { Columns } from '../columns.js';
import { parseDecimal } from './decimal.js';
import { readTable } from './table.js';

const MEANING = { meaning: '' } as const;
const COLUMNS = {
  name: { type: 'text', ...MEANING },
  bytes: { type: 'integer', optional: true, ...MEANING },
  ratio: { type: 'number', ...MEANING },
  snr: { type: 'number', signed: true, ...MEANING },
  is: { type: 'truth value', ...MEANING },
  word: { type: ['ok', 'error'], ...MEANING },
  scope: { type: 'scope', ...MEANING },
  runs: { type: 'list of numbers', ...MEANING },
  later: { type: 'number', optional: true, inOlderFiles: '7', ...MEANING },
} as const satisfies Columns;
const HEADER = 'name,bytes,ratio,snr,is,word,scope,runs';

const size = fc.double({ min: 0, max: 1e300, noNaN: true, noDefaultInfinity: true });
const text = fc.string({
  unit: fc.constantFrom('a', 'ß', ',', '"', '\n', ' ', '\u{1f9e0}', '0'),
  maxLength: 6,
});
const row = fc.record({
  name: text,
  bytes: fc.option(fc.maxSafeNat()),
  ratio: fc.oneof(size, fc.nat(1000)),
  snr: fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value || 0),
  is: fc.boolean(),
  word: fc.constantFrom('ok', 'error'),
  scope: fc.constantFrom('recording', 'solid', '1.5s', '100ms'),
  runs: fc.array(fc.option(size), { maxLength: 4 }),
});

const CAST = { object: (list: object) => (Object.keys(list).length > 0 ? JSON.stringify(list) : '') };

test('rows are those that were written, whole and in views, however a line ends', t => {
  const path = join(temporaryFolder(t), 'a.csv');
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), fc.constantFrom('\n', '\r\n'), (rows, record_delimiter) => {
      const written = rows.map(fields => ({ ...fields, is: fields.is ? 'TRUE' : 'FALSE' }));
      const options = { header: true, columns: HEADER.split(','), cast: CAST, record_delimiter };
      writeFileSync(path, stringify(written, options));
      const expected = rows.map(fields => ({ ...fields, later: 7 }));
      const table = readTable(path, COLUMNS);
      assert.deepEqual(table.rows(), expected);
      const seen = table.views().map(view => Object.keys(COLUMNS).map(name => Reflect.get(view, name)));
      assert.deepEqual(
        seen,
        expected.map(fields => Object.keys(COLUMNS).map(name => Reflect.get(fields, name))),
      );
      const some = readTable(path, COLUMNS, ['name', 'snr']).rows();
      assert.deepEqual(
        some,
        rows.map(({ name, snr }) => ({ name, snr })),
      );
    }),
    { numRuns: 30 },
  );
});

test('texts are split as csv-parse splits them, or refused as it refuses them', t => {
  const path = join(temporaryFolder(t), 'a.csv');
  const texts: Columns = { a: { type: 'text', ...MEANING }, b: { type: 'text', ...MEANING } };
  const bytes = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', '""', '","'), maxLength: 14 });
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('x,y', '"1,2",""', '"""q""",\u{1f9e0}'), { maxLength: 3 }),
      bytes,
      (good, last) => {
        const written = ['a,b', ...good, last].join('\n');
        writeFileSync(path, written);
        const parsed = outcomeOf((): string[][] => parse(written, { bom: true }).slice(1));
        const read = outcomeOf(() =>
          readTable(path, texts)
            .rows()
            .map(fields => [fields.a, fields.b]),
        );
        if (typeof parsed === 'string') assert.equal(read, `${path}: ${parsed}`);
        else assert.deepEqual(read, parsed);
      },
    ),
    { numRuns: 120 },
  );
});

function outcomeOf<T>(work: () => T): T | string {
  try {
    return work();
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

test('a file that is longer than a piece, with rows across the ends of pieces', t => {
  const path = join(temporaryFolder(t), 'long.csv');
  const wide = { name: { type: 'text', ...MEANING }, at: { type: 'integer', ...MEANING } } as const;
  const lines = Array.from({ length: 3000 }, (_, k) => `"${`${k},`.repeat(700)}",${k}`);
  writeFileSync(path, `\uFEFFname,at\n${lines.join('\n')}`);
  const rows = readTable(path, wide).rows();
  assert.equal(rows.length, 3000);
  assert.ok(rows.every(({ name, at }, k) => at === k && name.length === 700 * `${k},`.length));
});

test('numbers are those that JavaScript reads, and nothing else is one', () => {
  const decimals = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.nat(20)).map(([digits, point]) => {
      const all = String(digits).padStart(point + 1, '0');
      return `${all.slice(0, all.length - point)}.${all.slice(all.length - point)}`;
    }),
    fc
      .tuple(fc.maxSafeNat(), fc.integer({ min: -330, max: 330 }))
      .map(([digits, power]) => `${digits}e${power}`),
  );
  fc.assert(
    fc.property(decimals, decimal => {
      const bytes = Buffer.from(decimal);
      assert.ok(Object.is(parseDecimal(bytes, 0, bytes.length), Number(decimal)), decimal);
    }),
    { numRuns: 1000 },
  );
  for (const word of [
    '',
    '-',
    '.',
    'e5',
    '1e',
    '1e+',
    '+1',
    ' 1',
    '1 ',
    '0x10',
    '0b1',
    'NaN',
    'Infinity',
    '1_0',
    '1,5',
  ])
    assert.ok(Number.isNaN(parseDecimal(Buffer.from(word), 0, word.length)), word);
});

const GOOD = ['a', '1', '2.5', '-1', 'TRUE', 'ok', '1s', '"[1,null]"'];
const BAD: readonly (readonly [column: string, field: string, message: string])[] = [
  ...['Infinity', '0x10', '1e999', 'x', ' 1', '+1'].map(word => ['bytes', word, 'is not a number'] as const),
  ['bytes', '-5', 'is below 0'],
  ['bytes', '1.5', 'is not a whole number'],
  ['ratio', '', 'is not a number'],
  ['ratio', '-0.5', 'is below 0'],
  ['ratio', '-Infinity', 'is not a number'],
  ['snr', 'NaN', 'is not a number'],
  ['is', 'yes', 'is not one of true, false'],
  ['is', '', 'is not one of true, false'],
  ['word', 'fine', 'is not one of ok, error'],
  ['scope', '1h', 'is not recording, solid, or a length of chunks such as 1s'],
  ['runs', '1 2', 'is not a list of numbers'],
  ['runs', '[]', 'is not a list of numbers'],
  ['runs', '[x]', 'is not a number'],
  ['runs', '[-1]', 'is below 0'],
  ['runs', '[1e999]', 'is not a number'],
];

test('a field that is none of its column is refused with file, row and column, also of a column that is not kept', t => {
  const path = join(temporaryFolder(t), 'bad.csv');
  for (const [column, field, message] of BAD) {
    const at = HEADER.split(',').indexOf(column);
    for (const end of ['\n', '\r\n']) {
      writeFileSync(path, [HEADER, GOOD.join(','), GOOD.with(at, field).join(','), ''].join(end));
      const expected = { message: `${path}: row 2, ${column} ${JSON.stringify(field)} ${message}` };
      assert.throws(() => readTable(path, COLUMNS), expected);
      assert.throws(() => readTable(path, COLUMNS, ['name']), expected);
    }
  }
});
