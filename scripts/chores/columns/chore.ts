/**
 * `npm run columns`: brings up to date what follows from harness/run/columns.ts: the tables of columns in
 * results/README.md, and the CSVs of the runs that are committed, each read and written anew. A second time changes nothing.
 */
import { relative } from 'node:path';
import { packageRoot } from '../../../harness/common/package-root.js';
import { runChore } from '../shared/chore.js';
import { writePart } from '../shared/guide-part.js';
import { committedRuns, rewriteRun } from './committed.js';
import { COLUMNS_PART, formatColumns } from './tables.js';

await runChore('columns', { options: {} }, () => {
  writePart(COLUMNS_PART, formatColumns());
  console.log(COLUMNS_PART.file);
  for (const folder of committedRuns()) {
    rewriteRun(folder);
    console.log(relative(packageRoot, folder));
  }
  return 0;
});
