/** `ncb new`: a plugin that works as it stands, with its test. */
import type { CommandModule } from 'yargs';
import type { StageKind } from '../../../codecs/codec.js';

interface NewArguments {
  name: string;
  kind: StageKind;
  folder: string;
}

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
  handler: async ({ name, kind, folder }) => {
    const { writeSkeleton } = await import('../../../harness/plugins/skeleton.js');
    const { stagePath, testPath } = writeSkeleton(name, kind, folder);
    console.log(`${stagePath}\n${testPath}\n`);
    console.log(`ncb check ${stagePath}              does it keep the contract?`);
    console.log(`ncb sweep --plugin ${stagePath}     where does it stand among the others?`);
  },
};
