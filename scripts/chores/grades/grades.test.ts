/** That the guide shows what the figures that are committed make, and what is made of figures that are known. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../../../harness/common/package-root.js';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import { showsPart } from '../shared/guide-part.js';
import { formatGraded, GRADES_FILE, type Graded, readGraded } from './graded.js';
import { formatGrades, GRADES_PART } from './table.js';

test('the guide shows what the figures make', () => {
  const made = formatGrades(readGraded(join(packageRoot, GRADES_FILE)));
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
  const table = formatGrades(rows);
  assert.match(
    table,
    /\| good \| transparent \| 1 \| 100 \| 0\.0000 ± 0\.0000 \| 0\.0000 ± 0\.0000 .*\| holds \|/,
  );
  assert.match(table, /\| bad \| sorting-safe \| 2 \| 200 \| .*\| 0\.0200 ± 0\.0000 .*\| \*\*refuted\*\* \|/);
  assert.match(table, /\| mixed \| sorting-safe \| 2 \| 200 \| .*\| 0\.0100 ± 0\.0071 .*\| open \|/);
  assert.match(table, /\| unknown \| transparent \| 1 \| 0 \| .*\| no times known \|/);
  assert.match(table, /\| 0\.1 to 0\.2 \| 4 \| 400 \|/);
});
