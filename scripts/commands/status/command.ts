/** `ncb status`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import type { StatusArguments } from './run.js';

export const statusCommand: CommandModule<object, StatusArguments> = {
  command: 'status <run>',
  describe: 'how far a run is that many machines are at',
  builder: yargs =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'folder of a run with a plan' })
      .option('json', { type: 'boolean', describe: 'every shard and timing pass as JSON' })
      .example('$0 status RUN', 'shards done, running and lost, and the time left')
      .example('watch $0 status RUN', 'again and again'),
  handler: async argv => (await import('./run.js')).runStatus(argv),
};
