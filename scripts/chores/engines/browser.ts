/** Codes in headless Chromium: a bundle of the same modules, with stand-ins for what a browser lacks. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { packageRoot } from '../../../harness/common/package-root.js';
import { launch } from '../../commands/shared/browser.test.kit.js';
import type { ChainDigests } from './codings.js';
import type { EngineResult } from './table.js';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const STAND_INS = here('./stand-ins.js');

const standIns: Plugin = {
  name: 'stand-ins',
  setup(bundler) {
    bundler.onResolve({ filter: /^node:(fs|crypto)$/ }, () => ({ path: STAND_INS }));
  },
};

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [here('./codings.js')],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'ncbCodings',
    platform: 'browser',
    define: { 'import.meta.url': '"file:///"' },
    inject: [STAND_INS],
    plugins: [standIns],
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

/** What the modules read beside themselves: kernels, profiles, models; in base64. */
function filesToRead(): Record<string, string> {
  const folders = [
    join('dist', 'codecs', 'kernels'),
    join('codecs', 'converter'),
    join('codecs', 'coders', 'middle-out'),
  ];
  return Object.fromEntries(
    folders.flatMap(folder =>
      readdirSync(join(packageRoot, folder))
        .filter(name => /\.(wasm|json)$/.test(name))
        .map(name => [name, readFileSync(join(packageRoot, folder, name), 'base64')]),
    ),
  );
}

/** @throws Error if there is no Chromium, or a chain fails in it */
export async function codeInBrowser(): Promise<EngineResult> {
  const script = await bundle();
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.evaluate(`globalThis.ncbFiles = ${JSON.stringify(filesToRead())}`);
    await page.addScriptTag({ content: script });
    const digests = await page.evaluate<ChainDigests[]>('ncbCodings.codeAll()');
    return { engine: `Chromium ${browser.version()}`, machine: 'its V8', digests };
  } finally {
    await browser.close();
  }
}
