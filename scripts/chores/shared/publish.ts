/** How a finished sweep becomes the run that is committed. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, writeFileBeside } from '../../../harness/common/files.js';
import type { CellRow } from '../../../harness/run/columns.js';
import type { Environment } from '../../../harness/run/environment.js';
import { loadRun, type Run } from '../../../harness/run/load.js';
import { plural } from '../../commands/shared/terminal.js';

/** log.jsonl comes along for whoever made the run; git leaves it out. */
const COPIED = ['cells.csv', 'log.jsonl'];

/** In what runs that are committed differ. */
export interface Publication {
  /** The command line that env.json tells, without the paths of this machine. */
  readonly commandLine: (run: string) => string;
  /** Whether chains may be there that this machine lacks a package or a program for. */
  readonly mayLack: boolean;
  /** Writes what is made of cells.csv and env.json beside them. */
  readonly writeDerivedFiles: (run: Run, folder: string) => Promise<void>;
}

/**
 * Puts the files of a sweep over those of the run before, and removes the sweep's folder.
 * @throws Error if a cell failed, or if the codecs changed while the sweep was away
 */
export async function publishRun(sweep: string, folder: string, publication: Publication): Promise<Run> {
  checkRun(loadRun(sweep), publication);
  makeFolder(folder);
  for (const name of COPIED) writeFileBeside(join(folder, name), readFileSync(join(sweep, name)));
  const environment: Environment = JSON.parse(readFileSync(join(sweep, 'env.json'), 'utf8'));
  const command_line = publication.commandLine(environment.command_line);
  writeFileBeside(join(folder, 'env.json'), `${JSON.stringify({ ...environment, command_line }, null, 2)}\n`);
  const run = loadRun(folder);
  await publication.writeDerivedFiles(run, folder);
  rmSync(sweep, { recursive: true });
  return run;
}

/** @throws Error unless all cells are ok, of the codecs that env.json names */
function checkRun({ path, cells, environment }: Run, { mayLack }: Publication): void {
  const isSound = ({ status }: CellRow) => status === 'ok' || (mayLack && status === 'unsupported');
  const failed = cells.filter(cell => !isSound(cell)).length;
  if (failed > 0) throw new Error(`${path}: ${plural(failed, 'cell')} failed`);
  const codecs = `neural-codec-bench@${environment?.package_version}`;
  const other = cells.find(cell => !cell.versions.split(' ').includes(codecs));
  if (other !== undefined) {
    throw new Error(`${path}: begun with ${codecs}, gone on with others (${other.versions}); remove it`);
  }
}
