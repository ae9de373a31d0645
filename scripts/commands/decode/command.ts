/** `ncb decode`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import type { FileArguments } from '../shared/files.js';
import { CHAIN_OPTIONS, keepDash } from '../shared/options.js';

export const decodeCommand: CommandModule<object, FileArguments> = {
  command: 'decode <input> <output>',
  describe: 'take a file out of the container that encode made',
  builder: yargs =>
    yargs
      .positional('input', {
        type: 'string',
        demandOption: true,
        describe: 'container; - for standard input',
      })
      .positional('output', { type: 'string', demandOption: true, describe: 'file; - for standard output' })
      .option('plugin', CHAIN_OPTIONS.plugin)
      .option('profile', CHAIN_OPTIONS.profile)
      .option('force', { type: 'boolean', default: false, describe: 'replace an output that is there' })
      .example('$0 decode a.ncb a.wav', 'the very bytes that were encoded')
      .example('$0 decode - - < a.ncb | sox -t wav - -n stat', 'in a pipe')
      .epilogue('Nothing is written unless the checksum of the whole file is right.'),
  handler: async argv => {
    const { runDecode } = await import('./run.js');
    await runDecode({ ...argv, input: keepDash(argv.input), output: keepDash(argv.output) });
    // at once: a plugin may have left something that would keep this process waiting
    process.exit();
  },
};
