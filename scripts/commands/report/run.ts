/** What `ncb report` does. */
import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder, writeFileBeside } from '../../../harness/common/files.js';
import { renderLook } from '../../../harness/look/html.js';
import { renderPage } from '../../../harness/report/html.js';
import type { PictureAxis } from '../../../harness/report/model.js';
import { drawRunPicture } from '../../../harness/report/picture.js';
import { interruptible, type Running } from '../shared/interruptible.js';
import { chooseRecordings, printRefused, type RecordingArguments } from '../shared/recordings.js';
import { runInThread } from '../shared/thread.js';
import type { Reported, Reporting } from './thread.js';

const THREAD = new URL('./thread.js', import.meta.url);

export interface ReportArguments extends Omit<RecordingArguments, 'paths'> {
  runs: string[];
  recordings: string[] | undefined;
  out: string | undefined;
  machine: string | undefined;
  svg: string | undefined;
  'svg-axis': PictureAxis | undefined;
}

/**
 * @returns exit status
 * @throws Error in one line if something is no run, or cannot be drawn
 */
export function runReport(argv: ReportArguments): Promise<number> {
  const { runs, out, machine, svg, 'svg-axis': axis, recordings: paths } = argv;
  return interruptible(async running => {
    const path = out ?? join(folderOf(runs[0]), 'report.html');
    const look = paths === undefined ? null : await recordingsFor(path, { ...argv, paths }, running);
    const reported = await runInThread<Reporting, Reported>(THREAD, { runs, machine, look }, running);
    const { data } = reported;
    const picture = svg === undefined ? undefined : await drawRunPicture(data.runs[0], axis);
    if (look !== null && reported.look !== null) {
      write(join(dirname(path), look.file), renderLook(reported.look));
    }
    write(path, renderPage(data));
    if (svg !== undefined && picture !== undefined) write(svg, picture);
    return 0;
  });
}

/** Recordings that are at hand, and the page beside the report on which the worst are to be drawn. */
async function recordingsFor(
  path: string,
  given: RecordingArguments,
  running: Running,
): Promise<Reporting['look']> {
  const { recordings, refused } = await chooseRecordings(given, running, { inExcerpts: () => true });
  printRefused(refused);
  const file = `${basename(path).replace(/\.html?$/i, '')}-recordings.html`;
  return { recordings, file };
}

function folderOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : dirname(path);
}

function write(path: string, content: string): void {
  makeFolder(dirname(path));
  writeFileBeside(path, content);
  console.log(path);
}
