/** The table of totals of chains that lose nothing, the user's on top. */
import type { ReportRun } from '../model.js';
import { columnsOf } from './columns.js';
import { makeSortedTable } from './sorted-table.js';
import type { Part, Toggle } from './view.js';

export function makeTable(run: ReportRun, toggle: Toggle): Part {
  const table = makeSortedTable({
    id: 'totals-table',
    caption: 'Totals over all recordings, a row a chain',
    columns: columnsOf(run),
    rows: run.chains,
    sortedBy: 'ratio',
    isOnTop: ({ standing }) => standing !== null,
    toggle,
  });
  return { element: table.element, update: ({ shown, picked }) => table.update(shown, picked) };
}
