/** `ncb train`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { HEADERLESS_OPTIONS } from '../shared/options.js';
import type { TrainArguments } from './arguments.js';

// not from arguments.ts, which loads what ships: help is to come at once
const TRAINABLE = ['converter', 'middle-out'] as const;

export const trainCommand: CommandModule<object, TrainArguments> = {
  command: 'train <paths..>',
  describe: 'learn the thresholds of your converter, or the net of middle-out, as a file for coders',
  builder: yargs =>
    yargs
      .positional('paths', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'recordings or folders of them; for a profile, all of one converter',
      })
      .option('model', {
        choices: TRAINABLE,
        requiresArg: true,
        default: TRAINABLE[0],
        describe: 'a profile of the converter, or a model of the net of middle-out',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'file of the profile or model, such as my-probe.json',
      })
      .option('name', {
        type: 'string',
        requiresArg: true,
        describe: "what chains are to call it; the file's name without .json",
      })
      .option('held-out', {
        type: 'number',
        requiresArg: true,
        default: 3,
        describe: 'every so many-th recording is left out, to see what it is worth',
      })
      .option('force', { type: 'boolean', default: false, describe: 'replace a file that is there' })
      .options(HEADERLESS_OPTIONS)
      .option('json', { type: 'boolean', default: false, describe: 'report as JSON' })
      .example('$0 train recordings/ --out my-probe.json', 'then: --profile my-probe.json')
      .example(
        '$0 train --model middle-out recordings/ --out my-leads.json',
        'then: middle-out:model=my-leads',
      )
      .example('$0 train probe.bin --channels 384 --rate 30000 --out probe.json', 'a headerless file')
      .epilogue(
        'A converter whose bits are not weighted exactly has wide and narrow codes; a coder that knows them spends fewer ' +
          'bits. Codes are those that levels finds, of up to 12 bits. With --model middle-out it is the net of that coder ' +
          'which is trained, in one to two minutes, and judged beside no net and beside the one that ships; of long ' +
          'recordings, stretches are taken. Where fewer recordings are given than one of which is left out, it is the ' +
          'last part of each.',
      ),
  handler: async argv => {
    const { runTrain } = await import('./run.js');
    process.exitCode = await runTrain(argv);
  },
};
