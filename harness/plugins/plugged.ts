/** Stages that come from plugins beside the built-in ones. */
import { type Chain, stagesOf } from '../../codecs/chain-id.js';
import type { Registry, Stage } from '../../codecs/codec.js';
import { messageOf } from '../../codecs/errors.js';
import { makeRegistry, stagesWith } from '../../codecs/registry.js';
import type { Limits } from '../processes/guard.js';
import { OTHER_ANSWER } from '../processes/supervise.js';
import { runFresh } from '../processes/workers.js';
import { stageFromDescription } from './describe.js';
import { findPlugin, type PluginSource } from './find.js';
import { findModels, type GivenModel, knownModels, namesModel } from './models.js';

/** Stages that come from plugins, as the planner knows them, and profiles, models and topologies that a user gave. */
export interface Plugged {
  readonly stages: readonly Stage[];
  /** By name of the stage. */
  readonly sources: ReadonlyMap<string, PluginSource>;
  readonly models: readonly GivenModel[];
}

/**
 * Learns in processes of their own what stages plugins export, and reads profiles, models and topologies.
 * @throws Error naming the plugin or file that cannot be found or loaded
 */
export async function loadPlugged(
  given: readonly string[],
  limits: Limits,
  givenModels: readonly string[] = [],
): Promise<Plugged> {
  const models = findModels(givenModels);
  const stages: Stage[] = [];
  const sources = new Map<string, PluginSource>();
  for (const name of given) {
    const source = await findPlugin(name);
    const outcome = await runFresh('describe', { plugin: source.specifier }, limits);
    if (outcome.status !== 'ok') throw new Error(`plugin ${name}: ${outcome.error}`);
    if (!Array.isArray(outcome.value)) throw new Error(`plugin ${name}: ${OTHER_ANSWER.error}`);
    for (const description of outcome.value) {
      stages.push(named(name, () => stageFromDescription(description)));
      sources.set(description.name, source);
    }
  }
  return { stages, sources, models };
}

/** The built-in stages, made for the profiles, models and topologies given, and those of plugins. */
export function allStages({ stages, models }: Plugged): readonly Stage[] {
  return [...stagesWith(knownModels(models.map(({ trained }) => trained))), ...stages];
}

/**
 * Every stage, as the planner knows it.
 * @throws Error if two stages share a name
 */
export function registryWith(plugged: Plugged): Registry {
  return makeRegistry(allStages(plugged));
}

function named<T>(plugin: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw new Error(`plugin ${plugin}: ${messageOf(cause)}`, { cause });
  }
}

/** Where the plugins, profiles, models and topologies behind a chain come from. */
export function sourcesBehind(chain: Chain, { sources, models }: Plugged): PluginSource[] {
  return stagesOf(chain).flatMap(
    ({ stage, values }): readonly PluginSource[] | PluginSource =>
      sources.get(stage.name) ?? models.filter(({ trained }) => namesModel(values, trained)),
  );
}

/** Specifiers of the plugins whose stages are in a chain, and of the profiles, models and topologies that it names. */
export function pluginsBehind(chain: Chain, plugged: Plugged): string[] {
  return [...new Set(sourcesBehind(chain, plugged).map(source => source.specifier))];
}
