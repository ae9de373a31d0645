/** `ncb topology`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { excerptOptions } from '../shared/excerpts.js';
import { formOptions, HEADERLESS_OPTIONS } from '../shared/options.js';
import type { TopologyArguments } from './run.js';

export const topologyCommand: CommandModule<object, TopologyArguments> = {
  command: 'topology <paths..>',
  describe: 'say how the channels of a recording are related, and draw it',
  builder: yargs =>
    yargs
      .positional('paths', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'recordings of several channels, or folders of them',
      })
      .options(formOptions('figures and every lead', 'a row a lead'))
      .option('all', {
        type: 'boolean',
        default: false,
        describe: 'a row for every lead, however many there are',
      })
      .option('svg', {
        requiresArg: true,
        type: 'string',
        describe: 'a picture of one recording: leads by distance, and the tree that they are coded along',
      })
      .option('out', {
        requiresArg: true,
        type: 'string',
        describe:
          'the topology of one recording as a file, NAME.json, for --profile and middle-out:topology=NAME',
      })
      .options(HEADERLESS_OPTIONS)
      .options(excerptOptions('look at'))
      .example('$0 topology probe.ap.bin', 'which channels say much of which')
      .example('$0 topology probe.ap.bin --svg probe.svg', 'and a picture')
      .example('$0 topology probe.ap.bin --out probe.json', 'and a file of it, for --profile')
      .epilogue(
        'r is the correlation of first differences in the same frame, over the first 2^16 frames (of many channels ' +
          'fewer), which is what middle-out itself looks at. The tree is that of the greatest sizes of r, grown from ' +
          'channel 0 on (Prim): each lead is coded behind its parent, and predicted from it and up to two others.',
      ),
  handler: async argv => {
    process.exitCode = await (await import('./run.js')).runTopology(argv);
  },
};
