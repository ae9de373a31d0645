/** `ncb encode`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { DEFAULT_CHAIN } from '../../../harness/container/default-chain.js';
import { CHAIN_OPTIONS, keepDash } from '../shared/options.js';
import type { EncodeArguments } from './run.js';

export const encodeCommand: CommandModule<object, EncodeArguments> = {
  command: 'encode <input> <output>',
  describe: 'put a file into a container from which it comes back byte for byte',
  builder: yargs =>
    yargs
      .positional('input', { type: 'string', demandOption: true, describe: 'any file; - for standard input' })
      .positional('output', {
        type: 'string',
        demandOption: true,
        describe: 'container; - for standard output',
      })
      .options(CHAIN_OPTIONS)
      .option('verify', {
        type: 'boolean',
        default: true,
        describe: 'decode and compare before anything is written; --no-verify leaves it out',
      })
      .option('force', { type: 'boolean', default: false, describe: 'replace an output that is there' })
      .example('$0 encode a.wav a.ncb', `with ${DEFAULT_CHAIN}, small and soon done`)
      .example('$0 encode a.wav a.ncb --chain levels+delta+rice', 'with another')
      .example('cat a.wav | $0 encode - - > a.ncb', 'in a pipe')
      .epilogue(
        'Every byte is kept: headers, further chunks, torn ends. Samples of int16 WAV files go through the chain; ' +
          'any other file is deflated whole.',
      ),
  handler: async argv => {
    const { runEncode } = await import('./run.js');
    await runEncode({ ...argv, input: keepDash(argv.input), output: keepDash(argv.output) });
    // at once: a plugin may have left something that would keep this process waiting
    process.exit();
  },
};
