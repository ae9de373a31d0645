/** `ncb verify`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { CHAIN_OPTIONS, LIMIT_OPTIONS } from '../shared/options.js';
import type { VerifyArguments } from './run.js';

export const verifyCommand: CommandModule<object, VerifyArguments> = {
  command: 'verify <path> [copy]',
  describe: 'prove that what encode wrote gives every byte back, or of a lossy copy what it lost',
  builder: yargs =>
    yargs
      .positional('path', {
        type: 'string',
        demandOption: true,
        describe: 'what encode wrote; or, before it, the file or folder that was encoded',
      })
      .positional('copy', {
        type: 'string',
        describe: 'what encode wrote: then each byte is compared; the two may stand either way round',
      })
      .option('plugin', CHAIN_OPTIONS.plugin)
      .option('profile', CHAIN_OPTIONS.profile)
      .options(LIMIT_OPTIONS)
      .option('json', { type: 'boolean', describe: 'what was found, and a certificate, as JSON' })
      .example('$0 verify session.ncb', 'by the checksums in it')
      .example('$0 verify session/ session.ncb', 'against the originals; of a lossy copy every figure anew')
      .epilogue(
        'Exit status 1: a lossy copy is not what its certificate says. 2: a file is torn or damaged, or the original is ' +
          'another one.',
      ),
  handler: async argv => {
    const status = await (await import('./run.js')).runVerify(argv);
    // at once: a plugin may have left something that would keep this process waiting
    process.exit(status);
  },
};
