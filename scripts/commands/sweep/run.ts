/** What `ncb sweep` does: plan, say what is coming, run with a progress bar, print the ranking. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { hideBin } from 'yargs/helpers';
import { draw } from '../../../harness/common/shuffle.js';
import type { Grid, NamedChain } from '../../../harness/grid/grid.js';
import { PRESETS, type PresetName, presetGrids, profileGrids } from '../../../harness/grid/presets.js';
import { loadPlugged, type Plugged } from '../../../harness/plugins/plugged.js';
import { type Found, findRecordings } from '../../../harness/recordings/find.js';
import { syntheticRecordings } from '../../../harness/recordings/synthetic/synthetic.js';
import { limitsOf } from '../../../harness/sweep/estimate.js';
import { planSweep, type SweepPlan, type SweepSettings } from '../../../harness/sweep/plan.js';
import { type Estimate, runSweep, type SweepResult } from '../../../harness/sweep/sweep.js';
import type { TimingSummary } from '../../../harness/sweep/timing-pass.js';
import { wholeNumber } from '../shared/options.js';
import { makeProgressBar, type ProgressBar, showReading } from '../shared/progress.js';
import { formatAaDifference, formatFailures, formatRanking } from '../shared/ranking.js';
import { formatDuration, plural } from '../shared/terminal.js';

export interface SweepArguments {
  paths: string[] | undefined;
  preset: PresetName | undefined;
  transforms: string | undefined;
  coders: string | undefined;
  compressors: string | undefined;
  chain: string[];
  plugin: string[];
  profile: string[];
  out: string | undefined;
  sample: number | undefined;
  rounds: number | undefined;
  timed: number | undefined;
  'time-ms': number | undefined;
  'size-only': boolean;
  jobs: number | undefined;
  timeout: number;
  'memory-mb': number;
  seed: number;
  scope: 'recording' | 'solid' | 'both';
  channels: number | undefined;
  rate: number | undefined;
}

const INTERRUPTED = 130;
const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const UNITS = {
  checking: 'stages',
  trying: 'chains',
  exact: 'cells',
  timing: 'runs',
  again: 'runs',
} as const;

/**
 * Runs the command.
 * @returns the exit status
 * @throws Error with one line if the command line or an input is wrong
 */
export async function sweep(argv: SweepArguments): Promise<number> {
  if (argv.out === '') throw new Error('--out: want the name of a folder');
  const settings = settingsOf(argv);
  const plugged = await loadPlugged(argv.plugin, limitsOf(settings), argv.profile);
  const bar = makeProgressBar();
  const { recordings, refused } = await chooseRecordings(argv, bar);
  bar.stop();
  for (const { name, reason } of refused) console.error(`refused ${name}: ${reason}`);
  if (recordings.length === 0) throw new Error('no recording to measure');
  const plan = planSweep({ ...gridsOf(argv, plugged), plugged, recordings, refused, settings });
  announce(plan);
  const result = await runInterruptibly(plan);
  report(plan, result);
  if (result.interrupted) return INTERRUPTED;
  return refused.length > 0 || result.cells.some(cell => cell.status !== 'ok') ? 1 : 0;
}

function settingsOf(argv: SweepArguments): SweepSettings {
  const preset = PRESETS[argv.preset ?? 'quick'];
  return {
    out:
      argv.out ?? join('results', `${timestamp()}-${argv.preset ?? (usesPreset(argv) ? 'quick' : 'sweep')}`),
    jobs: wholeNumber('jobs', argv.jobs ?? availableParallelism(), 1),
    rounds: argv['size-only'] ? 0 : wholeNumber('rounds', argv.rounds ?? preset.rounds, 1),
    timed: wholeNumber('timed', argv.timed ?? preset.timed, 1),
    timeMs: wholeNumber('time-ms', argv['time-ms'] ?? preset.timeMs, 1),
    timeoutS: seconds('timeout', argv.timeout),
    memoryMb: wholeNumber('memory-mb', argv['memory-mb'], 128),
    seed: wholeNumber('seed', argv.seed, 0),
    scope: argv.scope,
  };
}

// three times this many milliseconds still fit a timer
const LONGEST_S = 500_000;

function seconds(option: string, value: number): number {
  if (value > 0 && value <= LONGEST_S) return value;
  throw new Error(`--${option} ${value}: want seconds, more than 0 and at most ${LONGEST_S}`);
}

function timestamp(): string {
  return new Date().toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
}

function usesPreset({ preset, transforms, coders, compressors, chain }: SweepArguments): boolean {
  return (
    preset !== undefined || [transforms, coders, compressors, ...chain].every(given => given === undefined)
  );
}

interface Chosen {
  readonly grids: Grid[];
  readonly exactChains: string[];
  readonly namedChains: readonly NamedChain[];
}

const NOTHING_NAMED = { chains: [], named: [] };

function gridsOf(argv: SweepArguments, { stages, profiles }: Plugged): Chosen {
  const grids: Grid[] = [];
  const preset = usesPreset(argv) ? (argv.preset ?? 'quick') : undefined;
  if (preset !== undefined) {
    grids.push(...presetGrids(preset, stages), ...profileGrids(profiles.map(({ profile }) => profile)));
  }
  const { transforms, coders, compressors } = argv;
  if (transforms !== undefined || coders !== undefined || compressors !== undefined) {
    grids.push({
      transforms: transforms ?? 'none',
      coders: coders ?? 'raw',
      compressors: compressors ?? 'none',
    });
  }
  const { chains, named } = preset === undefined ? NOTHING_NAMED : PRESETS[preset];
  return { grids, exactChains: [...chains, ...argv.chain], namedChains: named };
}

async function chooseRecordings(argv: SweepArguments, bar: ProgressBar): Promise<Found> {
  const { paths = [], sample, seed } = argv;
  const found =
    paths.length === 0
      ? { recordings: syntheticRecordings(), refused: [] }
      : await findRecordings(paths, { ...rawFactsOf(argv), onProgress: showReading(bar) });
  if (sample === undefined) return found;
  return { ...found, recordings: draw(found.recordings, wholeNumber('sample', sample, 1), seed) };
}

function rawFactsOf({ channels, rate }: SweepArguments) {
  return { ...(channels !== undefined && { channels }), ...(rate !== undefined && { rate }) };
}

function announce({ chains, recordings, exact, standing, timing, settings }: SweepPlan): void {
  const each = plural(recordings.length, 'recording');
  const measured = { recording: each, solid: `1 stream of ${each}`, both: `(${each} + 1 stream of all)` };
  const cells = plural(exact.length + standing, 'cell');
  console.error(`${plural(chains.length, 'chain')} × ${measured[settings.scope ?? 'recording']} = ${cells}`);
  if (standing > 0)
    console.error(`${plural(standing, 'cell')} stand in ${settings.out} already, ${exact.length} to go`);
  if (timing.length > 0) {
    const timed = new Set(timing.map(run => run.cell.recording)).size;
    console.error(`timing: ${plural(timing.length, 'process run')} over ${plural(timed, 'recording')}`);
  }
}

function announceEstimate({ exactMs, timingMs }: Estimate): void {
  const timing =
    timingMs === 0 ? '' : ` (exact ${formatDuration(exactMs)}, timing ${formatDuration(timingMs)})`;
  console.error(`about ${formatDuration(exactMs + timingMs)}${timing}`);
}

/** Ctrl-C once ends the sweep in order; twice ends it at once. */
async function runInterruptibly(plan: SweepPlan): Promise<SweepResult> {
  const bar = makeProgressBar();
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    bar.stop();
    console.error('\nstopping; what is measured stands');
    controller.abort();
  };
  for (const signal of STOPPING) process.on(signal, interrupt);
  try {
    return await runSweep(plan, ['ncb', ...hideBin(process.argv)].join(' '), {
      onEstimate: announceEstimate,
      onProgress: progress => bar.show({ ...progress, unit: UNITS[progress.phase] }),
      onBreach: (stage, error) => console.error(`plugin stage ${stage}: ${error}`),
      signal: controller.signal,
    });
  } finally {
    bar.stop();
    for (const signal of STOPPING) process.off(signal, interrupt);
  }
}

function formatTiming({ runs, quietRuns, lostMs, wallMs }: TimingSummary): string {
  const share = `${((100 * lostMs) / wallMs).toFixed(0)} % of it lost to a disturbed machine`;
  const never =
    runs === quietRuns ? '' : `; ${runs - quietRuns} of ${plural(runs, 'process run')} found no quiet`;
  return `timing pass: ${formatDuration(wallMs)}, ${share}${never}`;
}

function report(
  plan: SweepPlan,
  { cells, totals, interrupted, exact, timing, programStartNs }: SweepResult,
): void {
  const { out, jobs } = plan.settings;
  console.log(formatRanking(totals, { programStartNs }));
  const failures = formatFailures(cells);
  if (failures !== '') console.log(`\n${failures}`);
  const difference = formatAaDifference(totals);
  if (difference !== '') console.log(`\n${difference}`);
  if (plan.exact.length > 0) {
    const share = (100 * exact.codecMs) / (exact.wallMs * jobs);
    const wall = `${(exact.wallMs / 1000).toFixed(1)} s`;
    console.log(
      `exact pass: ${wall} × ${plural(jobs, 'process')}, ${share.toFixed(0)} % of it inside codecs`,
    );
  }
  if (timing !== null && timing.runs > 0) console.log(formatTiming(timing));
  console.log(`written: ${join(out, 'totals.csv')}, cells.csv, log.jsonl, env.json`);
  if (interrupted) console.log(`interrupted; go on with the same command and --out ${out}`);
}
