import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactLine } from '../common/testing.test.kit.js';
import { cellRows } from './cells.js';
import { underCommonNames } from './common-names.js';
import { emptyRow } from './foreign/format.js';
import { totalsOf } from './pareto.js';
import type { Results } from './results.js';

function ours(...named: readonly (readonly [chain: string, alias: string])[]): Results {
  const lines = named.map(([chain]) => exactLine({ chain }));
  const aliases = named.flatMap(([chain, alias]) =>
    alias === '' ? [] : [{ type: 'alias', chain, alias } as const],
  );
  const own = totalsOf(cellRows([...lines, ...aliases]));
  const totals = own.map(row => ({ ...row, name: row.alias || row.chain, file: '', source: 'ncb' }));
  return { path: 'run', source: 'ncb', rows: totals, totals, remarks: [], own };
}

function theirs(source: string, ...names: readonly string[]): Results {
  const totals = names.map(name => emptyRow(source, name, ''));
  return { path: 'theirs.csv', source, rows: totals, totals, remarks: [] };
}

async function namesOf(...results: readonly Results[]): Promise<string[][]> {
  const common = await underCommonNames(results);
  return common.map(({ totals, remarks }) => [
    ...totals.map(({ name }) => name),
    ...remarks.map(({ text }) => text),
  ]);
}

test('a chain without an alias joins the name that n1-codec has for it', async () => {
  assert.deepEqual(
    await namesOf(ours(['huffman', ''], ['raw+bzip2', '']), theirs('n1-codec', 'bz2', 'huff')),
    [
      ['huff = huffman', 'bz2 = raw+bzip2'],
      ['bz2 = raw+bzip2', 'huff = huffman'],
    ],
  );
});

test('a run of the preset has the names already', async () => {
  const [own, other] = await namesOf(ours(['huffman', 'huff'], ['raw', '']), theirs('n1-codec', 'huff'));
  assert.deepEqual([own, other], [['huff', 'raw'], ['huff']]);
});

test('what only the preset measures is a remark; a name that it does not know is none', async () => {
  const [, other] = await namesOf(ours(['raw', '']), theirs('n1-codec', 'huff', 'elsewhere'));
  assert.deepEqual(other, [
    'huff',
    'elsewhere',
    '1 of its 2 names, such as huff, are not in the results of ncb; ncb sweep PATHS --preset prior-art measures them',
  ]);
});

test('names of tools that mean something else by them stay apart', async () => {
  const results = [ours(['flac', ''], ['raw', '']), theirs('lzbench', 'zstd', 'copy')];
  assert.deepEqual(await namesOf(...results), [
    ['flac', 'raw'],
    ['zstd', 'copy'],
  ]);
});

test('without results of ours, or of others, nothing changes', async () => {
  for (const results of [[theirs('n1-codec', 'huff')], [ours(['raw', '']), ours(['rice', ''])], []]) {
    assert.deepEqual(await underCommonNames(results), results);
  }
});
