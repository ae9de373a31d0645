/** `ncb show`: results again, ours or another tool's, alone or side by side. */
import type { CommandModule } from 'yargs';
import type { ShowArguments } from './run.js';

export const showCommand: CommandModule<object, ShowArguments> = {
  command: 'show <results..>',
  describe: 'print results again, ours or of another tool; of several, their ratios side by side',
  builder: yargs =>
    yargs
      .positional('results', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'folders of runs, cells.csv, totals.csv, or what n1-codec, lzbench, TurboBench … wrote',
      })
      .option('json', { type: 'boolean', describe: 'every row and remark as JSON' })
      .option('csv', { type: 'boolean', describe: 'a row for each name and file as CSV' })
      .option('markdown', { type: 'boolean', describe: 'the table as Markdown' })
      .option('dominated', {
        type: 'boolean',
        conflicts: ['json', 'csv', 'markdown'],
        describe: 'of one run of ours: name what dominates each chain in a narrow terminal too',
      })
      .conflicts({ json: ['csv', 'markdown'], csv: 'markdown' })
      .example('$0 show results/NAME', 'the ranking that its sweep ended with')
      .example('$0 show results/NAME grid_results.csv', 'beside the table of n1-codec, by mode')
      .example('$0 show lzbench.csv --csv', 'in the columns of this project'),
  handler: async argv => (await import('./run.js')).runShow(argv),
};
