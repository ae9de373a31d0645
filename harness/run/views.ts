/** The CSVs of a run's folder, which are views of its log. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { eachCellRow } from './cells.js';
import type { TotalRow } from './columns.js';
import { viewCells, writeCells, writeLimits, writeQuality, writeTotals, writeUnits } from './csv.js';
import { JUDGED, type JudgedCell } from './judged.js';
import { collectLimits } from './limits.js';
import { LIMITS_NAME, QUALITY_NAME, UNITS_NAME } from './load.js';
import { type LogLine, readLog } from './log.js';
import { totalsOf } from './pareto.js';
import { collectQuality } from './quality.js';

export interface Views {
  /** What verdicts are made from, as views. */
  readonly cells: readonly JudgedCell[];
  readonly totals: TotalRow[];
}

/**
 * Writes the CSVs anew. Those of chains that may lose something are there if there is something in them: what an earlier
 * session left, whose cells have failed since, goes.
 */
export function writeViews(folder: string): Views {
  const [quality, limits] = [collectQuality(), collectLimits()];
  const path = join(folder, 'cells.csv');
  writeCells(path, eachCellRow(toldTo(readLog(folder), [quality.add, limits.add])));
  const cells = viewCells(path, JUDGED);
  const qualities = quality.rows();
  const totals = totalsOf(cells, qualities);
  writeUnlessEmpty(join(folder, QUALITY_NAME), qualities, writeQuality);
  writeUnlessEmpty(join(folder, UNITS_NAME), quality.units(), writeUnits);
  writeUnlessEmpty(join(folder, LIMITS_NAME), limits.sorted(), writeLimits);
  writeTotals(join(folder, 'totals.csv'), totals);
  return { cells, totals };
}

/** Lines as they come, each told to others before, so that a log is read once for all that is made of it. */
function* toldTo(lines: Iterable<LogLine>, tell: readonly ((line: LogLine) => void)[]): Generator<LogLine> {
  for (const line of lines) {
    for (const one of tell) one(line);
    yield line;
  }
}

function writeUnlessEmpty<Row>(
  path: string,
  rows: readonly Row[],
  write: (path: string, rows: readonly Row[]) => void,
): void {
  if (rows.length > 0) write(path, rows);
  else rmSync(path, { force: true });
}
