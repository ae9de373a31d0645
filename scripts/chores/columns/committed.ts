/** The runs that are committed, written anew. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../../harness/common/package-root.js';
import { writeCells, writeTotals } from '../../../harness/run/csv.js';
import { loadRun } from '../../../harness/run/load.js';

/** Folders of runs that are committed. */
export function committedRuns(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', 'results/*cells.csv'], {
    cwd: packageRoot,
    encoding: 'utf8',
  });
  const files = listed.split('\0').filter(file => file !== '');
  return files.map(file => join(packageRoot, dirname(file)));
}

/**
 * Writes cells.csv in today's columns, and totals.csv as the cells make it, from one folder into another or the same.
 * A folder without totals.csv stays without.
 */
export function rewriteRun(from: string, to = from): void {
  const run = loadRun(from);
  writeCells(join(to, 'cells.csv'), run.cells);
  if (existsSync(join(from, 'totals.csv'))) writeTotals(join(to, 'totals.csv'), run.totals);
}
