/** That the guide shows what the figures that are committed make, and what is made of figures that are known. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../../../harness/common/package-root.js';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { showsPart } from '../shared/guide-part.js';
import {
  formatGraded,
  formatSorted,
  GRADES_FILE,
  type Graded,
  readGraded,
  readSorted,
  SORTED_FILE,
} from './graded.js';
import { accuracyOf, runSorter } from './sorter.js';
import { formatGrades, GRADES_PART } from './table.js';

test('the guide shows what the figures make', () => {
  const sorted = readSorted(join(packageRoot, SORTED_FILE));
  const made = formatGrades(readGraded(join(packageRoot, GRADES_FILE)), sorted);
  assert.ok(showsPart(GRADES_PART, made), '`npm run grades -- --readme` makes it anew');
});

function row(set: string, step: number, given: Partial<Graded>): Graded {
  return {
    ...{ set, recording: 'a', step, band_rmse_sigma: 0.08, spike_recall: 1, spike_precision: 1 },
    ...{ strong_recall: 1, strong_precision: 1, peak_error_p95: 0.01, waveform_r_p05: 1, tcr_r: 1, sbp_r: 1 },
    ...{ true_spikes: 100, unit_recall_lossless: 1, unit_recall: 1 },
    ...{ sorting_accuracy_lossless: 0.9, sorting_accuracy: 0.9 },
    ...given,
  };
}

test('a grade is refuted by what spikes lose, beyond chance', t => {
  const bad = { band_rmse_sigma: 0.2, sorting_accuracy: 0.88 };
  const rows = [
    ...[row('good', 0, {}), row('good', 3, {}), row('bad', 0, {}), row('bad', 3, bad), row('bad', 5, bad)],
    ...[row('mixed', 3, { ...bad, recording: 'b' }), row('mixed', 3, { ...bad, sorting_accuracy: 0.9 })],
    row('nearly', 3, { spike_recall: 0.9, spike_precision: 0.97 }),
    row('unknown', 3, {
      true_spikes: null,
      unit_recall_lossless: null,
      unit_recall: null,
      sorting_accuracy: null,
    }),
  ];
  const path = join(temporaryFolder(t), 'grades.csv');
  writeFileSync(path, formatGraded(rows));
  assert.deepEqual(readGraded(path), rows);
  const sorted = [0, 3, 5].map(step => ({
    set: 'bad',
    recording: 'a',
    step,
    seed: 1,
    accuracy: 0.8 - step / 100,
  }));
  writeFileSync(path, formatSorted(sorted));
  assert.deepEqual(readSorted(path), sorted);
  const table = formatGrades(rows, sorted);
  assert.match(table, /\| sorting-safe \| 2 \| 0\.800 \| 0\.0400 ± 0\.0000 \|/);
  assert.match(
    table,
    /\| good \| transparent \| 1 \| 100 \| 0\.0000 ± 0\.0000 \| 0\.0000 ± 0\.0000 .*\| holds \|/,
  );
  assert.match(table, /\| bad \| sorting-safe \| 2 \| 200 \| .*\| 0\.0200 ± 0\.0000 .*\| \*\*refuted\*\* \|/);
  assert.match(table, /\| mixed \| sorting-safe \| 2 \| 200 \| .*\| 0\.0100 ± 0\.0071 .*\| open \|/);
  assert.match(table, /\| unknown \| transparent \| 1 \| 0 \| .*\| no times known \|/);
  assert.match(table, /spikes at the threshold: 1 cell of 1 recording, with recall .* 0\.900 .* 0\.970\.$/m);
  assert.match(table, /\| 0\.1 to 0\.2 \| 4 \| 400 \|/);
});

test('a sorter is a program that writes a file of spikes, and is given each unit once', () => {
  const script = "require('fs').writeFileSync(process.argv[1],'unit,sample\\na,'+process.argv[2])";
  const samples = { data: new Int16Array(50), channels: 1 };
  const command = `${process.execPath} -e ${script} {output} {seed}`;
  assert.deepEqual(runSorter(command, samples, 1000, 7), [{ name: 'a', channel: null, spikes: [7] }]);
  assert.throws(() => runSorter('false', samples, 1000, 1), /^Error: --sorter ended with 1: $/);
  const units = [
    { name: 'x', channel: 0, spikes: [100, 200, 300, 400] },
    { name: 'y', channel: 0, spikes: [150, 250] },
  ];
  const found = [
    { name: '1', channel: 0, spikes: [100, 200, 300] },
    { name: '2', channel: 0, spikes: [150, 250, 400] },
  ];
  // 3 of 4, and 2 of 2 with one that is wrong
  assert.equal(accuracyOf(units, found, 1000), 5 / 7);
  assert.equal(accuracyOf(units, [], 1000), 0);
  assert.equal(accuracyOf([], found, 1000), null);
});
