/** Rows of several kinds of machine in one run: which there are, and the rows of one of them. */
import { type CellRow, SAME_AGAIN } from './columns.js';
import { keyOf, namedChainKey } from './key.js';

/** Kinds of machine that rows were timed on, the one with most rows first; none where nothing says so. */
export function machinesOf(rows: readonly Pick<CellRow, 'machine'>[]): string[] {
  const counts = new Map<string, number>();
  for (const { machine } of rows) if (machine !== '') counts.set(machine, (counts.get(machine) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([machine]) => machine);
}

/** What of a row tells it from those of other machines. */
export type PlacedCell = Pick<CellRow, 'chain' | 'alias' | 'scope' | 'recording' | 'machine' | 'status'>;

/**
 * Of each cell one row: that of a machine, or where it was not timed there any other, since sizes are the same. Where one
 * machine alone has timed, all rows.
 */
export function cellsOn<Cell extends PlacedCell>(cells: readonly Cell[], machine: string): readonly Cell[] {
  if (machinesOf(cells).length < 2) return cells;
  const chosen = new Map<string, Cell>();
  const fitness = (cell: Cell) => (cell.machine === machine ? 2 : cell.status === 'ok' ? 1 : 0);
  for (const cell of cells) {
    if (cell.alias === SAME_AGAIN && cell.machine !== machine) continue;
    const key = keyOf(namedChainKey(cell), cell.recording);
    const known = chosen.get(key);
    if (known === undefined || fitness(cell) > fitness(known)) chosen.set(key, cell);
  }
  return [...chosen.values()];
}
