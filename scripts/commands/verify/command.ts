/** `ncb verify`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { CHAIN_OPTIONS } from '../shared/options.js';
import type { VerifyArguments } from './run.js';

export const verifyCommand: CommandModule<object, VerifyArguments> = {
  command: 'verify <input> [original]',
  describe: 'prove that what encode wrote gives every byte back, without writing any',
  builder: yargs =>
    yargs
      .positional('input', { type: 'string', demandOption: true, describe: 'what encode wrote' })
      .positional('original', {
        type: 'string',
        describe: 'the file or folder that was encoded: then each byte is compared with it',
      })
      .option('plugin', CHAIN_OPTIONS.plugin)
      .option('profile', CHAIN_OPTIONS.profile)
      .example('$0 verify session.ncb', 'by the checksums in it')
      .example('$0 verify session.ncb session/', 'against the originals'),
  handler: async argv => {
    const status = await (await import('./run.js')).runVerify(argv);
    // at once: a plugin may have left something that would keep this process waiting
    process.exit(status);
  },
};
