/** `ncb merge`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { formOptions, STRICT_OPTION } from '../shared/options.js';
import type { MergeArguments } from './run.js';

export const mergeCommand: CommandModule<object, MergeArguments> = {
  command: 'merge <run>',
  describe: 'make a run of what its shares have measured so far',
  builder: yargs =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'folder of a run with a plan' })
      .option('strict', STRICT_OPTION)
      .options(formOptions('what is missing, totals and failures', 'a row a chain, as in totals.csv,'))
      .example('$0 merge RUN', 'then ncb show RUN, best, report, compare')
      .epilogue(
        'It may be made again at any time, and while shares are at work. Exit status 1: a cell is missing or failed, or ' +
          'two machines contradict each other; then nothing is written.',
      ),
  handler: async argv => {
    const { runMerge } = await import('./run.js');
    process.exitCode = runMerge(argv);
  },
};
