/** `ncb new`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import type { StageKind } from '../../../codecs/codec.js';
import type { NewArguments } from './run.js';

const KINDS: readonly StageKind[] = ['transform', 'coder', 'compressor'];

export const newCommand: CommandModule<object, NewArguments> = {
  command: 'new <name>',
  describe: 'write a working skeleton of a codec stage, with its test',
  builder: yargs =>
    yargs
      .positional('name', { type: 'string', demandOption: true, describe: 'of the stage, such as my-codec' })
      .option('kind', { choices: KINDS, demandOption: true, describe: 'what goes in and out (see ncb list)' })
      .option('folder', { type: 'string', default: '.', describe: 'where to write it' })
      .example('$0 new my-codec --kind coder', 'my-codec.ts and my-codec.test.mjs'),
  handler: async argv => (await import('./run.js')).runNew(argv),
};
