/** Whether a machine has what a plan was made with: versions before anything is loaded, chains and recordings after. */
import { findPlugin } from '../plugins/find.js';
import { findModels } from '../plugins/models.js';
import type { Recording } from '../recordings/recording.js';
import { changeOf } from '../recordings/unchanged.js';
import type { SweepPlan } from '../sweep/plan.js';
import { checkVersion, type PlanFile } from './plan-file.js';

/** @throws Error in one line if this program or Node is another than that which planned */
export function checkVersions(file: PlanFile): void {
  checkVersion(file);
  if (process.versions.node !== file.node) throw new Error(other('Node', process.versions.node, file.node));
}

/**
 * Looks at the files of plugins and profiles; none is run.
 * @throws Error in one line that names the first that is missing or differs
 */
export async function checkPlugins({
  plugins,
  profiles,
}: Pick<PlanFile, 'plugins' | 'profiles'>): Promise<void> {
  for (const { specifier, version } of plugins) {
    const found = await findPlugin(specifier);
    if (found.version !== version) throw new Error(other(`plugin ${specifier}`, found.version, version));
  }
  const found = findModels(profiles.map(({ specifier }) => specifier));
  for (const [k, { specifier, version }] of profiles.entries()) {
    if (found[k].version !== version)
      throw new Error(other(`profile ${specifier}`, found[k].version, version));
  }
}

/** @throws Error in one line that names the first chain behind which something differs */
export function checkChains(file: PlanFile, { cells }: SweepPlan): void {
  const versions = new Map(cells.map(cell => [cell.planned.id, cell.versions]));
  for (const { id, versions: planned } of file.chains) {
    const own = versions.get(id) ?? '';
    if (own === planned) continue;
    const [here, there] = [own.split(' '), planned.split(' ')];
    const added = here.filter(word => !there.includes(word)).join(' ');
    const gone = there.filter(word => !here.includes(word)).join(' ');
    throw new Error(other(`chain ${id}`, added || 'nothing of it', gone || 'nothing of it'));
  }
}

/** @throws Error in one line that names the first recording that is not here as it was where it was planned */
export async function checkRecordings(
  recordings: readonly Recording[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const recording of recordings) {
    const change = await changeOf(recording, signal);
    if (change === undefined) continue;
    const help = change.endsWith('is not here')
      ? '; mount what it was planned with, or say where it lies with --data'
      : '';
    throw new Error(`not as in the plan: recording ${recording.name}: ${change}${help}`);
  }
}

function other(what: string, here: string, planned: string): string {
  return `not as in the plan: ${what}: here ${here}, planned with ${planned}`;
}
