/**
 * Plugins: modules that export one stage or several, made with the public `define…` calls; or JSON files that declare
 * a program (codecs/programs/declaration.ts).
 *
 * A plugin's code runs only in measuring processes. The harness itself knows a plugin by a description, so that
 * one that hangs, exits or throws when it is loaded costs no more than a message.
 */
import { existsSync, readFileSync } from 'node:fs';
import { register } from 'node:module';
import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { messageOf } from '../codecs/chain.js';
import {
  defineCoder,
  defineCompressor,
  defineTransform,
  type Stage,
  type StageFacts,
  type StageKind,
} from '../codecs/codec.js';
import { parseDeclaration } from '../codecs/programs/parse.js';
import { defineProgram } from '../codecs/programs/program.js';
import { makeRegistry, type Registry, stagesWith } from '../codecs/registry.js';
import { type ModelBytesTold, modelBytesFrom, tellModelBytes } from './model-bytes.js';
import { isProfile, knownProfiles, readProfile } from './profiles.js';
import { packageVersion, versionOfFile } from './versions.js';

/** A stage without its code. JSON. */
export interface StageDescription extends Omit<StageFacts, 'version' | 'modelBytes'> {
  readonly kind: StageKind;
  readonly modelBytes?: ModelBytesTold;
  /** What its `version` answered. */
  readonly version?: string;
}

/** What stands in `versions` for a plugin, and where it is. */
export interface PluginSource {
  /** Absolute path, or package name. */
  readonly specifier: string;
  /** `my-codec.ts@sha256:0123456789ab`, or `name@version`. */
  readonly version: string;
}

/**
 * Finds the file or package that `--plugin` names. A package is told from another by its version alone.
 * @throws Error if a path names no file
 */
export async function findPlugin(given: string): Promise<PluginSource> {
  const isPath = isAbsolute(given) || given.startsWith('.') || /\.([cm]?[jt]s|json)$/.test(given);
  if (!isPath) return { specifier: given, version: `${given}@${packageVersion(given)}` };
  const path = resolve(given);
  if (!existsSync(path)) throw new Error(`plugin ${given}: no such file`);
  if (isProfile(path))
    throw new Error(`plugin ${given}: is the profile of a converter; give it with --profile`);
  return { specifier: path, version: versionOfFile(path, await withItsImports(path)) };
}

/** A plugin and the files that it imports, packages left out: what a change to any of them changes. */
async function withItsImports(path: string): Promise<Uint8Array> {
  if (isDeclaration(path)) return readFileSync(path);
  const { build } = await import('esbuild');
  try {
    const { outputFiles } = await build({
      entryPoints: [path],
      bundle: true,
      write: false,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      logLevel: 'silent',
    });
    return outputFiles[0].contents;
  } catch {
    // it cannot be bundled, and loading it will say why; or it imports what only Node understands
    return readFileSync(path);
  }
}

let hooksAreRegistered = false;
const loaded = new Map<string, Promise<Registry>>();

/**
 * Every stage, those of plugins included. Runs the plugins' code: for measuring processes only.
 * @param specifiers of plugins, and paths of profiles of which the built-in stages are to know
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
  const profiles = specifiers.filter(isProfile);
  const plugins = specifiers.filter(specifier => !profiles.includes(specifier));
  const stages = await Promise.all(plugins.map(loadPlugin));
  return makeRegistry([...stagesWith(knownProfiles(profiles.map(readProfile))), ...stages.flat()]);
}

/**
 * Imports a plugin.
 * @throws Error if it cannot be loaded or exports no stage
 */
export async function loadPlugin(specifier: string): Promise<Stage[]> {
  if (isDeclaration(specifier)) return [loadProgram(specifier)];
  if (!hooksAreRegistered) register('./plugin-hooks.js', import.meta.url);
  hooksAreRegistered = true;
  const module: Record<string, unknown> = await import(`ncb-plugin:${encodeURIComponent(specifier)}`);
  const stages = Object.values(module).flat().filter(isStage);
  if (stages.length === 0) throw new Error('exports no stage; export what defineCoder (or its kin) returns');
  return [...new Set(stages)];
}

function isDeclaration(specifier: string): boolean {
  return specifier.endsWith('.json');
}

function loadProgram(path: string): Stage {
  return defineProgram(parseDeclaration(readFileSync(path, 'utf8'), basename(path)), dirname(path));
}

const KINDS: readonly unknown[] = ['transform', 'coder', 'compressor'] satisfies StageKind[];

function isStage(value: unknown): value is Stage {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'kind' in value &&
    KINDS.includes(value.kind) &&
    'name' in value &&
    typeof value.name === 'string' &&
    'open' in value &&
    typeof value.open === 'function' &&
    'parameters' in value &&
    typeof value.parameters === 'object'
  );
}

/** The part of a stage that can be sent to another process. */
export function describeStage(stage: Stage): StageDescription {
  const { kind, name, family, summary, parameters, packages, modelBytes, isolation, version } = stage;
  return {
    kind,
    name,
    family,
    summary,
    parameters,
    packages,
    ...(modelBytes !== undefined && { modelBytes: tellModelBytes(modelBytes, parameters) }),
    ...(isolation !== undefined && { isolation }),
    ...(version !== undefined && { version: String(version()) }),
  };
}

/** A stage that can be planned and printed, but not opened in this process. */
export function stageFromDescription(description: StageDescription): Stage {
  const { version, modelBytes, ...told } = description;
  const definition = {
    ...told,
    ...(modelBytes !== undefined && { modelBytes: modelBytesFrom(modelBytes) }),
    ...(version !== undefined && { version: () => version }),
    open: (): never => {
      throw new Error('a plugin is opened in measuring processes only');
    },
  };
  if (description.kind === 'transform') return defineTransform(definition);
  if (description.kind === 'coder') return defineCoder(definition);
  return defineCompressor(definition);
}

/** An error of a plugin, with its name in front. */
export function pluginError(specifier: string, cause: unknown): Error {
  return new Error(`plugin ${specifier}: ${messageOf(cause)}`, { cause });
}
