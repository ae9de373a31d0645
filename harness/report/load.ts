/** What a report is made of: a run, or as much of one as there is. */
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { readTotals } from '../csv.js';
import { loadRun, type Run, readEnvironment } from '../run.js';

/**
 * Reads the folder of a run, its cells.csv, or its totals.csv where that is all there is.
 * @throws Error in one line that names the file and what is wrong
 */
export function loadForReport(path: string): Run {
  const file = totalsFile(path);
  if (file === undefined) return loadRun(path);
  const folder = dirname(resolve(file));
  const totals = readTotals(file);
  return { path, name: basename(folder), cells: [], totals, environment: readEnvironment(folder) };
}

function totalsFile(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  if (!statSync(path).isDirectory()) return basename(path).startsWith('totals') ? path : undefined;
  const totals = join(path, 'totals.csv');
  return !existsSync(join(path, 'cells.csv')) && existsSync(totals) ? totals : undefined;
}
