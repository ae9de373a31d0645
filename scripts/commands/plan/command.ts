/** `ncb plan`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { MEASURING, PATHS, SWEEP_OPTIONS } from '../shared/sweep-options.js';
import type { PlanArguments } from './run.js';

export const planCommand: CommandModule<object, PlanArguments> = {
  command: 'plan [paths..]',
  describe: 'plan a sweep that many machines measure in shares',
  builder: yargs =>
    yargs
      .positional('paths', PATHS)
      .options(SWEEP_OPTIONS)
      .option('out', {
        requiresArg: true,
        type: 'string',
        demandOption: true,
        group: MEASURING,
        describe: 'folder of the run, which the machines share',
      })
      .option('data', {
        requiresArg: true,
        type: 'string',
        describe:
          'a folder that holds all recordings, which other machines may have elsewhere (sweep --data)',
      })
      .example(
        '$0 plan recordings/ --preset full --out RUN',
        'then ncb sweep --plan RUN --shard 1/64 and so on',
      )
      .example(
        '$0 plan /mnt/lab/set --data /mnt/lab --out RUN',
        'sweep --plan RUN --data /scratch/lab elsewhere',
      ),
  handler: async argv => {
    const { runPlanCommand } = await import('./run.js');
    // at once: a plugin may have left something that would keep this process waiting
    process.exit(await runPlanCommand(argv));
  },
};
