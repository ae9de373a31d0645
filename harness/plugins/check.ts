/** A plugin held to the conformance kit, each configuration of each stage in a process of its own. */
import { configure, printStage } from '../../codecs/chain-id.js';
import { type Breach, configurationsOf } from '../../codecs/conformance.js';
import { stagesWith } from '../../codecs/registry.js';
import { parameterOf } from '../../codecs/trained.js';
import { takes } from '../grid/trained-grids.js';
import type { Limits } from '../processes/guard.js';
import type { Failure } from '../processes/outcome.js';
import { runFresh } from '../processes/workers.js';
import { PLUGIN_LIMITS } from './limits.js';
import { findModels, knownModels } from './models.js';
import { loadPlugged, registryWith } from './plugged.js';
import { isTrained } from './specifiers.js';

/** A law that was broken; `status` where the process did not survive the attempt. */
export interface PluginBreach extends Breach {
  readonly status?: Failure['status'];
}

/** What the kit found of one configured stage; no breach: it conforms, unless it is unsupported here. */
export interface Verdict {
  readonly stage: string;
  readonly breaches: readonly PluginBreach[];
  /** The package or program that this machine lacks, so that nothing was tried. */
  readonly unsupported?: string;
}

const NO_VERDICT = { status: 'error', error: 'its process gave no verdict' } as const;

/**
 * Holds every stage that a plugin exports to every law, at its default and at each parameter's bounds; of the profile
 * of a converter, or a model or topology of middle-out, every coder that takes it, given it.
 * @param plugin path or package name
 * @param onVerdict called as each configuration is done
 * @throws Error if it cannot be loaded
 */
export async function checkPlugin(
  plugin: string,
  limits: Limits = PLUGIN_LIMITS,
  onVerdict: (verdict: Verdict) => void = () => undefined,
): Promise<Verdict[]> {
  const { configurations, specifier } = isTrained(plugin)
    ? trainedWith(plugin)
    : await plugged(plugin, limits);
  const verdicts: Verdict[] = [];
  for (const configured of configurations) {
    const verdict = await checkConfiguration(printStage(configured), [specifier], limits);
    onVerdict(verdict);
    verdicts.push(verdict);
  }
  return verdicts;
}

async function plugged(plugin: string, limits: Limits) {
  const loaded = await loadPlugged([plugin], limits);
  const { stages, sources } = loaded;
  // throws if a stage has the name of another
  registryWith(loaded);
  const [source] = sources.values();
  return { configurations: stages.flatMap(configurationsOf), specifier: source?.specifier ?? plugin };
}

function trainedWith(path: string) {
  const [{ trained, specifier }] = findModels([path]);
  const parameter = parameterOf(trained);
  const stages = stagesWith(knownModels([trained])).filter(stage => takes(stage, parameter));
  return { configurations: stages.map(stage => configure(stage, { [parameter]: trained.name })), specifier };
}

/** Runs the kit over one configured stage; one that crashes, hangs or grows breaks the law `survival`. */
export async function checkConfiguration(
  stage: string,
  plugins: readonly string[],
  limits: Limits,
): Promise<Verdict> {
  let trying = 'opening it';
  const outcome = await runFresh('conformance', { stage, plugins }, limits, note => {
    trying = note;
  });
  if (outcome.status === 'ok' && Array.isArray(outcome.value)) return { stage, breaches: outcome.value };
  const { status, error } = outcome.status === 'ok' ? NO_VERDICT : outcome;
  if (status === 'unsupported') return { stage, breaches: [], unsupported: error };
  return { stage, breaches: [{ stage, law: 'survival', input: trying, message: error, status }] };
}
