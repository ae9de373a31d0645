/** Every table of every command in terminals of several widths, and in a pipe. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { builtInStages } from '../../../codecs/registry.js';
import { exactLine, temporaryFolder, timingLine } from '../../../harness/common/testing.test.kit.js';
import { cellRows } from '../../../harness/run/cells.js';
import { writeCells, writeTotals } from '../../../harness/run/csv.js';
import type { LogLine, TimingLine } from '../../../harness/run/log.js';
import { totalsOf } from '../../../harness/run/pareto.js';
import { NO_TERMINAL, ncb, ncbInOwnTerminal, ncbInTerminal, RAW } from './cli.test.kit.js';

const WIDTHS = [60, 80, 100, 160];

/** What is typed, or written into a program: it is not broken. */
const COMMAND = /^ {2}(npx|ncb|find|await) /;

const CHAINS = [
  'raw',
  'levels+mixed-gaussian:profile=neuralink',
  'levels+exec:wavpack:extra=6,level=very-high',
  'levels+lpc:order=32+rans',
  'delta+rice',
  'levels+delta+arithmetic:order=1',
  'levels+lpc:order=32+bitshuffle+gzip-native:level=9',
];

/** Its times lie so far apart that they say nothing. */
const UNSTEADY = CHAINS[1];

const RECORDINGS = ['0052503c-2849-4f41-ab51-db382103690c.wav', 'a.wav'];

const ROUNDS = [0, 1, 2, 3, 4, 5];

const AGAIN = { chain: 'delta+rice', recording: 'a.wav', recordingSha256: '1' };

function timedLine(cell: typeof AGAIN, k: number, slower: number, round: number): TimingLine {
  const spread = cell.chain === UNSTEADY ? 0.9 : 0.01;
  const encodeNs = 1e5 * slower * (k + 1) * (1 + spread * ((round * 5) % 6));
  return timingLine({ ...cell, round, encodeNs: [encodeNs], decodeNs: [1e6 * (1 + round / 900)] });
}

/** Chains of all kinds, each on a long and a short name of a recording. */
function linesOf(slower: number): LogLine[] {
  const cells = CHAINS.flatMap((chain, k) =>
    RECORDINGS.map((recording, r) => ({ k, chain, recording, recordingSha256: `${r}` })),
  );
  const exact = cells.map(({ k, ...cell }) =>
    exactLine({
      ...cell,
      encodedBytes: 4000 - 100 * k,
      modelBytes: chainHas(cell.chain, 'profile') ? 2050 : 0,
      ...(chainHas(cell.chain, 'exec:') && { isolation: 'process' as const }),
    }),
  );
  const timed = cells.flatMap(({ k, ...cell }) => ROUNDS.map(round => timedLine(cell, k, slower, round)));
  const again = ROUNDS.map(round => ({ ...timedLine(AGAIN, 4, slower, round), alias: 'a/a' }));
  const solid = { scope: 'solid', recording: '(solid: 2 recordings)', recordingSha256: 's' } as const;
  return [
    ...exact,
    ...timed,
    ...CHAINS.map((chain, k) => exactLine({ chain, ...solid, encodedBytes: 3000 - k })),
    ...again,
    exactLine({ chain: 'broken', recordingSha256: '1', status: 'error', error: 'the table of 300 is empty' }),
    { type: 'given', chain: CHAINS[6] },
    { type: 'given', chain: 'broken' },
  ];
}

function chainHas(chain: string, part: string): boolean {
  return chain.includes(part);
}

const LZBENCH =
  'Compressor name,Compression speed,Decompression speed,Original size,Compressed size,Ratio,Filename\n' +
  'zstd 1.5.6 --ultra -22 with a name that goes on,10.1,900.5,1000,250,25.00,x\nmemcpy,9000.0,9000.0,1000,1000,100.00,x\n';

/** Runs `one` and `two` on other machines, results of lzbench, and recordings. */
function folderOf(t: TestContext): string {
  const folder = temporaryFolder(t);
  for (const [name, slower] of [
    ['one', 1],
    ['two', 1.5],
  ] as const) {
    const cells = cellRows(linesOf(slower));
    mkdirSync(join(folder, name));
    writeCells(join(folder, name, 'cells.csv'), cells);
    writeTotals(join(folder, name, 'totals.csv'), totalsOf(cells));
    const commit = `${slower}`.padEnd(40, 'a');
    writeFileSync(join(folder, name, 'env.json'), JSON.stringify({ cpu_model: name, commit, packages: {} }));
  }
  writeFileSync(join(folder, 'lz.csv'), LZBENCH);
  mkdirSync(join(folder, 'set'));
  const wave = Int16Array.from({ length: 6000 }, (_, i) => Math.round(900 * Math.sin(i / 7)));
  for (const name of ['0052503c-2849-4f41-ab51-db382103690c.i16', 'b.i16'])
    writeFileSync(join(folder, 'set', name), new Uint8Array(wave.buffer));
  return folder;
}

interface Case {
  readonly args: readonly string[];
  /** That stand in its tables. */
  readonly names: readonly string[];
  /** Titles of its columns. */
  readonly columns: readonly string[];
  /** At widths, its text is tried in its own folder, of an answer that no time was spent on. */
  readonly takesLong?: boolean;
}

const SPEEDS = ['encode xRT', 'decode xRT'];
const SWEPT = ['delta+rice', 'levels+lpc:order=32+bitshuffle+gzip-native:level=9', 'raw'];

const CASES: Readonly<Record<string, Case>> = {
  'show, a run': {
    args: ['show', 'one'],
    names: [...CHAINS, 'broken'],
    columns: [
      ...['chain', 'ratio', 'solid', 'gain', 'bits', 'model bytes', ...SPEEDS, 'encode MB/s', 'decode MB/s'],
      ...['failed', 'dominated by'],
    ],
  },
  'show, what dominates': { args: ['show', 'one', '--dominated'], names: CHAINS, columns: ['dominated by'] },
  'show, several': {
    args: ['show', 'one', 'two', 'lz.csv'],
    names: CHAINS,
    columns: ['name', 'one', 'two', 'difference', 'lz.csv'],
  },
  'show, another tool': {
    args: ['show', 'lz.csv'],
    names: ['memcpy'],
    columns: ['name', 'ratio', 'encode MB/s', 'decode MB/s'],
  },
  best: {
    args: ['best', 'one', '--min-encode-xrt', '3000'],
    names: CHAINS.filter(chain => chain !== UNSTEADY),
    columns: ['chain', 'ratio', 'size', ...SPEEDS, 'times asked', 'too slow'],
  },
  compare: {
    args: ['compare', 'one', 'two', '--per-recording', '--all', '--force'],
    names: [...CHAINS, ...RECORDINGS],
    columns: ['chain', 'scope', 'bytes', 'encode', '95 %', 'verdict', 'rounds', 'decode', 'recording'],
  },
  'compare by name': {
    args: ['compare', 'one/totals.csv', 'two'],
    names: CHAINS,
    columns: ['name', 'bytes', 'ratio', ...SPEEDS, 'encode MB/s', 'decode MB/s'],
  },
  info: {
    args: ['info', 'set', ...RAW],
    names: ['0052503c-2849-4f41-ab51-db382103690c.i16', 'b.i16'],
    columns: ['name', 's', 'min', 'max', 'SD', 'clipped', 'grid', 'entropy', 'code diff.', 'predicted'],
  },
  list: {
    args: ['list'],
    names: builtInStages.map(({ name }) => name),
    columns: [
      'name',
      'family',
      'what it does',
      'parameters (default)',
      'behind it',
      'predictor',
      'distribution',
    ],
  },
  recommend: {
    args: ['recommend', 'set', ...RAW, '--budget', '6s'],
    names: [],
    columns: ['use', 'chain', 'ratio', '95 % interval', 'MB', 'larger', ...SPEEDS, 'channels'],
    takesLong: true,
  },
  sweep: {
    args: [
      ...['sweep', 'set', ...RAW, '--out', 'swept', '--rounds', '1', '--time-ms', '5'],
      ...SWEPT.flatMap(chain => ['--chain', chain]),
    ],
    names: SWEPT,
    columns: ['chain', 'ratio', 'bits', ...SPEEDS, 'encode MB/s', 'decode MB/s'],
  },
};

/** Whether a text has a name as a word of its own, with or without a mark of punctuation after it. */
function hasWord(lines: readonly string[], word: string): boolean {
  return lines.some(line => line.split(/[,;:]?(?: +|$)/).includes(word));
}

for (const [title, { args, names, columns, takesLong = false }] of Object.entries(CASES)) {
  test(`${title}: in a pipe every column, every name whole, and no blank at an end`, async t => {
    const { stdout } = await ncb(args, folderOf(t));
    const lines = stdout.split('\n');
    for (const name of names) assert.ok(hasWord(lines, name), `${name}\n${stdout}`);
    const titles = new Set(lines.flatMap(line => line.trim().split(/ {2,}/)));
    for (const column of columns) assert.ok(titles.has(column), `${column}\n${stdout}`);
    for (const line of lines) assert.doesNotMatch(line, / $|…/);
  });

  if (takesLong) continue;
  test(`${title}: within ${WIDTHS.join(', ')} columns, every name whole`, async t => {
    const folder = folderOf(t);
    for (const width of WIDTHS) {
      const lines = await ncbInTerminal(args, folder, width);
      const text = lines.join('\n');
      assert.ok(lines.length > 2, text);
      for (const line of lines)
        assert.ok(line.length <= width || COMMAND.test(line), `${width}: ${line}\n${text}`);
      for (const name of names) assert.ok(hasWord(lines, name), `${width}: ${name}\n${text}`);
      assert.doesNotMatch(text, /…| $/m);
    }
  });
}

test('at 80 columns MB/s are left out before bits, and bits before a name gives way', {
  skip: NO_TERMINAL,
}, async t => {
  const folder = folderOf(t);
  const left = [CHAINS[6], 'broken'];
  const cells = cellRows(linesOf(1)).filter(
    ({ scope, chain }) => scope === 'recording' && !left.includes(chain),
  );
  writeTotals(join(folder, 'one', 'totals.csv'), totalsOf(cells));
  const at = async (width: number) =>
    (await ncbInOwnTerminal(['show', 'one'], folder, width))[0].trim().split(/ {2,}/);
  assert.deepEqual(await at(80), ['chain', 'ratio', ...SPEEDS]);
  assert.deepEqual(await at(105), ['chain', 'ratio', 'bits', 'model bytes', ...SPEEDS]);
  assert.ok((await at(200)).includes('encode MB/s'));
});
