/** `ncb decode`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { CHAIN_OPTIONS, keepDash, LIMIT_OPTIONS } from '../shared/options.js';
import type { DecodeArguments } from './run.js';

const PART = 'A part of an archive:';

export const decodeCommand: CommandModule<object, DecodeArguments> = {
  command: 'decode <input> <output>',
  describe: 'take out what encode put in: whole files, or a stretch of a recording',
  builder: yargs =>
    yargs
      .positional('input', {
        type: 'string',
        demandOption: true,
        describe: 'what encode wrote; - for standard input',
      })
      .positional('output', {
        type: 'string',
        demandOption: true,
        describe: 'file, or folder for an archive of several; - for standard output',
      })
      .option('from', { type: 'string', requiresArg: true, group: PART, describe: 'seconds, such as 12.5s' })
      .option('to', {
        type: 'string',
        requiresArg: true,
        group: PART,
        describe: 'seconds; the end unless given',
      })
      .option('channels', {
        type: 'string',
        requiresArg: true,
        group: PART,
        describe: 'from 0, such as 0-31',
      })
      .option('stream', { type: 'string', requiresArg: true, group: PART, describe: 'which, of several' })
      .option('plugin', CHAIN_OPTIONS.plugin)
      .option('profile', CHAIN_OPTIONS.profile)
      .options(LIMIT_OPTIONS)
      .option('force', { type: 'boolean', default: false, describe: 'replace an output that is there' })
      .example('$0 decode a.ncb a.wav', 'the very bytes that were encoded')
      .example('$0 decode session.ncb session/', 'every file of the folder')
      .example(
        '$0 decode session.ncb part.npy --from 12.5s --to 14s --channels 0-31',
        'reads the chunks that it needs',
      )
      .example('$0 decode - - < a.ncb | sox -t wav - -n stat', 'in a pipe')
      .epilogue(
        'Nothing is written unless the checksum of each whole file is right; of a lossy copy, which gives back other files ' +
          'than it was made of and says so, that of each chunk. A part is written as .npy (frames, ' +
          'channels), .wav, or interleaved int16 under any other name.',
      ),
  handler: async argv => {
    const { runDecode } = await import('./run.js');
    const status = await runDecode({ ...argv, input: keepDash(argv.input), output: keepDash(argv.output) });
    // at once: a plugin may have left something that would keep this process waiting
    process.exit(status);
  },
};
