/** A run of ours as its files have it, for what looks at it afterwards. Only the CSVs and env.json are read. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { readCells } from './csv.js';
import type { Environment } from './environment.js';
import { withParetoFront } from './pareto.js';
import { type CellRow, type TotalRow, totalRows } from './rows.js';

export interface Run {
  /** As it was given. */
  readonly path: string;
  /** Name of its folder. */
  readonly name: string;
  /** None where only the totals are at hand. */
  readonly cells: readonly CellRow[];
  /** Made anew from the cells, where these are at hand. */
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

/** env.json of a folder; null if there is none. */
export function readEnvironment(folder: string): Partial<Environment> | null {
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
