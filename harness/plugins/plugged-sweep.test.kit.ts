/** Sweeps with plugins that tests write. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Limits } from '../processes/guard.js';
import type { Recording } from '../recordings/recording.js';
import { planSweep } from '../sweep/plan.js';
import { defaultSettings, type SweepSettings } from '../sweep/settings.js';
import { runPlan, type SweepResult } from '../sweep/sweep.js';
import { loadPlugged } from './plugged.js';

/** What the k-th of several plugins is called. */
export function pluginName(k: number): string {
  return `mine-${k}`;
}

/** What is said of any of them, as if it were called `mine`. */
export function withoutNumber(said: string): string {
  return said.replaceAll(/mine-\d+/g, 'mine');
}

/**
 * Writes modules, the k-th of a plugin that is called as `pluginName` says.
 * @param sources each given its name
 * @returns their paths
 */
export function writePlugins(folder: string, sources: readonly ((name: string) => string)[]): string[] {
  return sources.map((source, k) => {
    const path = join(folder, `${pluginName(k)}.js`);
    writeFileSync(path, source(pluginName(k)));
    return path;
  });
}

interface PluggedSweep {
  /** Of the run. */
  readonly out: string;
  readonly paths: readonly string[];
  readonly chains: readonly string[];
  readonly recordings: readonly Recording[];
  /** Of a cell. */
  readonly limits: Limits;
  /** Of loading a plugin; unless given, those of a cell. */
  readonly loading?: Limits;
  readonly settings?: Partial<SweepSettings>;
}

/** Sizes of chains unless rounds are asked for, `raw` among them as in any sweep. */
export async function sweepPlugged(given: PluggedSweep): Promise<SweepResult> {
  const { out, paths, chains, recordings, limits, loading = limits, settings } = given;
  const plan = planSweep({
    grids: [],
    exactChains: chains,
    plugged: await loadPlugged(paths, loading),
    recordings,
    refused: [],
    settings: {
      ...defaultSettings(),
      ...{ out, rounds: 0, timeMs: 5 },
      ...{ timeoutS: limits.timeoutMs / 1000, memoryMb: limits.memoryBytes / 2 ** 20 },
      ...settings,
    },
  });
  return runPlan(plan, 'a test');
}
