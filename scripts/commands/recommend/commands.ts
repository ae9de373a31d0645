/** The commands that a recommendation prints. */
import type { Use } from '../../../harness/recommend/request.js';
import { encodeCommands, inputOf, pluginOptions } from '../shared/retyped.js';
import { quoted } from '../shared/shell.js';
import type { Answer } from './answer.js';

/** A chain and the plugins and profiles that it needs. */
interface Usable {
  readonly chain: string;
  readonly plugins: readonly string[];
}

/** What to type, or write, to use a pick. */
export function commandsFor(pick: Usable & { readonly use: Use }, { argv, options }: Answer): string[] {
  if (pick.use === 'live') {
    const chain = JSON.stringify(pick.chain).replaceAll('"', "'");
    const registry =
      pick.plugins.length === 0
        ? 'makeRegistry(builtInStages)'
        : `await loadRegistry(${JSON.stringify(pick.plugins)})`;
    return [`await openChain(parseChain(${chain}, ${registry}))   // of neural-codec-bench`];
  }
  return encodeCommands(`--chain ${quoted(pick.chain)}${pluginOptions(pick.plugins, options)}`, argv);
}

/** The sweep that has the figures of whole recordings. */
export function sweepCommand(picks: readonly Usable[], { argv, options }: Answer): string {
  const chains = [...new Set(picks.map(({ chain }) => chain))].map(chain => `--chain ${quoted(chain)}`);
  const plugins = pluginOptions([...new Set(picks.flatMap(pick => pick.plugins))], options);
  return `npx ncb sweep ${inputOf(argv)} ${chains.join(' ')}${plugins}`;
}
