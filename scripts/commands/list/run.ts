/** What `ncb list` does: every stage, its parameters, and what stands behind it. */
import type { Stage } from '../../../codecs/codec.js';
import { builtInStages } from '../../../codecs/registry.js';
import { PLUGIN_LIMITS } from '../../../harness/plugins/limits.js';
import { allStages, loadPlugged } from '../../../harness/plugins/plugged.js';
import { interruptible } from '../shared/interruptible.js';
import type { FormArguments } from '../shared/options.js';
import { formatStagesCsv, formatStagesJson } from './json-csv.js';
import { formatStages } from './text.js';

export interface ListArguments extends FormArguments {
  plugin: string[];
  profile: string[];
}

/**
 * Prints the stages.
 * @returns the exit status
 * @throws Error in one line if a plugin or a profile cannot be loaded
 */
export function runList({ json, csv, plugin, profile }: ListArguments): Promise<number> {
  return interruptible(async ({ signal }) => {
    const stages = await knownStages(plugin, profile, signal);
    if (json) console.log(formatStagesJson(stages));
    else if (csv) process.stdout.write(formatStagesCsv(stages));
    else console.log(formatStages(stages));
    return 0;
  });
}

async function knownStages(
  plugins: readonly string[],
  models: readonly string[],
  signal: AbortSignal,
): Promise<readonly Stage[]> {
  if (plugins.length === 0 && models.length === 0) return builtInStages;
  return allStages(await loadPlugged(plugins, { ...PLUGIN_LIMITS, signal }, models));
}
