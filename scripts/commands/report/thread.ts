/** The reading, comparing and looking of `ncb report`, which take seconds without a pause. */
import { lookAt } from '../../../harness/look/collect.js';
import type { LookData } from '../../../harness/look/model.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import { reportData } from '../../../harness/report/data.js';
import { openWithImplant } from '../../../harness/report/implant/read.js';
import type { ReportData } from '../../../harness/report/model.js';
import { linksTo, worstOf } from '../../../harness/report/worst.js';
import { openTotals } from '../../../harness/run/load.js';
import { serveThread } from '../shared/thread.js';

/** Paths of runs, as the command line has them. */
export interface Reporting {
  readonly runs: readonly string[];
  /** Of runs that several were timed on; that with most unless it is said. */
  readonly machine: string | undefined;
  /** Recordings that the first run may be of, and the page on which the worst are to be drawn. */
  readonly look: { readonly recordings: readonly Recording[]; readonly file: string } | null;
}

export interface Reported {
  readonly data: ReportData;
  readonly look: LookData | null;
}

await serveThread<Reporting, Reported>(async ({ runs, machine, look }, show) => {
  // what holds no chains has nothing to be compared by
  const load = runs.length === 1 ? openWithImplant : openTotals;
  const data = reportData(
    runs.map(path => load(path, machine)),
    new Date(),
    (phase, done, total) => show({ phase, done, total, unit: 'rows' }),
  );
  for (const [index, { chains, lossy, implant }] of data.runs.entries()) {
    if (chains.length + lossy.chains.length + lossy.summaries.length === 0 && implant === null)
      throw new Error(`${runs[index]}: holds no chains`);
  }
  if (look === null) return { data, look: null };
  const [first, ...others] = data.runs;
  const worst = worstOf(first, look.recordings);
  if (worst.length === 0) throw new Error(`--recordings: none of them is in ${runs[0]}`);
  const mb = (samples: number) => Math.round((2 * samples) / 1e6);
  const looked = await lookAt(worst, `Hardest recordings of ${first.name}`, (done, total) =>
    show({ phase: 'counting', done: mb(done), total: mb(total), unit: 'MB' }),
  );
  const views = linksTo(look.file, worst);
  return { data: { ...data, runs: [{ ...first, views }, ...others] }, look: looked.look };
});
