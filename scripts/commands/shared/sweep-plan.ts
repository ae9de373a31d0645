/** From arguments to a planned sweep. */
import { join } from 'node:path';
import type { Grid, NamedChain } from '../../../harness/grid/grid.js';
import { PRESETS, type PresetName, presetGrids } from '../../../harness/grid/presets.js';
import { trainedGrids } from '../../../harness/grid/trained-grids.js';
import { loadPlugged, type Plugged } from '../../../harness/plugins/plugged.js';
import { limitsOf } from '../../../harness/sweep/limits.js';
import { planSweep, type SweepPlan } from '../../../harness/sweep/plan.js';
import { defaultSettings, type SweepSettings } from '../../../harness/sweep/settings.js';
import { type ExcerptArguments, excerptWish, inExcerptsOf, takeExcerpts } from './excerpts.js';
import type { Running } from './interruptible.js';
import { duration, memoryMib, seconds, seedNumber, wholeNumber } from './numbers.js';
import { chooseRecordings, printRefused, type RecordingArguments } from './recordings.js';
import { plural } from './terminal.js';

export interface PlanningArguments extends RecordingArguments, ExcerptArguments {
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
  'time-budget': string | undefined;
  'size-only': boolean;
  jobs: number | undefined;
  timeout: number;
  'memory-mb': number;
  seed: number;
  scope: 'recording' | 'solid' | 'both';
  chunk: string;
}

/** What things of a phase are called, behind their number. */
export const UNITS = {
  checking: 'stages',
  trying: 'chains',
  exact: 'cells',
  timing: 'runs',
} as const;

/**
 * Finds recordings and plugins, says what is refused, and plans.
 * @throws Error with one line if the command line or an input is wrong
 */
export async function planFrom(argv: PlanningArguments, running: Running): Promise<SweepPlan> {
  if (argv.out === '') throw new Error('--out: want the name of a folder');
  const settings = settingsOf(argv);
  const { signal } = running;
  const plugged = await loadPlugged(argv.plugin, limitsOf(settings, signal), argv.profile);
  const { sample, seed } = argv;
  const wish = excerptWish(argv, USUAL_WHOLE, seed);
  const found = await chooseRecordings(argv, running, { sample, seed, inExcerpts: inExcerptsOf(wish) });
  const { refused } = found;
  const recordings = await takeExcerpts(found, wish);
  printRefused(refused);
  if (recordings.length === 0) throw new Error('no recording to measure');
  return planSweep({ ...gridsOf(argv, plugged), plugged, recordings, refused, settings });
}

/** Samples of a recording that is measured as a whole unless excerpts are asked for: 64 MiB. */
const USUAL_WHOLE = 2 ** 25;

function settingsOf(argv: PlanningArguments): SweepSettings {
  const isPreset = usesPreset(argv);
  const preset = defaultSettings(argv.preset ?? 'quick', argv.preset ?? (isPreset ? 'quick' : 'sweep'));
  const rounds = wholeNumber('rounds', argv.rounds ?? preset.rounds, 1);
  return {
    out: argv.out ?? preset.out,
    jobs: wholeNumber('jobs', argv.jobs ?? preset.jobs, 1),
    rounds: argv['size-only'] ? 0 : rounds,
    timed: wholeNumber('timed', argv.timed ?? preset.timed, 1),
    timeMs: wholeNumber('time-ms', argv['time-ms'] ?? preset.timeMs, 1),
    timeBudgetS: timeBudget(argv['time-budget'], preset.timeBudgetS),
    timeoutS: seconds('timeout', argv.timeout),
    memoryMb: memoryMib('memory-mb', argv['memory-mb']),
    seed: seedNumber('seed', argv.seed),
    scope: argv.scope,
    chunksS: chunkLengths(argv),
  };
}

const [SHORTEST_CHUNK_S, LONGEST_CHUNK_S] = [0.001, 3600];

/** @returns seconds, or null for none, each once */
function chunkLengths({ chunk, scope }: PlanningArguments): (number | null)[] {
  const lengths = chunk
    .split(',')
    .map(text =>
      text.trim() === 'none' ? null : duration('chunk', text, SHORTEST_CHUNK_S, LONGEST_CHUNK_S),
    );
  if (scope === 'solid' && lengths.some(length => length !== null)) {
    throw new Error('--chunk cuts recordings: want --scope recording or both');
  }
  return [...new Set(lengths)];
}

const LONGEST_BUDGET_S = 7 * 24 * 3600;

/** @returns seconds, or null for none */
function timeBudget(given: string | undefined, preset: number | null): number | null {
  if (given === undefined) return preset;
  return given === 'none' ? null : duration('time-budget', given, 1, LONGEST_BUDGET_S);
}

function usesPreset({ preset, transforms, coders, compressors, chain }: PlanningArguments): boolean {
  return (
    preset !== undefined || [transforms, coders, compressors, ...chain].every(given => given === undefined)
  );
}

interface Chosen {
  readonly grids: Grid[];
  readonly exactChains: readonly string[];
  readonly givenChains: readonly string[];
  readonly namedChains: readonly NamedChain[];
}

const NOTHING_NAMED = { chains: [], named: [] };

function gridsOf(argv: PlanningArguments, { stages, models }: Plugged): Chosen {
  const grids: Grid[] = [];
  const preset = usesPreset(argv) ? (argv.preset ?? 'quick') : undefined;
  if (preset !== undefined) {
    grids.push(...presetGrids(preset, stages), ...trainedGrids(models.map(({ trained }) => trained)));
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
  return { grids, exactChains: chains, givenChains: argv.chain, namedChains: named };
}

/** Says on stderr what is going to be measured. */
export function announce({
  chains,
  recordings,
  exact,
  standing,
  tornLines,
  timing,
  settings,
}: SweepPlan): void {
  const uncut = plural(recordings.length, 'recording');
  const { length } = settings.chunksS;
  const each = length === 1 ? uncut : `${uncut} × ${length} lengths of chunks`;
  const measured = { recording: each, solid: `1 stream of ${each}`, both: `(${each} + 1 stream of all)` };
  const cells = plural(exact.length + standing, 'cell');
  console.error(`${plural(chains.length, 'chain')} × ${measured[settings.scope]} = ${cells}`);
  if (tornLines.length > 0) {
    const lines = `${plural(tornLines.length, 'torn line')} (the first is line ${tornLines[0]})`;
    console.error(
      `${join(settings.out, 'log.jsonl')}: ${lines}: set aside, and what was there is measured again`,
    );
  }
  if (standing > 0)
    console.error(`${plural(standing, 'cell')} stand in ${settings.out} already, ${exact.length} to go`);
  if (timing.length > 0) {
    const timed = new Set(timing.map(run => run.cell.recording)).size;
    console.error(`timing: ${plural(timing.length, 'process run')} over ${plural(timed, 'recording')}`);
  }
}
