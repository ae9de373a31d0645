/**
 * Module hooks of a measuring process, so that a plugin may be TypeScript and may import `neural-codec-bench`
 * wherever it lies. Types are taken out by esbuild; what runs is the plugin's own code, unbundled and unwrapped.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { LoadHook, ResolveHook } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { writeFileBeside } from '../common/files.js';

const PREFIX = 'ncb-plugin:';
const OWN_NAME = /^neural-codec-bench($|\/)/;
const TYPESCRIPT = /\.[cm]?ts$/;

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  if (specifier.startsWith(PREFIX)) {
    const named = decodeURIComponent(specifier.slice(PREFIX.length));
    if (isAbsolute(named)) return { url: pathToFileURL(named).href, shortCircuit: true };
    return nextResolve(named, { ...context, parentURL: pathToFileURL(`${process.cwd()}/`).href });
  }
  if (OWN_NAME.test(specifier)) return nextResolve(specifier, { ...context, parentURL: import.meta.url });
  try {
    return await nextResolve(specifier, context);
  } catch (cause) {
    // TypeScript imports ./x.ts as ./x.js
    const fromTypeScript = context.parentURL !== undefined && TYPESCRIPT.test(context.parentURL);
    if (!fromTypeScript || !specifier.endsWith('.js')) throw cause;
    return nextResolve(specifier.replace(/\.js$/, '.ts'), context);
  }
};

export const load: LoadHook = async (url, context, nextLoad) => {
  if (!url.startsWith('file:') || !TYPESCRIPT.test(url)) return nextLoad(url, context);
  const path = fileURLToPath(url);
  return {
    format: 'module',
    source: await withoutTypes(path, await readFile(path, 'utf8')),
    shortCircuit: true,
  };
};

/** Asks esbuild once for each content: starting it takes longer than starting this process. */
async function withoutTypes(path: string, source: string): Promise<string> {
  const folder = process.env.NCB_SCRATCH;
  if (folder === undefined) return transformed(path, source);
  const kept = join(folder, `${createHash('sha256').update(path).update(source).digest('hex')}.js`);
  try {
    return await readFile(kept, 'utf8');
  } catch {
    const code = await transformed(path, source);
    writeFileBeside(kept, code);
    return code;
  }
}

async function transformed(path: string, source: string): Promise<string> {
  const { transform } = await import('esbuild');
  const { code } = await transform(source, {
    loader: 'ts',
    format: 'esm',
    target: 'es2023',
    sourcefile: path,
    sourcemap: 'inline',
  });
  return code;
}
