/** `ncb eval`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { DEFAULT_CHAIN } from '../../../harness/container/default-chain.js';
import { CHAIN_OPTIONS } from '../shared/options.js';
import type { EvalArguments } from './run.js';

export const evalCommand: CommandModule<object, EvalArguments> = {
  command: 'eval <path>',
  describe: 'score a chain on whole files as the Neuralink challenge does',
  builder: yargs =>
    yargs
      .positional('path', {
        type: 'string',
        demandOption: true,
        describe: 'a folder of files, or a zip of them such as data.zip',
      })
      .options({
        ...CHAIN_OPTIONS,
        chain: { type: 'string', requiresArg: true, default: DEFAULT_CHAIN, describe: 'codes the samples' },
      })
      .option('executables', {
        type: 'string',
        requiresArg: true,
        describe: 'folder of the encode and decode that are counted; challenge/CHAIN',
      })
      .option('jobs', { type: 'number', requiresArg: true, describe: 'processes; all cores' })
      .option('json', { type: 'boolean', default: false, describe: 'as JSON, with a row a file' })
      .example('$0 eval recordings/neuralink', 'both ratios, with and without the executables')
      .example('$0 eval data.zip --chain levels+delta+rice --json', 'from the zip, for a program to read')
      .epilogue(
        'Original size: of the files. Compressed size: of their containers, and of the two executables. The ratio ' +
          'is cut, not rounded, to two places. npm run challenge -- CHAIN builds the executables, which write the ' +
          'same bytes.',
      ),
  handler: async argv => {
    const { runEval } = await import('./run.js');
    process.exit(await runEval(argv));
  },
};
