/** How a sweep is made, and becomes the run that is committed. */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { makeFolder, writeFileBeside } from '../../../harness/common/files.js';
import type { CellRow } from '../../../harness/run/columns.js';
import type { Environment } from '../../../harness/run/environment.js';
import { loadRun, type Run } from '../../../harness/run/load.js';
import { plural } from '../../commands/shared/terminal.js';
import { CLI } from './cli.js';

/** log.jsonl comes along for whoever made the run; git leaves it out. */
const COPIED = ['cells.csv', 'log.jsonl'];

/** In what runs that are committed differ. */
export interface Publication {
  /** The command line that env.json has, without the paths of this machine. */
  readonly commandLine: (run: string) => string;
  /** Whether chains may be there that this machine lacks a package or a program for. */
  readonly mayLack: boolean;
  /** Writes what is made of cells.csv and env.json beside them. */
  readonly writeDerivedFiles: (run: Run, folder: string) => Promise<void>;
}

const SOME_FAILED = 1;
const NOT_MADE = 2;

export interface RunRequest {
  /** Folder of the run. */
  readonly out: string;
  /** Whether it is only looked at, never committed: then the sweep is made in that very folder. */
  readonly isTrial: boolean;
  /** Of `ncb sweep`, without --out. */
  readonly sweepArguments: readonly string[];
  readonly publication: Publication;
}

/**
 * Sweeps, or goes on where that stopped. A run that is committed stays as it was until all is measured: its sweep is
 * made in a folder beside it, OUT-run, which is gone afterwards.
 * @returns the run, and exit status 0; or the sweep's status if that is not complete, which is said
 * @throws Error if a cell failed that may not
 */
export async function makeRun({ out, isTrial, sweepArguments, publication }: RunRequest) {
  const folder = isTrial ? out : `${out}-run`;
  const status = sweepInto(folder, sweepArguments, isTrial);
  const mostStatus = publication.mayLack ? SOME_FAILED : 0;
  if (status > mostStatus) {
    const asBefore = isTrial ? '' : `; ${out} is as it was`;
    console.error(`${folder}: not complete, or something in it failed${asBefore}`);
    return { status };
  }
  if (!isTrial) return { status: 0, run: await publishRun(folder, out, publication) };
  const run = loadRun(out);
  checkRun(run, publication);
  await publication.writeDerivedFiles(run, out);
  return { status: 0, run };
}

/**
 * A run that is to be committed is made in the folder above its own, so that no path of this machine gets into env.json
 * but that of the recordings.
 */
function sweepInto(folder: string, sweepArguments: readonly string[], isTrial: boolean): number {
  const args = [CLI, 'sweep', ...sweepArguments, '--out', isTrial ? folder : basename(folder)];
  if (!isTrial) {
    makeFolder(dirname(folder));
    console.error(`in ${dirname(folder)}:`);
  }
  const place = isTrial ? {} : { cwd: dirname(folder) };
  const { status } = spawnSync(process.execPath, args, { ...place, stdio: 'inherit' });
  return status ?? NOT_MADE;
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
