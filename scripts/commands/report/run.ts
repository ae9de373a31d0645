/** What `ncb report` does. */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder, writeFileBeside } from '../../../harness/common/files.js';
import { renderPage } from '../../../harness/report/html.js';
import type { ReportData, Speed } from '../../../harness/report/model.js';
import { drawTradeoffPicture } from '../../../harness/report/picture.js';
import { interruptible } from '../shared/interruptible.js';
import { runInThread } from '../shared/thread.js';
import type { Reporting } from './thread.js';

const THREAD = new URL('./thread.js', import.meta.url);

export interface ReportArguments {
  runs: string[];
  out: string | undefined;
  svg: string | undefined;
  'svg-axis': Speed;
}

/**
 * @returns exit status
 * @throws Error in one line if something is no run, or cannot be drawn
 */
export function runReport({ runs, out, svg, 'svg-axis': axis }: ReportArguments): Promise<number> {
  return interruptible(async running => {
    const data = await runInThread<Reporting, ReportData>(THREAD, { runs }, running);
    const picture = svg === undefined ? undefined : await drawTradeoffPicture(data.runs[0], axis);
    write(out ?? join(folderOf(runs[0]), 'report.html'), renderPage(data));
    if (svg !== undefined && picture !== undefined) write(svg, picture);
    return 0;
  });
}

function folderOf(path: string): string {
  return statSync(path).isDirectory() ? path : dirname(path);
}

function write(path: string, content: string): void {
  makeFolder(dirname(path));
  writeFileBeside(path, content);
  console.log(path);
}
