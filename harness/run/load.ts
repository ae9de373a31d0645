/** What stands at a path, and a run of ours as its files have it. Only the CSVs and env.json are read, never the log. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { readHead } from '../common/files.js';
import type { CellRow, LimitRow, QualityRow, TotalRow } from './columns.js';
import { kindOfCsv, readCells, readLimits, readQuality, readTotals, viewCells } from './csv.js';
import { type Environment, readEnvironment } from './environment.js';
import { JUDGED, type JudgedCell, SUMMED, type SummedCell } from './judged.js';
import { cellsOn, machinesOf, type PlacedCell } from './machines.js';
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
  if (!statSync(path).isDirectory()) return { [kindOfCsv(headOf(path)) ?? 'other']: path };
  const [cells, totals] = ['cells.csv', 'totals.csv'].map(name => join(path, name));
  return { ...(existsSync(cells) && { cells }), ...(existsSync(totals) && { totals }) };
}

/** Longer than any header of ours. */
const HEAD_BYTES = 2 ** 16;

/** The beginning of a file: that of a run may be larger than a text can be. */
function headOf(file: string): string {
  try {
    return readHead(file, HEAD_BYTES).toString('utf8');
  } catch (cause) {
    throw new Error(`${file}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
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

/** A run whose cells have the fields that are asked for. */
interface RunOf<Cell> {
  /** As it was given. */
  readonly path: string;
  /** Name of its folder. */
  readonly name: string;
  /** None where only the totals are at hand. */
  readonly cells: readonly Cell[];
  /** Made anew from the cells, where these are at hand. */
  readonly totals: readonly TotalRow[];
  /** Of chains that may lose something, and the flicker floor; none where only the totals are at hand. */
  readonly quality: readonly QualityRow[];
  /** R(D) of the recordings; none in older runs. */
  readonly limits: readonly LimitRow[];
  /** null where no env.json stands beside the cells. Older files may lack what came later. */
  readonly environment: Partial<Environment> | null;
}

export interface Run extends RunOf<CellRow> {}

/** A run of any length, of whose cells there is what verdicts are made from; its cells are views. */
export interface JudgedRun extends RunOf<JudgedCell> {}

/** A run of any length, of whose cells there is what totals are made from; its cells are views. */
export interface SummedRun extends RunOf<SummedCell> {}

/**
 * Reads the folder of a run, or a cells.csv with the env.json beside it, if there is one.
 * @throws Error in one line that names the file and what is wrong
 */
export function loadRun(path: string): Run {
  return loadCells(path, readCells);
}

/** As loadRun, of any length. */
export function openRun(path: string): JudgedRun {
  return loadCells(path, file => viewCells(file, JUDGED));
}

function loadCells<Cell extends SummedCell>(path: string, read: (file: string) => Cell[]): RunOf<Cell> {
  const files = resultFiles(path);
  // a file that is no cells.csv is refused by its columns
  const file = files.cells ?? (statSync(path).isDirectory() ? undefined : path);
  if (file === undefined) throw new Error(`${path}: holds no cells.csv`);
  const cells = read(file);
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
 * As loadRun, on one of its machines (machines.ts); of a totals.csv, or of a folder that holds no cells.csv but that, a run
 * without cells.
 * @throws Error in one line that names the file and what is wrong
 */
export function loadTotals(path: string, machine?: string): Run {
  return onMachine(totalsAlone(path) ?? loadRun(path), machine);
}

/** As loadTotals, of any length. */
export function openTotals(path: string, machine?: string): JudgedRun {
  return onMachine(totalsAlone(path) ?? openRun(path), machine);
}

/** As loadTotals, of any length. */
export function openSums(path: string, machine?: string): SummedRun {
  return onMachine(totalsAlone(path) ?? loadCells(path, file => viewCells(file, SUMMED)), machine);
}

/** A run without cells; undefined where there are cells. */
function totalsAlone(path: string): Run | undefined {
  const { cells, totals } = existsSync(path) ? resultFiles(path) : {};
  if (cells !== undefined || totals === undefined) return undefined;
  return makeRun(path, totals, { cells: [], quality: [], limits: [], totals: storedTotals(totals) });
}

type Tables<Cell> = Pick<RunOf<Cell>, 'cells' | 'totals' | 'quality' | 'limits'>;

function makeRun<Cell>(path: string, file: string, tables: Tables<Cell>): RunOf<Cell> {
  const folder = dirname(resolve(file));
  return { path, name: basename(folder), ...tables, environment: readEnvironment(folder) };
}

/** Totals of a totals.csv, on the fronts anew: older files lack two of the three. */
export function storedTotals(file: string): TotalRow[] {
  return withParetoFront(readTotals(file));
}

/** All kinds of machine that a run was timed on. */
export function machinesOfRun({
  cells,
  totals,
}: Pick<RunOf<Pick<CellRow, 'machine'>>, 'cells' | 'totals'>): string[] {
  return machinesOf(cells.length > 0 ? cells : totals);
}

/**
 * A run as one of its machines has it; that with most rows unless it is said. Where there is one alone, all of it.
 * @throws Error in one line if the run was not timed on it
 */
export function onMachine<Cell extends PlacedCell>(run: RunOf<Cell>, machine?: string): RunOf<Cell> {
  const machines = machinesOfRun(run);
  if (machine !== undefined && !machines.includes(machine)) {
    const known =
      machines.length === 0 ? 'it does not say on which it was' : `it was on ${machines.join(', ')}`;
    throw new Error(`--machine ${machine}: ${run.path} was not timed there; ${known}`);
  }
  if (machines.length < 2) return run;
  const [most] = machines;
  const own = machine ?? most;
  return {
    ...run,
    cells: cellsOn(run.cells, own),
    totals: run.totals.filter(row => row.machine === own),
    environment: run.environment === null ? null : environmentOn(run.environment, own),
  };
}

/** What an env.json says, with the facts of one of its machines at its head. */
function environmentOn(environment: Partial<Environment>, machine: string): Partial<Environment> {
  const { hosts, ...facts } = environment.machines?.find(one => one.machine === machine) ?? { hosts: [] };
  return { ...environment, ...facts, host: hosts.join(' ') };
}
