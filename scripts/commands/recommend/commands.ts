/** The commands that a recommendation prints, as they are typed into a POSIX shell. */
import { existsSync } from 'node:fs';
import type { Use } from '../../../harness/recommend/request.js';
import { quoted } from '../shared/shell.js';
import type { Answer, GivenRecordings } from './answer.js';

/** A chain and the plugins and profiles that it needs. */
interface Usable {
  readonly chain: string;
  readonly plugins: readonly string[];
}

/** What to type, or write, to use a pick. */
export function commandsFor(pick: Usable & { readonly use: Use }, answer: Answer): string[] {
  if (pick.use === 'live') {
    const chain = JSON.stringify(pick.chain).replaceAll('"', "'");
    const registry =
      pick.plugins.length === 0
        ? 'makeRegistry(builtInStages)'
        : `await loadRegistry(${JSON.stringify(pick.plugins)})`;
    return [`await openChain(parseChain(${chain}, ${registry}))   // of neural-codec-bench`];
  }
  const chain = `--chain ${quoted(pick.chain)}${pluginOptions(pick.plugins, answer)}`;
  return encodeCommands(chain, answer.argv);
}

/** One archive for each path that was given: of a folder, with all that lies in it. */
function encodeCommands(chain: string, argv: GivenRecordings): string[] {
  const paths = [...new Set(argv.paths.map(withoutStream))];
  const shape = shapeOf(argv).map(option => ` ${option}`);
  return paths.map(path => {
    const archive = `${path.replace(/[/\\]+$/, '')}.ncb`;
    return `npx ncb encode ${quoted(path)} ${quoted(archive)} ${chain}${shape.join('')}`;
  });
}

/** Of `PATH#stream` all is archived. */
function withoutStream(path: string): string {
  const at = path.lastIndexOf('#');
  return at <= 0 || existsSync(path) ? path : path.slice(0, at);
}

/** The sweep that has the figures of whole recordings. */
export function sweepCommand(picks: readonly Usable[], answer: Answer): string {
  const chains = [...new Set(picks.map(({ chain }) => chain))].map(chain => `--chain ${quoted(chain)}`);
  const plugins = pluginOptions([...new Set(picks.flatMap(pick => pick.plugins))], answer);
  return `npx ncb sweep ${inputOf(answer.argv)} ${chains.join(' ')}${plugins}`;
}

function pluginOptions(specifiers: readonly string[], { options }: Answer): string {
  return options
    .filter(({ specifier }) => specifiers.includes(specifier))
    .map(({ option, given }) => ` ${option} ${quoted(given)}`)
    .join('');
}

function inputOf(argv: GivenRecordings): string {
  const { 'all-channels': allChannels } = argv;
  const all = allChannels === true ? ['--all-channels'] : [];
  return [...argv.paths.map(quoted), ...shapeOf(argv), ...all].join(' ');
}

/** What was said of headerless files. */
function shapeOf({ channels = [], rate }: GivenRecordings): string[] {
  return [
    ...channels.map(typed => `--channels ${quoted(typed)}`),
    ...(rate === undefined ? [] : [`--rate ${rate}`]),
  ];
}
