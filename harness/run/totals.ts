/** A run by its totals, where there may be no cells. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { kindOfCsv, readTotals } from './csv.js';
import { loadRun, type Run, readEnvironment } from './load.js';
import { withParetoFront } from './pareto.js';

/**
 * As loadRun; of a totals.csv, or of a folder that holds no cells.csv but that, a run without cells.
 * @throws Error in one line that names the file and what is wrong
 */
export function loadTotals(path: string): Run {
  const file = totalsOnly(path);
  if (file === undefined) return loadRun(path);
  const folder = dirname(resolve(file));
  const totals = withParetoFront(readTotals(file));
  return { path, name: basename(folder), cells: [], totals, environment: readEnvironment(folder) };
}

function totalsOnly(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  if (!statSync(path).isDirectory()) {
    return kindOfCsv(readFileSync(path, 'utf8')) === 'totals' ? path : undefined;
  }
  const file = join(path, 'totals.csv');
  return existsSync(file) && !existsSync(join(path, 'cells.csv')) ? file : undefined;
}
