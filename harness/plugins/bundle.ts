/** Plugins in files, put together with what they import by esbuild, packages left out. Nothing of them is run. */
import { dirname, resolve } from 'node:path';
import type { BuildFailure } from 'esbuild';
import { formatPlace } from './place.js';

/**
 * @param path absolute
 * @throws Error, esbuild's BuildFailure, if one of the files is wrong or not there
 */
export async function bundlePlugin(path: string): Promise<Uint8Array> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    // the names of files in the bundle are to be the same wherever it is made
    absWorkingDir: dirname(path),
  });
  return outputFiles[0].contents;
}

/** What is wrong in the source of a plugin that does not load, and where; undefined if it can be read. */
export async function faultInSource(path: string): Promise<string | undefined> {
  try {
    await bundlePlugin(path);
    return undefined;
  } catch (thrown) {
    if (!isBuildFailure(thrown)) return undefined;
    const [{ text, location }] = thrown.errors;
    if (location === null) return text;
    const file = resolve(dirname(path), location.file);
    return `${text} (${formatPlace(file, location.line, location.column + 1)})`;
  }
}

function isBuildFailure(thrown: unknown): thrown is BuildFailure {
  return (
    thrown instanceof Error && 'errors' in thrown && Array.isArray(thrown.errors) && thrown.errors.length > 0
  );
}
