/** Where a plugin is, and by what one version of it differs from another. Its code is not run. */
import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { packageVersion, versionOfFile } from '../run/versions.js';
import { bundlePlugin } from './bundle.js';
import { isDeclaration, trainedKindOf } from './specifiers.js';

/** What stands in `versions` for a plugin, and where it is. */
export interface PluginSource {
  /** Absolute path, or package name. */
  readonly specifier: string;
  /** `my-codec.ts@sha256:0123456789ab`, or `name@version`. */
  readonly version: string;
}

const KINDS = {
  profile: 'the profile of a converter',
  model: 'a model of middle-out',
  topology: 'a topology of middle-out',
} as const;

/**
 * Finds the file or package that `--plugin` names. A package differs from another by its version alone.
 * @throws Error if a path names no file
 */
export async function findPlugin(given: string): Promise<PluginSource> {
  const isPath = isAbsolute(given) || given.startsWith('.') || /\.([cm]?[jt]s|json)$/.test(given);
  if (!isPath) return { specifier: given, version: `${given}@${packageVersion(given)}` };
  const path = resolve(given);
  if (!existsSync(path)) throw new Error(`plugin ${given}: no such file`);
  const kind = trainedKindOf(path);
  if (kind !== undefined) {
    throw new Error(`plugin ${given}: is ${KINDS[kind]}; give it with --profile`);
  }
  return { specifier: path, version: versionOfFile(path, await withItsImports(path)) };
}

/** A plugin and the files that it imports, packages left out: what a change to any of them changes. */
async function withItsImports(path: string): Promise<Uint8Array> {
  if (isDeclaration(path)) return readFileSync(path);
  try {
    return await bundlePlugin(path);
  } catch {
    // it cannot be bundled, and loading it will say why; or it imports what only Node understands
    return readFileSync(path);
  }
}
