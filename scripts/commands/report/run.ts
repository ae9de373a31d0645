/** What `ncb report` does. */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder, writeFileBeside } from '../../../harness/common/files.js';
import { reportData } from '../../../harness/report/data.js';
import { renderPage } from '../../../harness/report/html.js';
import type { Speed } from '../../../harness/report/model.js';
import { drawTradeoffPicture } from '../../../harness/report/picture.js';
import { loadTotals } from '../../../harness/run/load.js';

export interface ReportArguments {
  runs: string[];
  out: string | undefined;
  svg: string | undefined;
  'svg-axis': Speed;
}

/** @throws Error in one line if something is no run, or cannot be drawn */
export async function runReport({ runs, out, svg, 'svg-axis': axis }: ReportArguments): Promise<void> {
  const data = reportData(runs.map(loadTotals), new Date());
  for (const [index, { chains }] of data.runs.entries()) {
    if (chains.length === 0) throw new Error(`${runs[index]}: holds no chains`);
  }
  const picture = svg === undefined ? undefined : await drawTradeoffPicture(data.runs[0], axis);
  write(out ?? join(folderOf(runs[0]), 'report.html'), renderPage(data));
  if (svg !== undefined && picture !== undefined) write(svg, picture);
}

function folderOf(path: string): string {
  return statSync(path).isDirectory() ? path : dirname(path);
}

function write(path: string, content: string): void {
  makeFolder(dirname(path));
  writeFileBeside(path, content);
  console.log(path);
}
