/** The sweep that the curve is made of. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { makeFolder } from '../../../harness/common/files.js';
import { loadRun } from '../../../harness/run/load.js';
import { CLI } from '../shared/cli.js';
import { heldOut } from '../shared/split.js';
import { CURVE_CHAINS } from './chains.js';

const MEASURING = ['--timed', '1', '--rounds', '2', '--time-budget', 'none', '--seed', '1'];
const NOT_MADE = 2;

/**
 * @param out folder of the run; a sweep that stopped goes on there
 * @returns 0 if every cell is `ok`, or `unsupported` here
 */
export function sweepHeldOut(folder: string, out: string): number {
  if (!existsSync(folder)) throw new Error(`no such folder of recordings: ${folder}`);
  const files = readdirSync(folder).filter(name => name.endsWith('.wav'));
  const paths = heldOut(files.map(name => ({ name }))).map(({ name }) => join(folder, name));
  if (paths.length === 0) throw new Error(`${folder}: not enough WAV files to hold some out`);
  const chains = CURVE_CHAINS.flatMap(id => ['--chain', id]);
  const args = [CLI, 'sweep', ...paths, ...chains, ...MEASURING, '--out', basename(out)];
  makeFolder(dirname(out));
  // in the folder above, so that no path of this machine gets into env.json but those of the recordings
  const { status } = spawnSync(process.execPath, args, { cwd: dirname(out), stdio: 'inherit' });
  if (status === null || status > 1) return status ?? NOT_MADE;
  const failed = loadRun(out).cells.filter(cell => cell.status !== 'ok' && cell.status !== 'unsupported');
  for (const { chain, recording, error } of failed) console.error(`${chain} on ${recording}: ${error}`);
  return failed.length === 0 ? 0 : 1;
}
