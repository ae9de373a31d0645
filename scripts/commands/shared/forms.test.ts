/** What commands print for programs: JSON or CSV alone on standard output, all else on stderr. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { builtInStages } from '../../../codecs/registry.js';
import { TOTAL_COLUMNS } from '../../../harness/run/columns.js';
import { ncb, ncbWithin, RAW, recordingsFolder } from './cli.test.kit.js';

const SWEEP = ['sweep', 'recordings', ...RAW, '--size-only', '--out', 'run'];
const CHAINS = ['--chain', 'delta+rice', '--transforms', 'none', '--coders', 'huffman'];

function rowsOf(csv: string): Record<string, string>[] {
  return parse(csv, { columns: true });
}

describe('both forms at once are refused', () => {
  for (const command of ['sweep', 'show run', 'best run', 'recommend set', 'info', 'list', 'compare a b']) {
    test(command, async t => {
      const { status, stdout, stderr } = await ncb(
        [...command.split(' '), '--json', '--csv'],
        recordingsFolder(t),
      );
      assert.match(stderr, /^ncb: Arguments json and csv are mutually exclusive\n/);
      assert.deepEqual([status, stdout], [2, '']);
    });
  }
});

test('sweep --csv: totals.csv and nothing else; remarks on stderr', async t => {
  const folder = recordingsFolder(t);
  const { status, stdout, stderr } = await ncb([...SWEEP, ...CHAINS, '--csv'], folder);
  assert.equal(status, 0, stderr);
  assert.equal(stdout, readFileSync(join(folder, 'run', 'totals.csv'), 'utf8'));
  assert.match(stderr, /^written: run\/totals\.csv/m);
  assert.doesNotMatch(stderr, /0\/\d|\[ | $/m, 'no bar where there is no terminal');
});

test('sweep --json: settings, totals in the columns of totals.csv, and what failed', async t => {
  const folder = recordingsFolder(t);
  const { status, stdout } = await ncb([...SWEEP, ...CHAINS, '--json', '--timeout', '0.001'], folder);
  assert.equal(status, 1);
  const { settings, recordings, totals, failures, interrupted } = JSON.parse(stdout);
  assert.deepEqual([settings.out, settings.timeoutS, recordings, interrupted], ['run', 0.001, 2, false]);
  assert.deepEqual(Object.keys(totals[0]).sort(), Object.keys(TOTAL_COLUMNS).sort());
  assert.deepEqual(Object.keys(failures[0]), ['chain', 'alias', 'scope', 'recording', 'status', 'error']);
  assert.equal(failures[0].status, 'timeout');
});

test('best --csv: those that keep up, then the others, with every column', async t => {
  const folder = recordingsFolder(t);
  await ncb([...SWEEP, ...CHAINS], folder);
  const rows = rowsOf((await ncb(['best', 'run', '--csv'], folder)).stdout);
  assert.deepEqual(
    rows.map(row => [row.run, row.keeps_up, row.reached, row.chain, row.given]),
    [
      ['run', 'TRUE', '', 'delta+rice', 'TRUE'],
      ['run', 'TRUE', '', 'huffman', 'FALSE'],
      ['run', 'TRUE', '', 'raw', 'FALSE'],
    ],
  );
  const { best } = JSON.parse((await ncb(['best', 'run', '--json'], folder)).stdout);
  assert.deepEqual(Object.keys(best).sort(), [...Object.keys(rows[0]), 'checks'].sort());
});

test('list --csv: a row a stage, its parameters in JSON', async t => {
  const rows = rowsOf((await ncb(['list', '--csv'], recordingsFolder(t))).stdout);
  assert.equal(rows.length, builtInStages.length);
  const rice = rows.find(({ name }) => name === 'rice') ?? assert.fail('rice');
  assert.deepEqual(JSON.parse(rice.parameters).block.default, 256);
  assert.equal(rice.kind, 'coder');
  assert.equal(rows.find(({ name }) => name === 'none')?.parameters, '');
  assert.deepEqual([rice.loss, rows.find(({ name }) => name === 'quantize')?.loss], ['none', 'bounded']);
});

test('recommend --csv: a row a pick', async t => {
  const args = ['recommend', 'recordings', ...RAW, '--csv'];
  const { status, stdout, stderr } = await ncbWithin(['5s', '30s'], args, recordingsFolder(t));
  assert.equal(status, 0, stderr);
  const [archive] = rowsOf(stdout);
  assert.equal(archive.use, 'archive');
  assert.ok(Number(archive.ratio) > 1);
  assert.match(JSON.parse(archive.commands)[0], /^npx ncb encode recordings recordings\.ncb --chain /);
});
