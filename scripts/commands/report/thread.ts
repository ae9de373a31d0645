/** The reading and comparing of `ncb report`: many rows of times take seconds, without a pause. */
import { reportData } from '../../../harness/report/data.js';
import type { ReportData } from '../../../harness/report/model.js';
import { loadTotals } from '../../../harness/run/load.js';
import { serveThread } from '../shared/thread.js';

/** Paths of runs, as the command line has them. */
export interface Reporting {
  readonly runs: readonly string[];
}

await serveThread<Reporting, ReportData>(({ runs }, show) => {
  const data = reportData(runs.map(loadTotals), new Date(), (phase, done, total) =>
    show({ phase, done, total, unit: 'rows' }),
  );
  for (const [index, { chains }] of data.runs.entries()) {
    if (chains.length === 0) throw new Error(`${runs[index]}: holds no chains`);
  }
  return data;
});
