/** `ncb lossy`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { formOptions, HEADERLESS_OPTIONS, PROFILE_OPTION, STRICT_OPTION } from '../shared/options.js';
import type { LossyArguments } from './run.js';

const GRADES = ['transparent', 'sorting-safe', 'decoding-safe'] as const;
const NO_CHAINS: string[] = [];

export const lossyCommand: CommandModule<object, LossyArguments> = {
  command: 'lossy <paths..>',
  describe: 'say within a minute how much your recordings may lose for a grade, and by which chain',
  builder: yargs =>
    yargs
      .positional('paths', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'recordings or folders of them',
      })
      .option('grade', {
        requiresArg: true,
        choices: GRADES,
        default: 'sorting-safe' as const,
        describe: 'what the samples that come back have to be good for',
      })
      .option('budget', {
        alias: 'time-budget',
        requiresArg: true,
        type: 'string',
        default: '60s',
        describe: 'how long it may take: 60s, 2min, 1h',
      })
      .option('chain', {
        type: 'string',
        array: true,
        nargs: 1,
        default: NO_CHAINS,
        describe: 'a chain that is measured too, as it is; repeatable',
      })
      .option('plugin', {
        type: 'string',
        array: true,
        nargs: 1,
        default: NO_CHAINS,
        describe: 'a module or declared program whose stages these chains need; repeatable',
      })
      .option('profile', PROFILE_OPTION)
      .option('jobs', {
        requiresArg: true,
        type: 'number',
        describe: 'windows that are measured side by side; all cores',
      })
      .option('memory-mb', {
        requiresArg: true,
        type: 'number',
        default: 2048,
        describe: 'MiB that a process may take',
      })
      .option('seed', {
        requiresArg: true,
        type: 'number',
        default: 1,
        describe: 'draws the windows, and half a code of noise',
      })
      .option('strict', STRICT_OPTION)
      .options(HEADERLESS_OPTIONS)
      .options(formOptions('all of it', 'the curve and all else that was measured, a row a chain,'))
      .example('$0 lossy recordings/', 'the most that can be lost and still be sorted')
      .example('$0 lossy a.wav --grade transparent --budget 10s', 'hardly any loss, in ten seconds at most')
      .example('$0 lossy probe.bin --channels 384 --rate 30000', 'one large headerless file')
      .example("$0 lossy a.wav --chain 'levels+quantize:step=6+rice'", 'with a chain of your own beside')
      .example('$0 lossy recordings/ --csv > curve.csv', 'for a program')
      .epilogue(
        'Grades are by errors in the band of spikes, spikes found and invented, and waveforms (results/README.md); their ' +
          'limits were set on 24 recordings of one data set. Several recordings are judged together, and each alone. ' +
          'Exit status 1: the grade is not reached, or something failed. After Ctrl-C it says what is known by then.',
      ),
  handler: async argv => {
    const { runLossy } = await import('./run.js');
    // at once: a plugin may have left something that would keep this process waiting
    process.exit(await runLossy(argv));
  },
};
