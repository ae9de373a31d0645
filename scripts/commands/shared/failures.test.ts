import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactLine } from '../../../harness/common/testing.test.kit.js';
import type { Status } from '../../../harness/processes/outcome.js';
import { cellRows } from '../../../harness/run/cells.js';
import type { CellRow } from '../../../harness/run/columns.js';
import { areFailures, formatFailures } from './failures.js';

function cell(chain: string, recording: string, status: Status, error = '', alias = ''): CellRow {
  const [row] = cellRows([exactLine({ chain, recording, status, error })]);
  return { ...row, alias };
}

const NO_FFMPEG = 'ffmpeg: no such program on this machine; apt install ffmpeg';
const UNSUPPORTED = ['a.wav', 'b.wav'].flatMap(name => [
  cell('exec:alac', name, 'unsupported', NO_FFMPEG, 'alac'),
  cell('delta+exec:alac', name, 'unsupported', NO_FFMPEG),
]);

test('nothing failed', () => {
  assert.equal(formatFailures([cell('raw', 'a.wav', 'ok')]), '');
  assert.equal(areFailures([cell('raw', 'a.wav', 'ok')], true), false);
});

test('a line a fault, whatever the number of its chains and recordings', () => {
  const cells = [1, 2, 3, 4, 5].flatMap(k =>
    ['a.wav', 'b.wav', 'c.wav'].map((name, at) =>
      cell(`mine:k=${k}`, name, 'mismatch', `sample ${at} decoded as ${k}, recorded as 0`),
    ),
  );
  const lines = formatFailures([
    ...cells,
    cell('exec:alac', 'a.wav', 'error', 'exec:alac: died', 'alac'),
    cell('mine:k=5', 'd.wav', 'error', 'mine:k=5: too loud (mine.ts:7:32)'),
  ]);
  assert.deepEqual(lines.split('\n'), [
    'mismatch    mine:k=1, mine:k=2, mine:k=3 and 2 more on a.wav and 2 more: sample 0 decoded as 1, recorded as 0 (15 cells)',
    'error       alac = exec:alac on a.wav: exec:alac: died',
    'error       mine:k=5 on d.wav: mine:k=5: too loud (mine.ts:7:32)',
  ]);
});

test('what is unsupported stands last, however much failed, and is a failure only if that is asked', () => {
  const many = Array.from({ length: 20 }, (_, k) =>
    cell(`c${k}`, 'a.wav', 'error', `fault ${'x'.repeat(k)}`),
  );
  const lines = formatFailures([...UNSUPPORTED, ...many]).split('\n');
  assert.equal(lines.length, 12 + 1 + 2);
  assert.deepEqual(lines.slice(-3), [
    '… and 8 more in cells.csv',
    `unsupported alac, delta+exec:alac on a.wav and 1 more: ${NO_FFMPEG} (4 cells)`,
    'unsupported here: 4 cells, no failure without --strict',
  ]);
  assert.deepEqual([areFailures(UNSUPPORTED, false), areFailures(UNSUPPORTED, true)], [false, true]);
  assert.equal(areFailures([...UNSUPPORTED, ...many], false), true);
});
