/** What was given on the command line, as the commands that are printed have to give it again, in a POSIX shell. */
import { existsSync } from 'node:fs';
import { findPlugin } from '../../../harness/plugins/find.js';
import { findModels } from '../../../harness/plugins/models.js';
import { quoted } from './shell.js';

/** Recordings as they were given. */
export interface GivenRecordings {
  readonly paths: readonly string[];
  readonly channels: readonly string[] | undefined;
  readonly rate: number | undefined;
  readonly 'all-channels': boolean | undefined;
}

/** A plugin, profile, model or topology, and how it was given. */
export interface GivenOption {
  readonly option: '--plugin' | '--profile';
  readonly given: string;
  readonly specifier: string;
}

/** All that was given besides recordings. */
export async function givenOptions({
  plugin,
  profile,
}: {
  readonly plugin: readonly string[];
  readonly profile: readonly string[];
}): Promise<GivenOption[]> {
  const plugins = await Promise.all(
    plugin.map(async given => ({ option: '--plugin', given, ...(await findPlugin(given)) }) as const),
  );
  const models = findModels(profile).map(found => ({ option: '--profile', ...found }) as const);
  return [...plugins, ...models];
}

/** A path, and the archive that is made of it. */
export interface Archived {
  readonly path: string;
  readonly archive: string;
}

/** One archive for each path: of a folder, with all that lies in it; of `PATH#stream`, of all of the file. */
export function archivesOf({ paths }: Pick<GivenRecordings, 'paths'>): Archived[] {
  return [...new Set(paths.map(withoutStream))].map(path => {
    return { path, archive: `${path.replace(/[/\\]+$/, '')}.ncb` };
  });
}

function withoutStream(path: string): string {
  const at = path.lastIndexOf('#');
  return at <= 0 || existsSync(path) ? path : path.slice(0, at);
}

/**
 * The commands that make an archive of each path.
 * @param chain as options, quoted
 */
export function encodeCommands(chain: string, given: GivenRecordings): string[] {
  const shape = shapeOf(given).map(option => ` ${option}`);
  return archivesOf(given).map(
    ({ path, archive }) => `npx ncb encode ${quoted(path)} ${quoted(archive)} ${chain}${shape.join('')}`,
  );
}

/** The options of those plugins, profiles, models and topologies that a chain needs, each with a space before it. */
export function pluginOptions(specifiers: readonly string[], options: readonly GivenOption[]): string {
  return options
    .filter(({ specifier }) => specifiers.includes(specifier))
    .map(({ option, given }) => ` ${option} ${quoted(given)}`)
    .join('');
}

/** The recordings, for a command that takes them all. */
export function inputOf(given: GivenRecordings): string {
  const { 'all-channels': allChannels } = given;
  const all = allChannels === true ? ['--all-channels'] : [];
  return [...given.paths.map(quoted), ...shapeOf(given), ...all].join(' ');
}

/** What was said of headerless files. */
function shapeOf({ channels = [], rate }: GivenRecordings): string[] {
  return [
    ...channels.map(typed => `--channels ${quoted(typed)}`),
    ...(rate === undefined ? [] : [`--rate ${rate}`]),
  ];
}
