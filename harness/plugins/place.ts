/**
 * Where in a plugin's own source an error arose. What runs of a plugin in TypeScript is JavaScript with its source map
 * in it, and Node puts the lines of the source into stacks once it is told to.
 */
import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { messageOf, oneLine } from '../../codecs/errors.js';
import { errorsIn } from '../common/causes.js';
import { packageRoot } from '../common/package-root.js';

/** Files of this package, which are no plugin's although they may lie in the same project. */
const OURS = ['bundles', 'codecs', 'harness', 'scripts'].map(
  folder => join(packageRoot, 'dist', folder) + sep,
);
const PACKAGE_OF_FILE = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/;
const PACKAGE_OF_SPECIFIER = /^((?:@[^/]+\/)?[^/]+)/;
/** `at name (PLACE:7:32)`, `at async PLACE:7:32`; the place is a path or an address of a file. */
const FRAME = /^ *at (?:.*? \(|async )?((?:file:\/\/|\/|[A-Za-z]:\\).*):(\d+):(\d+)\)?$/;

/** The packages among the plugins that run in this process. */
const packages = new Set<string | undefined>();

/** To be called before a plugin's code runs in this process. */
export function watchPlugin(specifier: string): void {
  process.setSourceMapsEnabled(true);
  const found = (isAbsolute(specifier) ? PACKAGE_OF_FILE : PACKAGE_OF_SPECIFIER).exec(specifier);
  packages.add(found?.[1]);
}

/** What was thrown in one line, and behind it the place in a plugin that it comes from, if there is one. */
export function saidWithPlace(thrown: unknown): string {
  const said = oneLine(messageOf(thrown));
  const place = placeOf(thrown);
  return place === undefined ? said : `${said} (${place})`;
}

/** `my-codec.ts:7:32`: file, line and column of a plugin's source that an error comes from. */
export function placeOf(thrown: unknown): string | undefined {
  if (packages.size === 0) return undefined;
  for (const error of errorsIn(thrown)) {
    for (const line of stackOf(error).split('\n')) {
      const frame = FRAME.exec(line);
      const path = frame === null ? undefined : pathOf(frame[1]);
      if (frame !== null && path !== undefined && isOfPlugin(path)) {
        return formatPlace(path, Number(frame[2]), Number(frame[3]));
      }
    }
  }
  return undefined;
}

/** @param column from 1 */
export function formatPlace(path: string, line: number, column: number): string {
  const shown = relative(process.cwd(), path);
  return `${shown.startsWith('..') || isAbsolute(shown) ? path : shown}:${line}:${column}`;
}

function stackOf(error: Error): string {
  try {
    return String(error.stack);
  } catch {
    return '';
  }
}

/** What was made by `eval` has places too, of no file. */
function pathOf(place: string): string | undefined {
  try {
    const path = place.startsWith('file:') ? fileURLToPath(place) : place;
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** Files of packages count if the plugin is that package; a plugin in files has the others. */
function isOfPlugin(path: string): boolean {
  return !OURS.some(folder => path.startsWith(folder)) && packages.has(PACKAGE_OF_FILE.exec(path)?.[1]);
}
