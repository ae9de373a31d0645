/**
 * Plugins: modules that export one stage or several, made with the public `define…` calls; or JSON files that declare
 * a program (codecs/programs/declaration.ts).
 *
 * A plugin's code runs only in measuring processes. The harness itself knows a plugin by a description, so that
 * one that hangs, exits or throws when it is loaded costs no more than a message.
 */
import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { basename, dirname, isAbsolute } from 'node:path';
import type { Registry, Stage } from '../../codecs/codec.js';
import { parseDeclaration } from '../../codecs/programs/parse.js';
import { defineProgram } from '../../codecs/programs/program.js';
import { makeRegistry, stagesWith } from '../../codecs/registry.js';
import { faultInSource } from './bundle.js';
import { checkStageFields, isMeantAsStage } from './definition.js';
import { knownModels, readModel } from './models.js';
import { placeOf, watchPlugin } from './place.js';
import { isDeclaration, isTrained } from './specifiers.js';

let hooksAreRegistered = false;
const loaded = new Map<string, Promise<Registry>>();

/**
 * Every stage, those of plugins included. Runs the plugins' code: for measuring processes only.
 * @param specifiers of plugins, and paths of profiles, models and topologies of which the built-in stages are to know
 */
export function loadRegistry(specifiers: readonly string[]): Promise<Registry> {
  const key = specifiers.join('\n');
  let registry = loaded.get(key);
  if (registry === undefined) {
    registry = makePluggedRegistry(specifiers);
    loaded.set(key, registry);
  }
  return registry;
}

async function makePluggedRegistry(specifiers: readonly string[]): Promise<Registry> {
  const models = specifiers.filter(isTrained);
  const plugins = specifiers.filter(specifier => !models.includes(specifier));
  const stages = await Promise.all(plugins.map(loadPlugin));
  return makeRegistry([...stagesWith(knownModels(models.map(readModel))), ...stages.flat()]);
}

/**
 * Imports a plugin.
 * @throws Error if it cannot be loaded, exports no stage, or one with a wrong field
 */
export async function loadPlugin(specifier: string): Promise<Stage[]> {
  if (isDeclaration(specifier)) return [loadProgram(specifier)];
  if (!hooksAreRegistered) register('./hooks.js', import.meta.url);
  hooksAreRegistered = true;
  const module = await importPlugin(specifier);
  const exported = [...new Set(Object.values(module).flat().filter(isMeantAsStage))];
  if (exported.length === 0)
    throw new Error('exports no stage; export what defineCoder, defineTransform or defineCompressor returns');
  return exported.map(value => {
    checkStageFields(value);
    return value;
  });
}

/** Node does not say where in a file a syntax error is: esbuild does. */
async function importPlugin(specifier: string): Promise<Record<string, unknown>> {
  watchPlugin(specifier);
  try {
    return await import(`ncb-plugin:${encodeURIComponent(specifier)}`);
  } catch (cause) {
    if (!isAbsolute(specifier) || placeOf(cause) !== undefined) throw cause;
    const fault = await faultInSource(specifier);
    throw fault === undefined ? cause : new Error(fault, { cause });
  }
}

function loadProgram(path: string): Stage {
  return defineProgram(parseDeclaration(readFileSync(path, 'utf8'), basename(path)), dirname(path));
}
