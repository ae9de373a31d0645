/** `ncb explain`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { CHAIN_OPTIONS, HEADERLESS_OPTIONS } from '../shared/options.js';
import type { ExplainArguments } from './run.js';

const { plugin, profile } = CHAIN_OPTIONS;

export const explainCommand: CommandModule<object, ExplainArguments> = {
  command: 'explain <chain> [paths..]',
  describe:
    'say where the bits of a chain go: stage by stage, over time and channels, and against another chain',
  builder: yargs =>
    yargs
      .positional('chain', { type: 'string', demandOption: true, describe: 'as in levels+lpc+rans' })
      .positional('paths', {
        type: 'string',
        array: true,
        default: [],
        describe: 'recordings or folders of them; none: the built-in synthetic set',
      })
      .option('against', {
        type: 'string',
        requiresArg: true,
        describe: 'another chain: what the first takes more or less, and which stage does it',
      })
      .options({ plugin, profile })
      .options(HEADERLESS_OPTIONS)
      .option('jobs', { type: 'number', requiresArg: true, describe: 'processes; all cores' })
      .option('json', { type: 'boolean', default: false, describe: 'every figure as JSON' })
      .example('$0 explain levels+lpc+rans recordings/', 'where its bits go')
      .example('$0 explain levels+delta+rice a.wav --against levels+lpc+rans', 'why one is larger')
      .example('$0 explain levels+mine a.wav --plugin ./mine.ts --against levels+rans', 'why mine is')
      .epilogue(
        'Bits are a sample. Entropies are references to compare with, not bounds; their tables are in none of them. ' +
          'Exit status 1: the chain failed on some recording.',
      ),
  handler: async argv => {
    const { runExplain } = await import('./run.js');
    // at once: a plugin may have left something that would keep this process waiting
    process.exit(await runExplain(argv));
  },
};
