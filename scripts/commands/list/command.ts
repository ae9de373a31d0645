/** `ncb list`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { formOptions, PROFILE_OPTION } from '../shared/options.js';
import type { ListArguments } from './run.js';

export const listCommand: CommandModule<object, ListArguments> = {
  command: 'list',
  describe: 'list every stage with its parameters',
  builder: yargs =>
    yargs
      .options(formOptions('all of it', 'a row a stage'))
      .option('plugin', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: 'list its stages too',
      })
      .option('profile', PROFILE_OPTION)
      .example('$0 list', 'all stages, by kind')
      .example('$0 list --json', 'the same for a program to read'),
  handler: async argv => {
    process.exitCode = await (await import('./run.js')).runList(argv);
  },
};
