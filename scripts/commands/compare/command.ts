/** `ncb compare`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { MACHINE_OPTION } from '../shared/options.js';
import type { CompareArguments } from './run.js';

export const compareCommand: CommandModule<object, CompareArguments> = {
  command: 'compare <results..>',
  describe: 'what differs between runs, or between chains of one run, and whether it is more than noise',
  builder: yargs =>
    yargs
      .positional('results', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'folders of runs or their cells.csv; totals.csv and other tools’ are compared by name',
      })
      .option('base', {
        type: 'string',
        requiresArg: true,
        describe: 'what the others are compared with; the first unless given',
      })
      .option('chains', {
        type: 'string',
        array: true,
        requiresArg: true,
        conflicts: 'base',
        describe: 'chains of one run, by id or alias: the others against the first, round by round',
      })
      .option('machine', MACHINE_OPTION)
      .option('json', { type: 'boolean', describe: 'everything as JSON' })
      .option('csv', { type: 'boolean', describe: 'a row for each chain, recording and metric as CSV' })
      .option('markdown', { type: 'boolean', describe: 'the tables as Markdown' })
      .conflicts({ json: ['csv', 'markdown'], csv: 'markdown' })
      .option('per-recording', { type: 'boolean', default: false, describe: 'a table of recordings too' })
      .option('all', { type: 'boolean', default: false, describe: 'show what is the same too' })
      .option('force', {
        type: 'boolean',
        default: false,
        describe: 'judge times even of different machines, Node or packages',
      })
      .option('fail-on', {
        type: 'string',
        requiresArg: true,
        describe: 'exit status 1 if anything got: larger,slower,failed,missing',
      })
      .option('seed', { type: 'number', requiresArg: true, default: 1, describe: 'of the bootstrap' })
      .example('$0 compare results/before results/after', 'what a change did')
      .example('$0 compare results/NAME --chains raw+zstd delta+raw+zstd', 'two chains of one run')
      .example('$0 compare before after --fail-on larger,slower,failed', 'in a CI job')
      .epilogue(
        'Sizes and failures are exact: any difference is real. A chain is faster or slower if p < .05 (Mann-Whitney ' +
          'on the medians of process runs, signed-rank within one run; Holm over the table) and the 95 % interval ' +
          'of the ratio lies outside the noise floor of the A/A pairs; the same if it lies inside; else unclear.',
      ),
  handler: async argv => {
    process.exitCode = await (await import('./run.js')).runCompare(argv);
  },
};
