/** `ncb encode`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { DEFAULT_CHAIN } from '../../../harness/container/default-chain.js';
import { CHAIN_OPTIONS, HEADERLESS_OPTIONS, keepDash, LIMIT_OPTIONS } from '../shared/options.js';
import type { EncodeArguments } from './run.js';

export const encodeCommand: CommandModule<object, EncodeArguments> = {
  command: 'encode <input> [output]',
  describe: 'put recordings into a file from which they come back byte for byte',
  builder: yargs =>
    yargs
      .positional('input', {
        type: 'string',
        demandOption: true,
        describe: 'a file, or a folder with all that lies in it; - for standard input',
      })
      .positional('output', { type: 'string', describe: 'file to write; - for standard output' })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'folder to write to, under the name of the input with .ncb',
      })
      .option('chunk', {
        type: 'string',
        requiresArg: true,
        describe: 'seconds that are coded alone, so that any of them can be read without the rest (1s)',
      })
      .options(CHAIN_OPTIONS)
      .options(LIMIT_OPTIONS)
      .option('lossy', {
        type: 'boolean',
        default: false,
        describe: 'a copy by a --chain that may lose samples, with a certificate of what it lost',
      })
      .option('channels', HEADERLESS_OPTIONS.channels)
      .option('rate', HEADERLESS_OPTIONS.rate)
      .option('verify', {
        type: 'boolean',
        default: true,
        describe: 'decode and compare before it is written; --no-verify leaves it out',
      })
      .option('compare', {
        type: 'boolean',
        default: false,
        describe: 'say also what gzip and WavPack would make of the samples, by some of the chunks',
      })
      .option('force', { type: 'boolean', default: false, describe: 'replace an output that is there' })
      .example('$0 encode session/ session.ncb', 'a folder: samples by the chain, everything else deflated')
      .example('$0 encode a.ap.bin --out archive/', 'with its .meta beside it')
      .example('$0 encode a.wav a.ncb --chain levels+delta+rice', `another chain than ${DEFAULT_CHAIN}`)
      .example(
        '$0 encode a.wav a.ncb --lossy --chain levels+quantize:step=7+lms-range',
        'off by 3 codes at most; ncb verify a.wav a.ncb measures it anew',
      )
      .example('cat a.wav | $0 encode - - > a.ncb', 'in a pipe')
      .epilogue(
        'Every byte is kept: headers, sync channels, files beside it, torn ends. A WAV file of up to 16 MiB becomes one ' +
          'piece unless --chunk is given; anything else is an archive of chunks, coded on all cores. What was stopped ' +
          'goes on when the same command is given again.',
      ),
  handler: async argv => {
    const { runEncode } = await import('./run.js');
    const output = argv.output === undefined ? undefined : keepDash(argv.output);
    const status = await runEncode({ ...argv, input: keepDash(argv.input), output });
    // at once: a plugin may have left something that would keep this process waiting
    process.exit(status);
  },
};
