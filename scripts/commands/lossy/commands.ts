/** The commands that make the copy, check it, and measure whole recordings. */
import type { Measured } from '../../../harness/lossy/measured.js';
import { archivesOf, encodeCommands, inputOf, pluginOptions } from '../shared/retyped.js';
import { quoted } from '../shared/shell.js';
import type { Report } from './report.js';

type Usable = Pick<Measured, 'chain' | 'plugins'>;

/** One archive of each path, and how it is held against the path. */
export function copyCommands({ chain, plugins }: Usable, { argv, options }: Report): string[] {
  const needed = pluginOptions(plugins, options);
  return [
    ...encodeCommands(`--lossy --chain ${quoted(chain)}${needed}`, argv),
    ...archivesOf(argv).map(
      ({ path, archive }) => `npx ncb verify ${quoted(path)} ${quoted(archive)}${needed}`,
    ),
  ];
}

/** The sweep that has the figures of whole recordings. */
export function sweepCommand({ chain, plugins }: Usable, { argv, options }: Report): string {
  return `npx ncb sweep ${inputOf(argv)} --chain ${quoted(chain)}${pluginOptions(plugins, options)} --size-only`;
}
