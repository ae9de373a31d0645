/** Figures, tables, and what README shows of them. Needs no recording; `cp` stands in for a program. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../../../harness/common/package-root.js';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { syntheticRecordings } from '../../../harness/recordings/synthetic/synthetic.js';
import { runChore } from '../../commands/shared/cli.test.kit.js';
import { formatMarkdown } from '../../commands/shared/terminal.js';
import { showsPart } from '../shared/guide-part.js';
import { pathsIn } from '../shared/paths.test.kit.js';
import type { OwnChain, Program } from './chains.js';
import { measurePair, measureRecording } from './measure.js';
import { measureSize, whyMissing } from './programs.js';
import {
  BEYOND_FOLDER,
  BEYOND_PART,
  type BeyondFigures,
  FIGURES_NAME,
  formatBeyond,
  loadFigures,
} from './readme.js';

const COPY: Program = {
  title: 'cp',
  encode: ['cp', '{in}', '{out}'],
  decode: ['cp', '{in}', '{out}'],
  extension: 'copy',
};
const CHAINS: readonly OwnChain[] = [
  { title: 'rice', chain: 'levels+rice', referenced: 'levels+delta+rice' },
  { title: 'raw', chain: 'raw', referenced: null },
];

const noCopy = whyMissing(COPY) ?? false;

test('of a program’s files, what one sample takes does not count', { skip: noCopy }, () => {
  const samples = { data: Int16Array.from({ length: 300 }, (_, i) => i), channels: 3 };
  assert.deepEqual(measureSize(COPY, samples), { bytes: 600 - 3 * 2, fileBytes: 600 + 3 * 44 });
});

test('a program that is missing says so', () => {
  assert.match(
    whyMissing({ ...COPY, decode: ['no-such-program'] }) ?? '',
    /no-such-program: no such program/,
  );
});

test('programs and chains are measured on the same samples', { skip: noCopy }, async () => {
  const [recording] = syntheticRecordings();
  const { rawBytes, channels, codecs, limitBits } = await measureRecording(recording, [COPY], CHAINS, 5);
  assert.ok(limitBits && limitBits * rawBytes < 16 * codecs.rice.bytes);
  assert.deepEqual(Object.keys(codecs), ['cp', 'rice', 'rice refs', 'raw']);
  assert.equal(codecs.cp.bytes, rawBytes - 2 * channels);
  assert.ok(codecs['rice refs'].bytes < codecs.rice.bytes && codecs.rice.bytes < codecs.raw.bytes);
  for (const { encodeMbPerS, decodeMbPerS } of Object.values(codecs)) {
    assert.ok(encodeMbPerS > 0 && decodeMbPerS > 0);
  }
});

test('a pair is one recording of two channels', async () => {
  const recording = syntheticRecordings().find(({ channels }) => channels === 1) ?? assert.fail('no mono');
  const { rawBytes, bytes } = await measurePair([recording, recording], CHAINS);
  assert.equal(rawBytes, 4 * recording.frames);
  assert.ok(bytes.raw > rawBytes && bytes.raw < rawBytes + 20);
  assert.deepEqual(Object.keys(bytes), ['rice', 'rice refs', 'raw']);
});

const FIGURES: BeyondFigures = {
  environment: {
    started_at: '2026-11-21',
    command_line: 'npm run beyond',
    settings: {},
    cpu_model: 'Abacus',
    cores: 2,
    memory_bytes: 2 ** 33,
    platform: 'linux',
    kernel: '6',
    node: '20',
    v8: '11',
    package_version: '1.0.0',
    packages: {},
    commit: '0123456789',
    load_average: [],
    recordings: 2,
    recordings_sha256: 'aa',
    refused: [],
  },
  programs: [{ ...COPY, version: '9.1' }],
  chains: CHAINS,
  pairChains: CHAINS,
  recordings: [
    {
      name: 'probe/a.i16',
      channels: 4,
      rawBytes: 3000,
      codecs: {
        cp: { bytes: 1000, fileBytes: 1200, encodeMbPerS: 10, decodeMbPerS: 20 },
        rice: { bytes: 900, encodeMbPerS: 5, decodeMbPerS: 30 },
        'rice refs': { bytes: 825, encodeMbPerS: 50, decodeMbPerS: 30 },
        raw: { bytes: 3003, encodeMbPerS: 500, decodeMbPerS: 300 },
      },
    },
    {
      name: 'b.i16',
      channels: 1,
      rawBytes: 1000,
      codecs: {
        cp: { bytes: 500, fileBytes: 550, encodeMbPerS: 10, decodeMbPerS: 20 },
        rice: { bytes: 600, encodeMbPerS: 20, decodeMbPerS: 30 },
        'rice refs': { bytes: 600, encodeMbPerS: 50, decodeMbPerS: 30 },
        raw: { bytes: 1003, encodeMbPerS: 500, decodeMbPerS: 300 },
      },
    },
  ],
  pairs: [{ names: ['c', 'd'], rawBytes: 1600, bytes: { rice: 400, 'rice refs': 390, raw: 1603 } }],
};

test('tables: a row a recording, sums over sums, gains in bits, and where a program is ahead', () => {
  const part = formatBeyond(FIGURES, formatMarkdown);
  const rows = part.split('\n').filter(line => /^\| (probe|b|all|1 held)/.test(line));
  assert.deepEqual(rows, [
    '| probe/a | 4 | 3,000 | 3.0000 | 3.3333 | 3.6364 | 0.9990 |',
    '| b | 1 | 1,000 | 2.0000 | 1.6667 | 1.6667 | 0.9970 |',
    '| all | 5 | 4,000 | 2.6667 | 2.6667 | 2.8070 | 0.9985 |',
    '| probe/a | 4 | 3,000 | 10.0 | 5.00 | 50.0 | 500 |',
    '| b | 1 | 1,000 | 10.0 | 20.0 | 50.0 | 500 |',
    '| all | 5 | 4,000 | 10.0 | 6.15 | 50.0 | 500 |',
    '| probe/a | 4 | 3,000 | 20.0 | 30.0 | 30.0 | 300 |',
    '| b | 1 | 1,000 | 20.0 | 30.0 | 30.0 | 300 |',
    '| all | 5 | 4,000 | 20.0 | 30.0 | 30.0 | 300 |',
    '| probe/a | rice | 4.800 | 4.400 | 0.4000 |',
    '| b | rice | 9.600 | 9.600 | 0.0000 |',
    '| 1 held-out pair, simultaneous | rice | 4.000 | 3.900 | 0.1000 |',
  ]);
  assert.match(
    part,
    /- rice against cp: smaller on 1 of 2 \(not b\); encodes faster on 1 of 2 \(not probe\/a\); decodes faster on 2 of 2\n/,
  );
  assert.match(part, /cp: `cp \{in\} \{out\}`, 9\.1, whole files 2\.2857\./);
  assert.match(part, /Abacus, 2 cores, 8\.0 GiB;/);
});

test('a limit is shown where each recording has one', () => {
  const [first, second] = FIGURES.recordings;
  const withLimits = {
    ...FIGURES,
    recordings: [
      { ...first, limitBits: 4 },
      { ...second, limitBits: 8 },
    ],
  };
  const part = formatBeyond(withLimits, formatMarkdown);
  assert.match(part, /\| raw \| limit \|\n/);
  assert.match(part, /\| probe\/a \| 4 \| 3,000 \| .* \| 0\.9990 \| 4\.0000 \|\n/);
  // 1500 samples of 4 bits and 500 of 8
  assert.match(part, /\| all \| 5 \| 4,000 \| .* \| 0\.9985 \| 3\.2000 \|\n/);
  assert.equal(part.match(/\| limit \|/g)?.length, 1);
  assert.match(part, /Limit: what the codes would take/);
  const partly = formatBeyond(
    { ...FIGURES, recordings: [{ ...first, limitBits: 4 }, second] },
    formatMarkdown,
  );
  assert.doesNotMatch(partly, /limit/i);
});

test('what is wrong is one line and status 2', async t => {
  for (const [args, error] of [
    [['a', 'b'], /^beyond: b: one argument too many; see --help\n$/],
    [['--keep', '--only', 'a'], /^beyond: --keep wants all recordings, not --only\n$/],
    [[temporaryFolder(t)], /^beyond: no such file or folder: .*multichannel\n$/],
  ] as const) {
    const { status, stderr } = await runChore('beyond', args);
    assert.match(stderr, error);
    assert.equal(status, 2);
  }
});

test('README shows what the committed figures make', () => {
  const folder = join(packageRoot, BEYOND_FOLDER);
  const file = join(folder, FIGURES_NAME);
  const isThere = existsSync(file);
  const part = isThere ? formatBeyond(loadFigures(folder), formatMarkdown) : '';
  // not assert.equal, which would print all of the guide
  assert.ok(showsPart(BEYOND_PART, part), '`npm run beyond -- --readme` makes it anew');
  assert.deepEqual(isThere ? pathsIn(readFileSync(file, 'utf8')) : [], []);
});
