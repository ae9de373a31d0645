/** `ncb show`: results again, ours or another tool's, alone or side by side. */
import type { CommandModule } from 'yargs';
import { formOptions, MACHINE_OPTION, PARQUET_OPTION } from '../shared/options.js';
import type { ShowArguments } from './run.js';

const CHOOSING = 'Which rows:';
const NO_CONDITIONS: string[] = [];

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
      .option('sort', {
        type: 'string',
        requiresArg: true,
        group: CHOOSING,
        describe: 'by a column of totals.csv, such as encode_xrt, the best first; encode_xrt:asc or :desc',
      })
      .option('where', {
        type: 'string',
        array: true,
        nargs: 1,
        default: NO_CONDITIONS,
        group: CHOOSING,
        describe: "only those, such as 'ratio>3' or 'chain~lpc' (contains): = != < <= > >= ~; repeatable",
      })
      .option('limit', {
        type: 'number',
        requiresArg: true,
        group: CHOOSING,
        describe: 'the first so many; 40 and what is of interest beyond',
      })
      .option('machine', MACHINE_OPTION)
      .options(formOptions('every row and remark', 'a row a chain, or a name and file of another tool,'))
      .option('markdown', { type: 'boolean', conflicts: ['json', 'csv'], describe: 'the table as Markdown' })
      .option('dominated', {
        type: 'boolean',
        conflicts: ['json', 'csv', 'markdown'],
        describe: 'of one run of ours: name what dominates each chain in a narrow terminal too',
      })
      .option('parquet', PARQUET_OPTION)
      .example('$0 show results/NAME', 'the ranking that its sweep ended with')
      .example("$0 show results/NAME --sort encode_xrt --where 'ratio>3'", 'the fastest that reach a ratio')
      .example('$0 show results/NAME --where family=prediction --csv', 'for a program to read')
      .example('$0 show results/NAME grid_results.csv', 'beside the table of n1-codec, by mode')
      .example('$0 show lzbench.csv --csv', 'in the columns of this project')
      .epilogue(
        'Conditions are in the units of the columns, and all have to hold. A field that is empty meets COLUMN= and no ' +
          'bound. Of several results a name is judged and ordered by its row in the first that has it.',
      ),
  handler: async argv => (await import('./run.js')).runShow(argv),
};
