/** A run of ours as its files have it, for what looks at it afterwards. Only the CSVs and env.json are read. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { readCells, readTotals } from './csv.js';
import type { Environment } from './environment.js';
import { firstLine } from './foreign/format.js';
import { withParetoFront } from './pareto.js';
import { type CellRow, type TotalRow, totalRows } from './rows.js';

export interface Run {
  /** As it was given. */
  readonly path: string;
  /** Name of its folder. */
  readonly name: string;
  /** None where only the totals are at hand. */
  readonly cells: readonly CellRow[];
  /** Made anew from the cells where these are at hand. */
  readonly totals: readonly TotalRow[];
  /** null where no env.json stands beside the cells. Files of before may lack what came later. */
  readonly environment: Partial<Environment> | null;
}

/**
 * Reads the folder of a run, or a cells.csv with the env.json beside it, if there is one.
 * @throws Error in one line that names the file and what is wrong
 */
export function loadRun(path: string): Run {
  if (!existsSync(path)) throw new Error(`no such file or folder: ${path}`);
  const file = statSync(path).isDirectory() ? join(path, 'cells.csv') : path;
  if (!existsSync(file)) throw new Error(`${path}: holds no cells.csv`);
  const cells = readCells(file);
  const totals = withParetoFront(totalRows(cells));
  const folder = dirname(resolve(file));
  return { path, name: basename(folder), cells, totals, environment: readEnvironment(folder) };
}

/**
 * As loadRun; of a totals.csv, or of a folder that holds nothing else, a run without cells.
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
  if (!statSync(path).isDirectory()) return hasTotals(path) ? path : undefined;
  const file = join(path, 'totals.csv');
  return existsSync(file) && !existsSync(join(path, 'cells.csv')) ? file : undefined;
}

function hasTotals(file: string): boolean {
  return firstLine(readFileSync(file, 'utf8')).split(',').includes('ratio_geomean');
}

function readEnvironment(folder: string): Partial<Environment> | null {
  const path = join(folder, 'env.json');
  if (!existsSync(path)) return null;
  try {
    const environment: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof environment === 'object' && environment !== null) return environment;
  } catch (cause) {
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  throw new Error(`${path}: not an object`);
}
