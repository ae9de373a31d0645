/** A sweep, as the library has it: recordings and chains, and a default for all else. */
import type { Grid } from '../grid/grid.js';
import { PRESETS, type PresetName, presetGrids } from '../grid/presets.js';
import { loadPlugged } from '../plugins/plugged.js';
import type { Recording, Refusal } from '../recordings/recording.js';
import { limitsOf } from '../sweep/limits.js';
import { planSweep } from '../sweep/plan.js';
import { defaultSettings, type SweepSettings } from '../sweep/settings.js';
import { runPlan, type SweepHooks, type SweepResult } from '../sweep/sweep.js';
import {
  CHUNKS,
  checkOptions,
  FUNCTION,
  OBJECTS,
  type OptionKinds,
  OVER_0,
  OVER_0_OR_NULL,
  PRESET,
  RECORDINGS,
  SCOPE,
  SIGNAL,
  TEXT,
  TEXTS,
  wholeNumber,
} from './options.js';
import { recordingsOf } from './recordings.js';

export interface SweepOptions extends Partial<SweepSettings>, SweepHooks {
  /** Paths of files and folders, or recordings that were found. */
  readonly recordings: readonly (string | Recording)[];
  /** Printable ids. The baseline `raw` is in every sweep. */
  readonly chains: readonly string[];
  /** A named grid beside the chains; its rounds and its time budget are the defaults. */
  readonly preset?: PresetName;
  /** Grids of one's own beside the chains. */
  readonly grids?: readonly Grid[];
  /** Paths or package names. A plugin's stages join the preset's grid; in other chains they are named. */
  readonly plugins?: readonly string[];
  /** Paths of converter profiles, and of models and topologies of middle-out. */
  readonly profiles?: readonly string[];
}

export interface Swept extends SweepResult {
  /** Folder of the run: log.jsonl, cells.csv, totals.csv, env.json. */
  readonly out: string;
  readonly refused: readonly Refusal[];
}

const KINDS: OptionKinds<SweepOptions> = {
  recordings: RECORDINGS,
  chains: TEXTS,
  preset: PRESET,
  grids: OBJECTS,
  plugins: TEXTS,
  profiles: TEXTS,
  out: TEXT,
  jobs: wholeNumber(1),
  rounds: wholeNumber(0),
  timed: wholeNumber(1),
  timeMs: wholeNumber(1),
  timeBudgetS: OVER_0_OR_NULL,
  timeoutS: OVER_0,
  memoryMb: wholeNumber(128),
  seed: wholeNumber(0),
  scope: SCOPE,
  chunksS: CHUNKS,
  signal: SIGNAL,
  onEstimate: FUNCTION,
  onSizes: FUNCTION,
  onProgress: FUNCTION,
  onBreach: FUNCTION,
};

/**
 * Measures chains over recordings, as `ncb sweep` does, and leaves the files of a run in `out`, by default
 * results/TIME-sweep. A run that stands there is continued.
 * @throws Error in one line if an option, a chain or a path is wrong, or there is no recording
 */
export async function runSweep(options: SweepOptions): Promise<Swept> {
  checkOptions('runSweep', options, KINDS, ['recordings', 'chains']);
  const { preset, grids = [], plugins = [], profiles = [], chains, signal } = options;
  const settings = settingsOf(options);
  const plugged = await loadPlugged(plugins, limitsOf(settings, signal), profiles);
  const { recordings, refused } = await recordingsOf('runSweep', options.recordings, signal);
  const plan = planSweep({
    grids: [...(preset === undefined ? [] : presetGrids(preset, plugged.stages)), ...grids],
    exactChains: preset === undefined ? [] : PRESETS[preset].chains,
    givenChains: chains,
    namedChains: preset === undefined ? [] : PRESETS[preset].named,
    ...{ plugged, recordings, refused, settings },
  });
  const result = await runPlan(plan, 'runSweep', options);
  return { ...result, out: settings.out, refused };
}

function settingsOf({ preset, ...given }: SweepOptions): SweepSettings {
  const usual = defaultSettings(preset, preset ?? 'sweep');
  const { out = usual.out, jobs = usual.jobs, rounds = usual.rounds, timed = usual.timed } = given;
  const { timeMs = usual.timeMs, timeBudgetS = usual.timeBudgetS, timeoutS = usual.timeoutS } = given;
  const { memoryMb = usual.memoryMb, seed = usual.seed, scope = usual.scope } = given;
  const { chunksS = usual.chunksS } = given;
  return { out, jobs, rounds, timed, timeMs, timeBudgetS, timeoutS, memoryMb, seed, scope, chunksS };
}
