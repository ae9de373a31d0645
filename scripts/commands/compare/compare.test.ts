/** `ncb compare`, as it is typed. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { makeFolder } from '../../../harness/common/files.js';
import { exactLine, temporaryFolder, timingLine } from '../../../harness/common/testing.test.kit.js';
import { cellRows } from '../../../harness/run/cells.js';
import { writeCells, writeTotals } from '../../../harness/run/csv.js';
import type { LogLine } from '../../../harness/run/log.js';
import { withParetoFront } from '../../../harness/run/pareto.js';
import { totalRows } from '../../../harness/run/totals.js';
import { ncb } from '../shared/cli.test.kit.js';

const ROUNDS = 12;
const MACHINE = { cpu_model: 'A', platform: 'linux-x64', node: '20.19.0', kernel: '6', packages: {} };

function timed(chain: string, encodeMs: number, versions = 'v1'): LogLine[] {
  return Array.from({ length: ROUNDS }, (_, round) => {
    const factor = 1 + (((round * 7) % ROUNDS) + encodeMs / 97) / 4000;
    return timingLine({
      chain,
      round,
      versions,
      encodeNs: [1e6 * encodeMs * factor],
      decodeNs: [4e6 * factor],
    });
  });
}

function writeRun(folder: string, lines: readonly LogLine[], environment: object = MACHINE): void {
  const cells = cellRows(lines);
  makeFolder(folder);
  writeCells(join(folder, 'cells.csv'), cells);
  writeTotals(join(folder, 'totals.csv'), withParetoFront(totalRows(cells)));
  writeFileSync(join(folder, 'env.json'), JSON.stringify(environment));
}

/**
 * Runs `before`, and against it: `worse` with a larger, a slower, a failed and a missing chain, `elsewhere` the same on
 * another machine, and results of another tool.
 */
function resultsFolder(t: TestContext): string {
  const folder = temporaryFolder(t);
  const before = [
    ...['rans', 'lpc+rice', 'huffman', 'raw'].map(chain => exactLine({ chain })),
    exactLine({ chain: 'rice', versions: 'neural-codec-bench@0.1.0+a' }),
    ...timed('rice', 10, 'neural-codec-bench@0.1.0+a'),
    ...timed('rans', 12),
  ];
  writeRun(join(folder, 'before'), before);
  writeRun(join(folder, 'elsewhere'), before, { ...MACHINE, cpu_model: 'B' });
  writeRun(join(folder, 'worse'), [
    exactLine({ chain: 'rice', versions: 'neural-codec-bench@0.1.0+b' }),
    ...timed('rice', 12, 'neural-codec-bench@0.1.0+b'),
    exactLine({ chain: 'rans', encodedBytes: 801 }),
    ...timed('rans', 12),
    exactLine({ chain: 'lpc+rice', status: 'mismatch', error: 'sample 3', encodedBytes: 0 }),
    exactLine({ chain: 'raw' }),
  ]);
  writeFileSync(join(folder, 'n1.csv'), `${N1_HEADER}\nrice,4000,1000,4.00,.10,36.20\n`);
  return folder;
}

const N1_HEADER =
  'mode,total_original_size_bytes,total_compressed_size_bytes,compression_ratio,' +
  'average_compression_speed_xRT,average_decompression_speed_xRT';

test('two runs: a summary, what is worse first, what is the same folded', async t => {
  const { status, stdout, stderr } = await ncb(['compare', 'before', 'worse'], resultsFolder(t));
  assert.deepEqual([status, stderr], [0, '']);
  const words = stdout.replaceAll('\n', ' ');
  assert.match(
    words,
    /^worse against before {2}4 chains on 1 recording, 1 of them timed, matched by checksum\. Sizes: 1 larger, 2 the same\./,
  );
  assert.match(
    words,
    /Cells: 1 newly failed\. Encode time: 1 slower, 1 the same\. Decode time: 2 the same\./,
  );
  assert.match(words, /×1\.21 says that worse takes 1\.21 times as long as before\./);
  assert.deepEqual(stdout.match(/^(lpc\+rice|rans|rice|raw) .*/gm), [
    'lpc+rice   failed  -                              -',
    'rans      +0.12 %  ×1.00   [1.00, 1.00]  same     ×1.00   [1.00, 1.00]  same',
    'rice         same  ×1.20   [1.20, 1.20]  slower   ×1.00   [1.00, 1.00]  same',
  ]);
  assert.match(stdout, /^not shown: 1 chain without a difference; --all shows them$/m);
  assert.match(stdout, /^newly failed: lpc\+rice on a\.wav: mismatch, sample 3$/m);
  assert.match(stdout, /^not in worse, so not compared: 1 cell\n {2}1 chain: huffman$/m);
  assert.match(stdout, /^neural-codec-bench@0\.1\.0\+a +neural-codec-bench@0\.1\.0\+b +rice$/m);
});

test('the other way round, and with a third', async t => {
  const { stdout } = await ncb(['compare', 'before', 'worse', 'before', '--base', 'worse'], resultsFolder(t));
  assert.match(stdout, /^before against worse\n[\s\S]*newly ok: lpc\+rice[\s\S]*\n\nbefore against worse\n/);
});

test('another machine: said first, times not judged but by --force', async t => {
  const folder = resultsFolder(t);
  const { stdout } = await ncb(['compare', 'before', 'elsewhere'], folder);
  assert.match(
    stdout,
    /^elsewhere against before\n\ndifferent +base +other\nCPU +A +B +times do not compare\n/,
  );
  assert.match(stdout, /Times are not judged/);
  assert.match(stdout, /rice +same +×1\.00 +\[1\.00, 1\.00\] +withheld/);
  const forced = await ncb(['compare', 'before', 'elsewhere', '--force', '--all'], folder);
  assert.match(
    forced.stdout,
    /--force: times are judged although[\s\S]*rice +same +×1\.00 +\[1\.00, 1\.00\] +same/,
  );
});

test('another package behind a chain: its times are not judged', async t => {
  const folder = resultsFolder(t);
  const versions = 'zstd-wasm@2';
  writeRun(join(folder, 'updated'), [exactLine({ chain: 'rans', versions }), ...timed('rans', 13, versions)]);
  const { stdout } = await ncb(['compare', 'before', 'updated'], folder);
  assert.match(stdout, /^Times of 1 chain are not judged: the packages behind differ/m);
});

test('chains of one run, by round', async t => {
  const args = ['compare', 'before', '--chains', 'rice', 'rans', '--per-recording'];
  const { status, stdout } = await ncb(args, resultsFolder(t));
  assert.equal(status, 0);
  assert.match(stdout, /^rans against rice\n/);
  assert.match(stdout, /^rans +same +×1\.20 +\[1\.20, 1\.20\] +slower/m);
  assert.match(stdout, /^rans +a\.wav +same +×1\.20/m);
});

test('CSV: a row for each chain, recording and metric', async t => {
  const { stdout } = await ncb(['compare', 'before', 'worse', '--csv'], resultsFolder(t));
  const rows: Record<string, string>[] = parse(stdout, { columns: true });
  const find = (chain: string, metric: string, recording = 'a.wav') =>
    rows.find(row => row.chain === chain && row.metric === metric && row.recording === recording);
  const time = find('rice', 'encode_ns');
  assert.deepEqual([time?.verdict, time?.base_rounds, time?.recording_sha256], ['slower', '12', 'aa']);
  assert.ok(Number(time?.low) > 1.19 && Number(time?.high) < 1.21 && Number(time?.p_adjusted) < 0.01);
  const size = find('rans', 'encoded_bytes', '(all)');
  assert.deepEqual(
    [size?.base, size?.other, size?.ratio, size?.verdict],
    ['800', '801', '1.00125', 'larger'],
  );
  assert.ok(find('rans', 'encoded_bytes', '(geomean)'));
  assert.equal(find('lpc+rice', 'status')?.verdict, 'newly failed');
  assert.equal(find('huffman', 'status')?.verdict, 'missing in other');
});

test('JSON has everything, and the same for the same seed', async t => {
  const folder = resultsFolder(t);
  const args = ['compare', 'before', 'worse', '--json', '--seed', '7'];
  const { stdout } = await ncb(args, folder);
  const [compared] = JSON.parse(stdout);
  assert.deepEqual([compared.base, compared.other, compared.paired], ['before', 'worse', false]);
  assert.deepEqual(compared.missing.in_other, { chains: ['huffman'], recordings: [], cells: 1 });
  assert.deepEqual(compared.versions, [
    { chain: 'rice', alias: '', base: 'neural-codec-bench@0.1.0+a', other: 'neural-codec-bench@0.1.0+b' },
  ]);
  assert.ok(compared.noise_floor.encode > 0.019);
  assert.equal(compared.rows.filter((row: { metric: string }) => row.metric === 'encode_ns').length, 6);
  assert.equal((await ncb(args, folder)).stdout, stdout);
});

test('Markdown', async t => {
  const { stdout } = await ncb(['compare', 'before', 'worse', '--markdown'], resultsFolder(t));
  assert.match(stdout, /^### worse against before\n/);
  assert.match(
    stdout,
    /\n\| chain \| bytes \| encode \| 95 % \| verdict \| decode \| 95 % \| verdict \|\n\|---\|---:\|---\|---\|---\|---\|---\|---\|\n/,
  );
});

test('totals and results of other tools: by name, with the reason', async t => {
  const folder = resultsFolder(t);
  const { status, stdout } = await ncb(['compare', 'before', 'n1.csv'], folder);
  assert.equal(status, 0);
  assert.match(stdout, /^n1\.csv against before, by name and without verdict: n1\.csv: no rows by recording/);
  assert.match(stdout, /^rice +×1\.250 +×0\.800/m);
  assert.match(stdout, /n1\.csv: .*turned round/);
  const totals = await ncb(['compare', 'before/totals.csv', 'worse', '--csv'], folder);
  const rows: Record<string, string>[] = parse(totals.stdout, { columns: true });
  const size = rows.find(row => row.chain === 'rans' && row.metric === 'encoded_bytes');
  assert.deepEqual([size?.base, size?.other, size?.verdict], ['800', '801', 'larger']);
});

describe('--fail-on', () => {
  const cases: Record<string, { args: string[]; status: number; error: RegExp }> = {
    'nothing worse': {
      args: ['before', 'before', '--fail-on', 'larger,slower,failed,missing'],
      status: 0,
      error: /^$/,
    },
    'all that is worse': {
      args: ['before', 'worse', '--fail-on', 'larger,slower,failed,missing'],
      status: 1,
      error: /^ncb: larger: 1 chain, slower: 1 time, failed: 1 cell, missing: 1 cell\n$/,
    },
    'only what was asked for': {
      args: ['worse', 'before', '--fail-on', 'larger,failed', '--json'],
      status: 0,
      error: /^$/,
    },
    'times that were not judged': {
      args: ['before', 'elsewhere', '--fail-on', 'slower,larger'],
      status: 0,
      error: /^ncb: --fail-on slower: these results do not have it for everything\n$/,
    },
    'larger by name': {
      args: ['before/totals.csv', 'worse', '--fail-on', 'larger'],
      status: 1,
      error: /^ncb: --fail-on larger: .* not have it for everything\nncb: larger: 1 chain\n$/,
    },
  };
  for (const [name, { args, status, error }] of Object.entries(cases)) {
    test(name, async t => {
      const ended = await ncb(['compare', ...args], resultsFolder(t));
      assert.match(ended.stderr, error);
      assert.equal(ended.status, status);
    });
  }
});

describe('what is wrong is one line and status 2', () => {
  const cases: Record<string, { args: string[]; error: RegExp }> = {
    nothing: { args: [], error: /^ncb: Not enough non-option arguments/ },
    'one run': { args: ['before'], error: /^ncb: compare takes two runs, or one with --chains X Y\n/ },
    'a missing path': { args: ['before', 'nowhere'], error: /^ncb: no such file or folder: nowhere\n/ },
    'a folder that is no run': { args: ['before', '.'], error: /^ncb: \.: holds no cells\.csv\n/ },
    'a file of another kind': { args: ['before', 'bad.csv'], error: /^ncb: bad\.csv: unknown header "a,b"/ },
    'an unknown word': {
      args: ['before', 'worse', '--fail-on', 'slow'],
      error: /^ncb: --fail-on slow: known are larger, slower, failed, missing, separated by commas\n/,
    },
    'a seed that is none': {
      args: ['before', 'worse', '--seed', 'x'],
      error: /^ncb: --seed: not a number: want a whole number/,
    },
    'one chain': { args: ['before', '--chains', 'rice'], error: /^ncb: --chains rice: name another chain/ },
    'a chain twice': {
      args: ['before', '--chains', 'rice', 'rice'],
      error: /^ncb: --chains rice rice: .* itself/,
    },
    'a chain that is not there': {
      args: ['before', '--chains', 'rice', 'ricc'],
      error: /^ncb: --chains ricc: not in this run; it has huffman, lpc\+rice, rans, raw, rice\n/,
    },
    'chains of two runs': {
      args: ['before', 'worse', '--chains', 'rice', 'rans'],
      error: /^ncb: --chains compares within one run; of two, leave out worse\n/,
    },
    'chains of totals': {
      args: ['before/totals.csv', '--chains', 'rice', 'rans'],
      error: /^ncb: before\/totals\.csv: --chains needs the cells\.csv of a run\n/,
    },
    'two forms at once': { args: ['before', 'worse', '--json', '--csv'], error: /mutually exclusive/ },
  };
  for (const [name, { args, error }] of Object.entries(cases)) {
    test(name, async t => {
      const folder = resultsFolder(t);
      writeFileSync(join(folder, 'bad.csv'), 'a,b\n1,2\n');
      const { status, stdout, stderr } = await ncb(['compare', ...args], folder);
      assert.match(stderr, error);
      assert.deepEqual([status, stdout], [2, '']);
    });
  }
});
