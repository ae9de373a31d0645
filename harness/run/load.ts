/** What stands at a path, and a run of ours as its files have it. Only the CSVs and env.json are read, never the log. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { CellRow, LimitRow, QualityRow, TotalRow } from './columns.js';
import { kindOfCsv, readCells, readLimits, readQuality, readTotals } from './csv.js';
import { type Environment, readEnvironment } from './environment.js';
import { totalsOf, withParetoFront } from './pareto.js';

/** Files of results at a path: of a folder those that it holds, of a file itself, as what its header says. */
export interface ResultFiles {
  readonly cells?: string;
  readonly totals?: string;
  /** None of ours: what another tool wrote, or no results at all. */
  readonly other?: string;
}

/** @throws Error in one line if there is nothing at the path, or it cannot be read */
export function resultFiles(path: string): ResultFiles {
  if (!existsSync(path)) throw new Error(`no such file or folder: ${path}`);
  if (!statSync(path).isDirectory()) return { [kindOfCsv(readText(path)) ?? 'other']: path };
  const [cells, totals] = ['cells.csv', 'totals.csv'].map(name => join(path, name));
  return { ...(existsSync(cells) && { cells }), ...(existsSync(totals) && { totals }) };
}

/** @throws Error in one line that names the file */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(`${file}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

/** Written where a chain may have lost something. */
export const QUALITY_NAME = 'quality.csv';
/** And where it is known when units fire. */
export const UNITS_NAME = 'units.csv';
export const LIMITS_NAME = 'limits.csv';

export interface Run {
  /** As it was given. */
  readonly path: string;
  /** Name of its folder. */
  readonly name: string;
  /** None where only the totals are at hand. */
  readonly cells: readonly CellRow[];
  /** Made anew from the cells, where these are at hand. */
  readonly totals: readonly TotalRow[];
  /** Of chains that may lose something, and the flicker floor; none where only the totals are at hand. */
  readonly quality: readonly QualityRow[];
  /** R(D) of the recordings; none in older runs. */
  readonly limits: readonly LimitRow[];
  /** null where no env.json stands beside the cells. Older files may lack what came later. */
  readonly environment: Partial<Environment> | null;
}

/**
 * Reads the folder of a run, or a cells.csv with the env.json beside it, if there is one.
 * @throws Error in one line that names the file and what is wrong
 */
export function loadRun(path: string): Run {
  const files = resultFiles(path);
  // a file that is no cells.csv is refused by its columns
  const file = files.cells ?? (statSync(path).isDirectory() ? undefined : path);
  if (file === undefined) throw new Error(`${path}: holds no cells.csv`);
  const cells = readCells(file);
  const quality = qualityBeside(file);
  const limits = readBeside(file, LIMITS_NAME, readLimits);
  return makeRun(path, file, { cells, quality, limits, totals: totalsOf(cells, quality) });
}

/** What stands in a quality.csv beside a cells.csv; nothing if there is none. */
export function qualityBeside(cells: string): QualityRow[] {
  return readBeside(cells, QUALITY_NAME, readQuality);
}

function readBeside<Row>(file: string, name: string, read: (path: string) => Row[]): Row[] {
  const path = join(dirname(file), name);
  return existsSync(path) ? read(path) : [];
}

/**
 * As loadRun; of a totals.csv, or of a folder that holds no cells.csv but that, a run without cells.
 * @throws Error in one line that names the file and what is wrong
 */
export function loadTotals(path: string): Run {
  const { cells, totals } = existsSync(path) ? resultFiles(path) : {};
  if (cells !== undefined || totals === undefined) return loadRun(path);
  return makeRun(path, totals, { cells: [], quality: [], limits: [], totals: storedTotals(totals) });
}

type Tables = Pick<Run, 'cells' | 'totals' | 'quality' | 'limits'>;

function makeRun(path: string, file: string, tables: Tables): Run {
  const folder = dirname(resolve(file));
  return { path, name: basename(folder), ...tables, environment: readEnvironment(folder) };
}

/** Totals of a totals.csv, on the fronts anew: older files lack two of the three. */
export function storedTotals(file: string): TotalRow[] {
  return withParetoFront(readTotals(file));
}
