/** That what is committed follows from the columns. Needs no recording. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, test } from 'node:test';
import { packageRoot } from '../../../harness/common/package-root.js';
import { temporaryFolder } from '../../../harness/common/testing.test.kit.js';
import {
  CELL_COLUMNS,
  LIMIT_COLUMNS,
  QUALITY_COLUMNS,
  TOTAL_COLUMNS,
  UNIT_COLUMNS,
} from '../../../harness/run/columns.js';
import { showsPart } from '../shared/guide-part.js';
import { committedRuns, rewriteRun } from './committed.js';
import { COLUMNS_PART, formatColumns } from './tables.js';

const REMAKE = '`npm run columns` makes it anew';

test('the guide to results has the tables of columns', () => {
  assert.ok(showsPart(COLUMNS_PART, formatColumns()), REMAKE);
});

test('every column stands in its table once', () => {
  const [cells, totals, quality, units, limits] = formatColumns().split(
    /\n\n(?=`(?:totals|quality|units|limits)\.csv`)/,
  );
  for (const [table, columns] of [
    [cells, CELL_COLUMNS],
    [totals, TOTAL_COLUMNS],
    [quality, QUALITY_COLUMNS],
    [units, UNIT_COLUMNS],
    [limits, LIMIT_COLUMNS],
  ] as const) {
    const first = table
      .split('\n')
      .flatMap(line => /^\| (`.*?) \|/.exec(line)?.slice(1) ?? [])
      .join(', ');
    assert.deepEqual(
      first.split(', ').sort(),
      Object.keys(columns)
        .map(name => `\`${name}\``)
        .sort(),
    );
  }
});

const inCheckout = existsSync(join(packageRoot, '.git'));

describe('CSVs that are committed are read and written anew without a change', { skip: !inCheckout }, () => {
  for (const folder of inCheckout ? committedRuns() : []) {
    test(relative(packageRoot, folder), t => {
      const out = temporaryFolder(t);
      rewriteRun(folder, out);
      for (const name of ['cells.csv', 'totals.csv'].filter(file => existsSync(join(folder, file)))) {
        // not assert.equal, which would print all of it
        const same = readFileSync(join(out, name), 'utf8') === readFileSync(join(folder, name), 'utf8');
        assert.ok(same, `${name}: ${REMAKE}`);
      }
    });
  }
});
