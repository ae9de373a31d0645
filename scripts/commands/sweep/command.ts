/** `ncb sweep`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { formOptions, PARQUET_OPTION, STRICT_OPTION } from '../shared/options.js';
import { MEASURING, PATHS, SWEEP_OPTIONS } from '../shared/sweep-options.js';
import type { SweepArguments } from './run.js';

const SHARES = 'A share of a plan of ncb plan:';

export const sweepCommand: CommandModule<object, SweepArguments> = {
  command: 'sweep [paths..]',
  describe: 'measure every combination of stages over recordings',
  builder: yargs =>
    yargs
      .positional('paths', PATHS)
      .options(SWEEP_OPTIONS)
      .option('out', {
        requiresArg: true,
        type: 'string',
        group: MEASURING,
        describe: 'folder of the run; continued if it is there',
      })
      .option('parquet', { ...PARQUET_OPTION, group: MEASURING })
      .option('strict', { ...STRICT_OPTION, group: MEASURING })
      .option('plan', {
        requiresArg: true,
        type: 'string',
        group: SHARES,
        describe: 'folder of a run that is planned; what is measured stands there',
      })
      .option('shard', {
        requiresArg: true,
        type: 'string',
        implies: 'plan',
        conflicts: 'timing',
        group: SHARES,
        describe:
          'sizes of a share: 3/64 is the third of 64; env/64: the number that Slurm (from 1), Kubernetes or AWS Batch (from 0) has set',
      })
      .option('timing', {
        type: 'boolean',
        implies: 'plan',
        group: SHARES,
        describe: 'speeds instead, on this machine and nothing else at work on it',
      })
      .option('data', {
        requiresArg: true,
        type: 'string',
        implies: 'plan',
        group: SHARES,
        describe: 'where the folder of ncb plan --data lies on this machine',
      })
      .options(formOptions('settings, totals and failures', 'a row a chain, as in totals.csv,'))
      .example('$0 sweep', 'the quick grid over the built-in synthetic recordings')
      .example('$0 sweep recordings/ --preset full --sample 20', 'a large grid over 20 of your recordings')
      .example(
        '$0 sweep a.wav --transforms none,delta,lpc:order=8/16/32 --coders rice,rans',
        'a grid of your own',
      )
      .example(
        '$0 sweep a.wav --coders shuffle --compressors zstd:level=1..19 --size-only',
        'every level, sizes only',
      )
      .example(
        "$0 sweep probe.bin --channels 384 --rate 30000 --chain 'levels+lpc+rans'",
        'one chain, headerless file',
      )
      .example('$0 sweep --plugin ./my-codec.ts', 'your codec among the built-in ones')
      .example('$0 sweep --plan RUN --shard 3/64', 'a share of what ncb plan has planned'),
  handler: async argv => {
    const { runSweepCommand } = await import('./run.js');
    // at once: a plugin may have left something that would keep this process waiting
    process.exit(await runSweepCommand(argv));
  },
};
