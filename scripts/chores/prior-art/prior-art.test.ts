import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseChain, printChain } from '../../../codecs/chain-id.js';
import { builtInStages, makeRegistry } from '../../../codecs/registry.js';
import { exactLine, temporaryFolder, timingLine } from '../../../harness/common/testing.test.kit.js';
import { cellRows } from '../../../harness/run/cells.js';
import type { TotalRow } from '../../../harness/run/columns.js';
import { writeTotals } from '../../../harness/run/csv.js';
import { withParetoFront } from '../../../harness/run/pareto.js';
import { totalRows } from '../../../harness/run/totals.js';
import { runChore } from '../../commands/shared/cli.test.kit.js';
import { publishedModes } from './n1-published.js';
import { NOT_RUN } from './not-run.js';
import { formatPriorArt } from './table.js';

const [measured] = withParetoFront(totalRows(cellRows([exactLine(), timingLine()])));

/** Totals of two recordings whose ratio on n1-codec's basis is the one given. */
function totals(alias: string, ratio: number, given: Partial<TotalRow> = {}): TotalRow {
  const sizes = { raw_bytes: 1_000_000 - 88, encoded_bytes: Math.round(1_000_000 / ratio) - 20 };
  return {
    ...measured,
    alias,
    chain: `of-${alias}`,
    recordings: 2,
    ok: 2,
    timed_recordings: 0,
    ...sizes,
    ...given,
  };
}

function rowOf(mode: string, table: string): string[] {
  const line = table.split('\n').find(row => row.startsWith(`| \`${mode}\` |`)) ?? assert.fail(mode);
  return line.slice(2, -2).split(' | ');
}

test('the published ratios are those of their bytes, cut to two decimals', () => {
  for (const { mode, bytes, ratio } of publishedModes) {
    assert.equal(Math.floor((100 * 146_800_526) / bytes) / 100, Number(ratio), mode);
  }
  assert.equal(publishedModes.length, 24);
});

test('ours stand on the published basis: headers of both sides counted', () => {
  const table = formatPriorArt([totals('bz2', 3.125)], () => undefined);
  assert.deepEqual(rowOf('bz2', table), [
    '`bz2`',
    '47,121,587',
    '3.11',
    '`of-bz2`',
    '320,000',
    '3.125',
    '+0.31 %',
    'within 1.5 %',
  ]);
  assert.deepEqual(rowOf('zstd', table).slice(3), ['-', '-', '-', '-', 'not in this run']);
  assert.match(table, /Ours: 2 files, on the same basis: \(samples \+ 44 bytes/);
  assert.doesNotMatch(table, /xRT/);
});

test('huff is compared with the ratio that has its code table', () => {
  const row = rowOf(
    'huff',
    formatPriorArt([totals('huff', 2.4)], () => undefined),
  );
  assert.deepEqual(row.slice(1, 3), ['57,826,516 + 3,284,548', '2.53, right: 2.40']);
  assert.deepEqual(row.slice(6), ['-0.09 %', 'within 1.5 %']);
});

test('what lies further off has its reason or is called unexplained; failures are named', () => {
  const rows = [totals('lz4', 1.3), totals('gzip', 2.0), totals('wavpack', 1.5, { failed: 2, ok: 0 })];
  const table = formatPriorArt(rows, mode => (mode === 'lz4' ? 'no acceleration' : undefined));
  assert.equal(rowOf('lz4', table)[7], 'no acceleration');
  assert.equal(rowOf('gzip', table)[7], 'further off, not explained');
  assert.deepEqual(rowOf('wavpack', table).slice(4), ['-', '-', '-', '2 of 2 recordings failed']);
});

test('mtscomp stands there as it codes: in chunks of a second', () => {
  const chain = { chain: 'delta+raw+gzip-native' };
  const whole = totals('mtscomp', 2, chain);
  const inChunks = { ...totals('mtscomp', 1.9, chain), scope: '1s', ratio: 1.875 } as const;
  const copies = [totals('copy', 1), { ...totals('copy', 1), scope: '1s' } as const];
  const table = formatPriorArt([...copies, whole, inChunks], () => undefined);
  assert.deepEqual(rowOf('mtscomp', table).slice(2, 4), ['`delta+raw+gzip-native`, chunks of 1s', '1.875']);
  for (const name of ['mtscomp', 'copy']) assert.equal(table.split(`| \`${name}\` |`).length, 2, name);
});

test('speed stands beside, with its definition, if anything was timed', () => {
  const timed = { timed_recordings: 1, encode_xrt: 500, decode_xrt: 250 };
  const rows = [totals('bz2', 3, timed), totals('wavpack', 1.5, { ...timed, isolation: 'process' })];
  const table = formatPriorArt(rows, () => undefined);
  assert.deepEqual(rowOf('bz2', table).slice(8), ['500', '250']);
  assert.deepEqual(rowOf('wavpack', table).slice(8), ['500 †', '250 †']);
  assert.match(table, /xRT: recorded seconds \/ processing seconds/);
});

test('rows that are not modes of n1-codec have a table of their own', () => {
  const rows = [
    totals('bz2', 3),
    totals('flac_codes', 3.3, { ratio: 3.3 }),
    totals('rle', 1.01),
    totals('a/a', 2),
  ];
  const [, others] = formatPriorArt(rows, () => undefined).split('What else came before');
  assert.match(others, /\| `flac_codes` \| 3\.3487 \| `of-flac_codes` \| 3\.300 \|/);
  assert.match(others, /\| `rle` \| {2}\| `of-rle` \|/);
  assert.doesNotMatch(others, /bz2|a\/a/);
});

test('what is not run stands last, each with its reason, and the nearest chain with its ratio if the run has it', () => {
  const row = { chain: 'levels+lms-range', ratio: 3.456 };
  const table = formatPriorArt([totals('bz2', 3), totals('', 3, row)], () => undefined);
  const [, notRun] = table.split('What is not run');
  assert.match(notRun, /\| hxrdkxkvxd\/neuralink-codec \|.*\| `levels\+lms-range` \| 3\.456 \|/);
  assert.match(notRun, /\| paq8px \|.*\| `levels\+mixed-gaussian` \| - \|/);
  const registry = makeRegistry(builtInStages);
  for (const { why, nearest } of NOT_RUN) {
    assert.notEqual(why, '');
    if (nearest !== '') assert.equal(printChain(parseChain(nearest, registry)), nearest);
  }
});

test('of a run that is there', async t => {
  const folder = temporaryFolder(t);
  writeTotals(join(folder, 'totals.csv'), [totals('delta_bz2', 2.7)]);
  const { status, stdout } = await runChore('prior-art', ['--run', folder]);
  assert.equal(status, 0);
  assert.equal(rowOf('delta_bz2', stdout)[7], 'within 1.5 %');
});

test('what is wrong is one line and status 2', async t => {
  const folder = temporaryFolder(t);
  const run = join(folder, 'run');
  mkdirSync(run);
  writeTotals(join(run, 'totals.csv'), [totals('delta_bz2', 2.7)]);
  for (const [args, error] of [
    [[], /^prior-art: want a folder of recordings, or --run .*\n$/],
    [['--run', folder], /^prior-art: .*: holds no totals\.csv or cells\.csv\n$/],
    [['--run', run, 'nosuch'], /^prior-art: no such file or folder: nosuch\n$/],
    [['--nosuch'], /^prior-art: Unknown option '--nosuch'/],
  ] as const) {
    const { status, stdout, stderr } = await runChore('prior-art', args);
    assert.match(stderr, error);
    assert.deepEqual([status, stdout], [2, '']);
  }
});
