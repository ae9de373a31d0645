/** `ncb show`, as it is typed. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { makeFolder } from '../../../harness/common/files.js';
import { exactLine, temporaryFolder, timingLine } from '../../../harness/common/testing.test.kit.js';
import { cellRows } from '../../../harness/run/cells.js';
import { TOTAL_COLUMNS } from '../../../harness/run/columns.js';
import { writeTotals } from '../../../harness/run/csv.js';
import { withParetoFront } from '../../../harness/run/pareto.js';
import { totalRows } from '../../../harness/run/totals.js';
import { ncb } from '../shared/cli.test.kit.js';

const N1 =
  'mode,total_original_size_bytes,total_compressed_size_bytes,compression_ratio,' +
  'average_compression_speed_xRT,average_decompression_speed_xRT\n' +
  'raw,1000,1000,1.00,.05,36.20\ndelta+rice,1000,250,4.00,.10,36.20\nelsewhere,1000,500,2.00,.10,36.20\n';

/** Two runs, `one` and `two`, and a foreign CSV. */
function resultsFolder(t: TestContext): string {
  const folder = temporaryFolder(t);
  for (const [name, encodedBytes] of [
    ['one', 800],
    ['two', 1000],
  ] as const) {
    const lines = [exactLine({ encodedBytes }), timingLine(), timingLine({ alias: 'a/a' })];
    const cells = cellRows([...lines, exactLine({ chain: 'raw', encodedBytes: 4000 })]);
    makeFolder(join(folder, name));
    writeTotals(join(folder, name, 'totals.csv'), withParetoFront(totalRows(cells)));
  }
  writeFileSync(join(folder, 'n1.csv'), N1);
  return folder;
}

/** A run of three chains, one of them dominated. */
function dominatedFolder(t: TestContext): string {
  const folder = temporaryFolder(t);
  const lines = [
    { chain: 'small', encodedBytes: 500, encodeNs: [2e6], decodeNs: [4e6] },
    { chain: 'slow', encodedBytes: 800, encodeNs: [2e6], decodeNs: [8e6] },
    { chain: 'fast', encodedBytes: 1000, encodeNs: [1e6], decodeNs: [1e6] },
  ].flatMap(({ chain, encodedBytes, ...times }) => [
    exactLine({ chain, encodedBytes }),
    timingLine({ chain, ...times }),
  ]);
  makeFolder(join(folder, 'one'));
  writeTotals(join(folder, 'one', 'totals.csv'), withParetoFront(totalRows(cellRows(lines))));
  return folder;
}

test('a run: its ranking and a/a difference again', async t => {
  const { status, stdout } = await ncb(['show', 'one'], resultsFolder(t));
  assert.equal(status, 0);
  assert.match(stdout, /chain +ratio +bits +encode xRT[\s\S]*delta\+rice +5\.0000 +3\.200 +500 +250/);
  assert.match(
    stdout,
    /raw +1\.0000[\s\S]*\n\na\/a difference: delta\+rice timed twice: encode 0\.0 % apart/,
  );
});

test('of a long run the best 40 chains, and every one that has a name', async t => {
  const folder = temporaryFolder(t);
  const lines = Array.from({ length: 100 }, (_, i) => exactLine({ chain: `c${i}`, encodedBytes: 800 + i }));
  const names = [70, 80, 90].map(i => ({ type: 'alias', chain: `c${i}`, alias: `name${i}` }) as const);
  writeTotals(join(folder, 'totals.csv'), withParetoFront(totalRows(cellRows([...lines, ...names]))));
  const { stdout } = await ncb(['show', 'totals.csv'], folder);
  assert.deepEqual(stdout.match(/\bc\d+/g)?.slice(38), ['c38', 'c39', 'c70', 'c80', 'c90']);
  assert.match(stdout, /\n57 more in totals\.csv; ncb show --limit 100 has all\n/);
});

test('marks of the fronts, and what dominates the rest', async t => {
  const { stdout } = await ncb(['show', 'one', '--dominated'], dominatedFolder(t));
  assert.deepEqual(
    stdout
      .split('\n')
      .slice(0, 4)
      .map(line => line.trim().split(/ {2,}/)),
    [
      ['chain', 'ratio', 'bits', 'encode xRT', 'decode xRT', 'encode MB/s', 'decode MB/s', 'dominated by'],
      ['*ed', 'small', '8.0000', '2.000', '500', '250', '2.00', '1.00'],
      ['slow', '5.0000', '3.200', '500', '125', '2.00', '0.500', 'small'],
      ['*ed', 'fast', '4.0000', '4.000', '1,000', '1,000', '4.00', '4.00'],
    ],
  );
});

test('of another tool: ranked, with marks at what was turned round or left out', async t => {
  const { status, stdout } = await ncb(['show', 'n1.csv'], resultsFolder(t));
  assert.equal(status, 0);
  assert.deepEqual(
    stdout
      .split('\n')
      .slice(0, 4)
      .map(line => line.trim().split(/ {2,}/)),
    [
      ['name', 'ratio', 'encode xRT [1]'],
      ['delta+rice', '4.0000', '10.0'],
      ['elsewhere', '2.0000', '10.0'],
      ['raw', '1.0000', '20.0'],
    ],
  );
  assert.match(stdout, /measured by n1-codec\n\[1\] .*turned round.*\n\[2\] .*left out/);
});

test('several: side by side by name, how far from the first, and whether they rank alike', async t => {
  const { status, stdout } = await ncb(['show', 'one', 'two/totals.csv', 'n1.csv'], resultsFolder(t));
  assert.equal(status, 0);
  const [header, ...rows] = stdout.split('\n').map(line => line.trim().split(/ {2,}/));
  assert.deepEqual(header, ['name', 'one', 'two', 'difference', 'n1.csv', 'difference']);
  assert.deepEqual(rows.slice(0, 3), [
    ['delta+rice', '5.000', '4.000', '-20.0 %', '4.000', '-20.0 %'],
    ['raw', '1.000', '1.000', '0.0 %', '1.000', '0.0 %'],
    ['elsewhere', '-', '-', '-', '2.000', '-'],
  ]);
  assert.match(stdout, /n1\.csv: rank correlation \(Spearman\) 1\.000 over 2 names in common/);
});

test("another tool's names for our chains are matched, and what is missing is named with the preset that has it", async t => {
  const folder = temporaryFolder(t);
  const chains = { huffman: 2000, 'raw+bzip2': 1000, 'raw+gzip': 900 };
  const lines = Object.entries(chains).map(([chain, encodedBytes]) => exactLine({ chain, encodedBytes }));
  makeFolder(join(folder, 'one'));
  writeTotals(join(folder, 'one', 'totals.csv'), withParetoFront(totalRows(cellRows(lines))));
  const modes = ['huff,1000,400', 'bz2,1000,200', 'delta_huff,1000,300', 'wavpack,1000,500', 'mine,1000,100'];
  const table = modes.map(mode => `${mode},1.00,.05,36.20\n`).join('');
  writeFileSync(join(folder, 'grid_results.csv'), `${N1.split('\n')[0]}\n${table}`);
  const { status, stdout } = await ncb(['show', 'one', 'grid_results.csv'], folder);
  const all = stdout.split('\n').map(line => line.trim().split(/ {2,}/));
  assert.equal(status, 0);
  assert.deepEqual(all.slice(0, 7), [
    ['name', 'one', 'grid_results.csv', 'difference'],
    ['raw+gzip', '4.444', '-', '-'],
    ['bz2 = raw+bzip2', '4.000', '5.000', '25.0 %'],
    ['huff = huffman', '2.000', '2.500', '25.0 %'],
    ['mine', '-', '10.000', '-'],
    ['delta_huff', '-', '3.333', '-'],
    ['wavpack', '-', '2.000', '-'],
  ]);
  assert.match(stdout, /^grid_results\.csv: rank correlation \(Spearman\) 1\.000 over 2 names in common$/m);
  assert.match(
    stdout,
    /^grid_results\.csv: 2 of its 5 names, such as delta_huff, are not in the results of ncb; ncb sweep PATHS --preset prior-art measures them$/m,
  );
});

test('JSON, CSV and Markdown', async t => {
  const folder = resultsFolder(t);
  const [first, second] = JSON.parse((await ncb(['show', 'n1.csv', 'one', '--json'], folder)).stdout);
  assert.deepEqual([first.source, first.totals[0].ratio, first.remarks.length], ['n1-codec', 4, 2]);
  assert.deepEqual([second.source, second.totals.length], ['ncb', 2]);
  assert.deepEqual(Object.keys(second.totals[0]), Object.keys(TOTAL_COLUMNS));
  assert.deepEqual(second.aa_difference, { chain: 'delta+rice', encode: 0, decode: 0 });
  assert.equal(
    (await ncb(['show', 'n1.csv', '--csv'], folder)).stdout.split('\n')[1],
    'n1.csv,n1-codec,delta+rice,,,1000,250,4,10,,,,',
  );
  assert.match(
    (await ncb(['show', 'one', 'two', '--markdown'], folder)).stdout,
    /^\| name \| one \| two \| difference \|\n\|---\|---:\|---:\|---:\|\n\| delta\+rice \| 5\.000 \| 4\.000 \| -20\.0 % \|/,
  );
  assert.match(
    (await ncb(['show', 'one', '--markdown'], folder)).stdout,
    /^\| {2}\| chain \| ratio \|.*\n\|[-|:]+\|\n\| \*ed \| delta\+rice \| 5\.0000 \|.*\n.*\n\n\* Pareto front/,
  );
});

test('CSV of runs of ours: every column of totals.csv, after the run', async t => {
  const { stdout } = await ncb(['show', 'one', 'two', '--csv', '--sort', 'ratio:asc'], resultsFolder(t));
  const rows: Record<string, string>[] = parse(stdout, { columns: true });
  assert.deepEqual(Object.keys(rows[0]), ['path', ...Object.keys(TOTAL_COLUMNS)]);
  assert.deepEqual(
    rows.map(row => [row.path, row.chain, row.ratio, row.on_pareto_front, row.given]),
    [
      ['one', 'raw', '1', '', 'FALSE'],
      ['one', 'delta+rice', '5', 'TRUE', 'FALSE'],
      ['two', 'raw', '1', '', 'FALSE'],
      ['two', 'delta+rice', '4', 'TRUE', 'FALSE'],
    ],
  );
});

test('--where, --sort and --limit: the rows that are asked for, in their order', async t => {
  const folder = dominatedFolder(t);
  const shown = async (...args: string[]) => {
    const { stdout } = await ncb(['show', 'one', ...args], folder);
    return stdout.match(/^(\*ed| {3}) {2}(\w+)/gm)?.map(line => line.slice(5)) ?? [];
  };
  assert.deepEqual(await shown('--sort', 'encode_xrt'), ['chain', 'fast', 'small', 'slow']);
  assert.deepEqual(await shown('--sort', 'decode_xrt:asc'), ['chain', 'slow', 'small', 'fast']);
  assert.deepEqual(await shown('--where', 'ratio>4', '--where', 'decode_xrt >= 200'), ['chain', 'small']);
  const limited = await ncb(['show', 'one', '--sort', 'chain', '--limit', '1'], folder);
  assert.match(limited.stdout, /\n\*ed +fast .*\n\* Pareto/);
  assert.match(limited.stdout, /\n2 more in totals\.csv; ncb show --limit 3 has all\n/);
  const none = await ncb(['show', 'one', '--where', 'ratio>100'], folder);
  assert.deepEqual([none.status, none.stdout], [0, 'no row of ratio>100\n']);
});

describe('what is wrong is one line and status 2', () => {
  const cases: Record<string, { args: string[]; error: RegExp }> = {
    'nothing to show': { args: [], error: /^ncb: Not enough non-option arguments/ },
    'a missing path': { args: ['nowhere'], error: /^ncb: no such file or folder: nowhere\n$/ },
    'a folder that is no run': { args: ['.'], error: /^ncb: \.: holds no totals\.csv or cells\.csv\n$/ },
    'a file of another kind': {
      args: ['bad.csv'],
      error: /^ncb: bad\.csv: unknown header "a,b"; known are .*\n$/,
    },
    'what dominates in several': {
      args: ['one', 'two', '--dominated'],
      error: /^ncb: --dominated: wants a single run of ncb\n$/,
    },
    'an unknown column to sort by': {
      args: ['one', '--sort', 'encode_xtr'],
      error: /^ncb: --sort encode_xtr: no column encode_xtr, did you mean encode_xrt\? There are name, .*\n$/,
    },
    'a condition without a value': {
      args: ['one', '--where', 'ratio'],
      error: /^ncb: --where 'ratio': want a column, one of = != < <= > >= ~ and a value, in quotes, .*\n$/,
    },
    'a limit of none': { args: ['one', '--limit', '0'], error: /^ncb: --limit 0: want a whole number/ },
    'two forms at once': {
      args: ['one', '--json', '--csv'],
      error: /^ncb: Arguments json and csv are mutually/,
    },
  };
  for (const [name, { args, error }] of Object.entries(cases)) {
    test(name, async t => {
      const folder = resultsFolder(t);
      writeFileSync(join(folder, 'bad.csv'), 'a,b\n1,2\n');
      const { status, stdout, stderr } = await ncb(['show', ...args], folder);
      assert.match(stderr, error);
      assert.deepEqual([status, stdout], [2, '']);
    });
  }
});
