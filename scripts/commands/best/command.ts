/** `ncb best`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { formOptions, MACHINE_OPTION } from '../shared/options.js';
import type { BestArguments } from './run.js';

const ASKED = 'Asked of speed:';

function asked(describe: string) {
  return { type: 'number', requiresArg: true, group: ASKED, describe } as const;
}

export const bestCommand: CommandModule<object, BestArguments> = {
  command: 'best <runs..>',
  describe: 'the smallest chain that keeps up, what comes next, and what is smaller but too slow',
  builder: yargs =>
    yargs
      .positional('runs', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'folders of runs, cells.csv or totals.csv',
      })
      .option('min-encode-xrt', asked('times real time, on one core'))
      .option('min-decode-xrt', asked('the same of decode'))
      .option('min-encode-mb-per-s', asked('10^6 bytes of PCM a second, on one core'))
      .option('min-decode-mb-per-s', asked('the same of decode'))
      .option('channels', asked('encode so many channels in real time'))
      .option('decode-channels', asked('decode so many channels in real time'))
      .option('cores', asked('that share the channels; 1'))
      .option('machine', MACHINE_OPTION)
      .options(formOptions('every chain and figure', 'a row a chain, with every figure,'))
      .example('$0 best results/NAME --min-encode-xrt 50 --min-decode-xrt 100', 'on one core')
      .example('$0 best results/NAME --channels 1024 --cores 4', 'record 1,024 channels live')
      .example('$0 best results/NAME --min-encode-mb-per-s 23.04', '384 channels × 30 kHz × 2 bytes')
      .epilogue(
        'Channels are of the sample rates of the recordings; for others ask for MB/s. --channels asks of encode ' +
          'only, since what is recorded live is read at leisure; --decode-channels asks the same of decode. Cores ' +
          'are counted as if none slowed another. Exit status: 1 if nothing keeps up.',
      ),
  handler: async argv => {
    process.exitCode = (await import('./run.js')).runBest(argv);
  },
};
