/**
 * `npm run bench [-- PATH..]`: how fast this project itself is, on your recordings or the synthetic ones.
 *
 * - speeds, each in a fresh process, beside a copy of the same samples in another: stages of ours alone, given what
 *   the transforms before them leave; the plain TypeScript twins of their kernels; whole chains; packages; programs, by
 *   the time that their processes take
 * - the exact pass of a sweep with one process and with all cores, in turns, and how much of it is inside codecs
 * - start-up of `ncb --help`, beside that of Node alone
 * - memory of a sweep over few and over many recordings
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../../../codecs/models/median.js';
import { draw } from '../../../harness/common/shuffle.js';
import { presetGrids } from '../../../harness/grid/presets.js';
import type { Recording } from '../../../harness/recordings/recording.js';
import { syntheticRecordings } from '../../../harness/recordings/synthetic/synthetic.js';
import { planSweep } from '../../../harness/sweep/plan.js';
import { defaultSettings } from '../../../harness/sweep/settings.js';
import { runPlan } from '../../../harness/sweep/sweep.js';
import { formatFigure } from '../../commands/shared/terminal.js';
import { runChore } from '../shared/chore.js';
import { CLI } from '../shared/cli.js';
import { recordingsIn } from '../shared/recordings.js';
import { benchSpeeds } from './speeds.js';

const MEASURED_RECORDINGS = 20;

const TURNS = 2;

/** Runs the exact pass of the quick grid. @returns seconds, and the share of them inside codecs */
async function exactPass(
  recordings: readonly Recording[],
  jobs: number,
): Promise<{ wallS: number; share: number }> {
  const out = mkdtempSync(join(tmpdir(), 'ncb-bench-'));
  const settings = { ...defaultSettings(), out, jobs, rounds: 0 };
  const plugged = { stages: [], sources: new Map(), models: [] };
  const grids = presetGrids('quick', []);
  try {
    const plan = planSweep({ grids, exactChains: [], plugged, recordings, refused: [], settings });
    const { exact } = await runPlan(plan, 'npm run bench');
    return { wallS: exact.wallMs / 1000, share: exact.codecMs / (exact.wallMs * jobs) };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

async function benchSweep(recordings: readonly Recording[]): Promise<void> {
  const cores = availableParallelism();
  const one: number[] = [];
  const all: number[] = [];
  const shares: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    one.push((await exactPass(recordings, 1)).wallS);
    const { wallS, share } = await exactPass(recordings, cores);
    all.push(wallS);
    shares.push(share);
  }
  const [a, b] = [median(one), median(all)];
  console.log(`Exact pass of the quick grid over ${recordings.length} recordings, ${TURNS} turns each`);
  console.log(
    `--jobs 1: ${formatFigure(a)} s, --jobs ${cores}: ${formatFigure(b)} s, ${formatFigure(a / b)} times as fast`,
  );
  console.log(`${(100 * median(shares)).toFixed(0)} % of wall time × ${cores} inside codecs\n`);
}

const STARTS = 15;

function startUpMs(args: readonly string[]): number {
  const start = performance.now();
  execFileSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - start;
}

function benchStartUp(): void {
  const help: number[] = [];
  const bare: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    help.push(startUpMs([CLI, '--help']));
    bare.push(startUpMs(['-e', '0']));
  }
  console.log(
    `Start-up, median of ${STARTS}: ncb --help ${median(help).toFixed(0)} ms, node alone ${median(bare).toFixed(0)} ms\n`,
  );
}

/** Resident bytes of a process and its children; Linux only. */
function residentBytes(pid: number): number {
  try {
    const own = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean);
    return children.reduce((sum, child) => sum + residentBytes(Number(child)), own);
  } catch {
    return 0;
  }
}

async function peakOfSweep(paths: readonly string[], sample: number): Promise<number> {
  const out = mkdtempSync(join(tmpdir(), 'ncb-bench-'));
  const args = [
    'sweep',
    ...paths,
    '--sample',
    String(sample),
    '--chain',
    'levels+delta+rans',
    '--size-only',
    '--out',
    out,
  ];
  const child = spawn(process.execPath, [CLI, ...args], { stdio: 'ignore' });
  let peak = 0;
  const poll = setInterval(() => {
    peak = Math.max(peak, residentBytes(child.pid ?? 0));
  }, 20);
  await new Promise(resolve => child.once('exit', resolve));
  clearInterval(poll);
  rmSync(out, { recursive: true, force: true });
  return peak;
}

async function benchMemory(paths: readonly string[], count: number): Promise<void> {
  if (paths.length === 0 || process.platform !== 'linux') return;
  console.log('Peak memory of a sweep, all its processes');
  for (const sample of [Math.ceil(count / 20), count]) {
    const mebibytes = (await peakOfSweep(paths, sample)) / 2 ** 20;
    console.log(`${String(sample).padStart(5)} recordings: ${mebibytes.toFixed(0)} MiB`);
  }
}

await runChore(
  'bench',
  { options: {}, mostPositionals: Number.POSITIVE_INFINITY },
  async ({ positionals: paths }) => {
    const recordings = paths.length === 0 ? syntheticRecordings() : await recordingsIn(paths);
    const measured = draw(recordings, MEASURED_RECORDINGS, 1);
    console.log(`${cpus()[0]?.model}, ${availableParallelism()} cores, Node ${process.versions.node}\n`);
    await benchSpeeds(measured);
    await benchSweep(measured);
    benchStartUp();
    await benchMemory(paths, recordings.length);
    return 0;
  },
);
