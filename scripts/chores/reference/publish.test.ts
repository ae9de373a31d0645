import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { packageRoot } from '../../../harness/common/package-root.js';
import { exactLine, temporaryFolder, timingLine } from '../../../harness/common/testing.test.kit.js';
import { cellRows } from '../../../harness/run/cells.js';
import { SAME_AGAIN } from '../../../harness/run/columns.js';
import { readTotals, writeCells } from '../../../harness/run/csv.js';
import { loadRun } from '../../../harness/run/load.js';
import type { LogLine } from '../../../harness/run/log.js';
import { runChore } from '../../commands/shared/cli.test.kit.js';
import { publishRun } from '../shared/publish.js';
import { formatReference, PUBLICATION } from './readme.js';

const OWN = { versions: 'neural-codec-bench@1.0.0+abc zlib@1' };
const LINES: readonly LogLine[] = [
  exactLine(OWN),
  timingLine(OWN),
  timingLine({ ...OWN, round: 1 }),
  timingLine({ ...OWN, alias: SAME_AGAIN }),
  exactLine({ ...OWN, chain: 'rice', encodedBytes: 500 }),
  exactLine({ ...OWN, chain: 'rice', encodedBytes: 500, recording: 'b.wav', recordingSha256: 'bb' }),
];

/** A folder with the run that a sweep left. */
function sweptFolder(t: TestContext, lines: readonly LogLine[]): string {
  const folder = temporaryFolder(t);
  const sweep = join(folder, 'reference-run');
  mkdirSync(sweep);
  writeCells(join(sweep, 'cells.csv'), cellRows(lines));
  writeFileSync(join(sweep, 'log.jsonl'), 'samples');
  const machine = {
    cpu_model: 'Abacus',
    cores: 2,
    memory_bytes: 2 ** 33,
    platform: 'linux-x64',
    kernel: '6.1',
  };
  const environment = {
    ...machine,
    node: '20.20.2',
    started_at: '2026-11-21T16:11:19.960Z',
    commit: '0123456789abcdef',
    package_version: '1.0.0+abc',
    command_line: 'ncb sweep /home/some body/recordings --preset reference',
  };
  writeFileSync(join(sweep, 'env.json'), JSON.stringify(environment));
  return folder;
}

test('a finished sweep becomes the run, without the path of its recordings', async t => {
  const folder = sweptFolder(t, LINES);
  const out = join(folder, 'reference');
  const run = await publishRun(join(folder, 'reference-run'), out, PUBLICATION);
  assert.deepEqual(readdirSync(folder), ['reference']);
  assert.deepEqual(readdirSync(out).sort(), [
    'cells.csv',
    'env.json',
    'front.svg',
    'log.jsonl',
    'totals.csv',
  ]);
  assert.deepEqual(loadRun(out), run);
  assert.deepEqual(readTotals(join(out, 'totals.csv')), run.totals);
  assert.equal(run.environment?.command_line, 'ncb sweep FOLDER --preset reference');
});

test('a sweep with a failure, or of codecs that changed meanwhile, is left where it is', async t => {
  const failure = exactLine({ ...OWN, chain: 'huffman', status: 'error', error: 'no' });
  for (const [line, error] of [
    [failure, /reference-run: 1 cell failed$/],
    [exactLine({ chain: 'huffman', versions: 'neural-codec-bench@1.0.0+abd' }), /gone on with others/],
  ] as const) {
    const folder = sweptFolder(t, [...LINES, line]);
    const sweep = join(folder, 'reference-run');
    await assert.rejects(publishRun(sweep, join(folder, 'reference'), PUBLICATION), error);
    assert.deepEqual(readdirSync(folder), ['reference-run']);
    assert.ok(existsSync(join(sweep, 'log.jsonl')));
  }
});

test('README’s part has a row a chain, best ratio first, and names the machine and the command', t => {
  const folder = sweptFolder(t, LINES);
  const part = formatReference(loadRun(join(folder, 'reference-run')));
  const rows = part.split('\n').filter(line => line.startsWith('| `'));
  assert.deepEqual(rows, [
    '| `rice` | 8.0000 | 2.000 | - | - | - | - |  |',
    '| `delta+rice` | 5.0000 | 3.200 | 500 | 250 | 2.00 | 1.00 |  |',
  ]);
  assert.match(part, /over all 2 recordings, 2 s, 8,000 bytes of PCM\./);
  assert.match(part, /median of 2 process runs each/);
  assert.match(part, /A\/a difference: delta\+rice timed twice: encode 0\.0 % apart, decode 0\.0 %; /);
  assert.match(
    part,
    /Abacus, 2 cores, 8\.0 GiB; linux-x64, kernel 6\.1, Node 20\.20\.2; 2026-11-21, commit 0123456,/,
  );
  assert.match(part, /codecs 1\.0\.0\+abc\. By `npm run reference -- FOLDER`, which is `ncb sweep /);
});

test('a run without what README says of its machine is refused', t => {
  const folder = sweptFolder(t, LINES);
  writeFileSync(join(folder, 'reference-run', 'env.json'), '{}');
  assert.throws(
    () => formatReference(loadRun(join(folder, 'reference-run'))),
    /: no env\.json with memory_bytes/,
  );
});

test('what is wrong is one line and status 2', async t => {
  const out = join(temporaryFolder(t), 'trial');
  const before = readFileSync(join(packageRoot, 'README.md'), 'utf8');
  for (const [args, error] of [
    [['a', 'b'], /^reference: b: one argument too many; see --help\n$/],
    [['--sample', '3'], /^reference: a trial wants an --out of its own\n$/],
    [['--nosuch'], /^reference: Unknown option '--nosuch'/],
    [['nosuch', '--out', out], /^reference: no such folder of recordings: \S*nosuch\n$/],
    [['.', '--sample', 'x', '--out', out], /^reference: --sample: not a number: want a whole number/],
  ] as const) {
    const { status, stderr } = await runChore('reference', args);
    assert.match(stderr, error);
    assert.equal(status, 2);
  }
  assert.equal(readFileSync(join(packageRoot, 'README.md'), 'utf8'), before);
});
