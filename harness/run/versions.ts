/** Which version of what stands behind a chain. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Chain, stagesOf } from '../../codecs/chain-id.js';
import type { Stage } from '../../codecs/codec.js';
import { packageRoot } from '../common/package-root.js';

interface PackageFacts {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const known = new Map<string, PackageFacts | undefined>();

/** package.json of an installed package, looked for as Node does; undefined if it is not installed. */
export function packageFacts(name: string): PackageFacts | undefined {
  if (!known.has(name)) known.set(name, readPackage(name));
  return known.get(name);
}

function readPackage(name: string): PackageFacts | undefined {
  for (const start of [packageRoot, process.cwd()]) {
    for (let folder = start; ; folder = dirname(folder)) {
      const path = join(folder, 'node_modules', name, 'package.json');
      if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8'));
      if (folder === dirname(folder)) break;
    }
  }
  return undefined;
}

/** `my-codec.ts@sha256:0123456789ab`: a file and a digest of what counts of it. */
export function versionOfFile(path: string, content: string | Uint8Array): string {
  return `${basename(path)}@sha256:${createHash('sha256').update(content).digest('hex').slice(0, 12)}`;
}

/** Version of an installed package, or `missing`; of `node:…`, Node's own. */
export function packageVersion(name: string): string {
  if (name.startsWith('node:')) return process.versions.node;
  return packageFacts(name)?.version ?? 'missing';
}

function ownPackage(): PackageFacts {
  return JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
}

/** Versions of all packages that this one stands on, as they are installed. */
export function dependencyVersions(): Record<string, string> {
  const { dependencies = {}, optionalDependencies = {} } = ownPackage();
  const names = Object.keys({ ...dependencies, ...optionalDependencies }).sort();
  return Object.fromEntries(names.map(name => [name, packageVersion(name)]));
}

/** This package's version, with a digest of the compiled codecs behind a plus sign. */
export function ownVersion(): string {
  const { codecs }: { codecs: string } = JSON.parse(
    readFileSync(join(packageRoot, 'dist', 'build.json'), 'utf8'),
  );
  return `${ownPackage().version}+${codecs}`;
}

const asked = new Map<Stage, string>();

/** `name@version` of the program behind a stage, if there is one; it is asked once. */
function programVersion(stage: Stage): string[] {
  if (stage.version === undefined) return [];
  const version = asked.get(stage) ?? stage.version();
  asked.set(stage, version);
  return [version];
}

/**
 * `name@version` of everything behind a chain, sorted, separated by spaces.
 * @param pluginVersions versions of the plugins and profiles that the chain uses
 */
export function versionsOf(chain: Chain, own: string, pluginVersions: readonly string[]): string {
  const stages = stagesOf(chain).map(({ stage }) => stage);
  const names = stages.flatMap(stage => stage.packages);
  const versions = names.map(name => `${name}@${packageVersion(name)}`);
  const programs = stages.flatMap(programVersion);
  const all = [`neural-codec-bench@${own}`, ...versions, ...programs, ...pluginVersions];
  return [...new Set(all)].sort().join(' ');
}
