/** `ncb recommend`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { formOptions, HEADERLESS_OPTIONS, PROFILE_OPTION, STRICT_OPTION } from '../shared/options.js';
import type { RecommendArguments } from './run.js';

const NO_CHAINS: string[] = [];

export const recommendCommand: CommandModule<object, RecommendArguments> = {
  command: 'recommend <paths..>',
  describe: 'say within a minute which chains to use for your recordings',
  builder: yargs =>
    yargs
      .positional('paths', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'recordings or folders of them',
      })
      .option('budget', {
        requiresArg: true,
        type: 'string',
        default: '60s',
        describe: 'how long it may take: 60s, 2min, 1h',
      })
      .option('min-mb-per-s', {
        requiresArg: true,
        type: 'number',
        default: 50,
        describe: 'what the balanced pick encodes and decodes on one core, in MB of samples a second',
      })
      .option('block-ms', {
        requiresArg: true,
        type: 'number',
        default: 100,
        describe: 'blocks that the live pick codes, each alone',
      })
      .option('headroom', {
        requiresArg: true,
        type: 'number',
        default: 10,
        describe: 'times real time that the live pick keeps on one core, with all channels',
      })
      .option('implant', {
        type: 'boolean',
        default: false,
        describe:
          'also say what of the picks, and of the usual chains of ncb implant, fits the implant of the challenge',
      })
      .option('chain', {
        type: 'string',
        array: true,
        nargs: 1,
        default: NO_CHAINS,
        describe: 'a chain to try too; repeatable',
      })
      .option('plugin', {
        type: 'string',
        array: true,
        nargs: 1,
        default: NO_CHAINS,
        describe: 'a module or declared program whose stages are tried too; repeatable',
      })
      .option('profile', PROFILE_OPTION)
      .option('jobs', {
        requiresArg: true,
        type: 'number',
        describe: 'processes that code windows side by side; all cores',
      })
      .option('memory-mb', {
        requiresArg: true,
        type: 'number',
        default: 2048,
        describe: 'MiB that each may take',
      })
      .option('seed', { requiresArg: true, type: 'number', default: 1, describe: 'draws the windows' })
      .option('strict', STRICT_OPTION)
      .options(HEADERLESS_OPTIONS)
      .options(formOptions('all of it', 'a row a pick'))
      .example('$0 recommend recordings/', 'what to use for these, in a minute')
      .example('$0 recommend a.wav --budget 10s', 'a rough answer at once')
      .example(
        '$0 recommend probe.bin --channels 384 --rate 30000 --budget 5min',
        'one large headerless file',
      )
      .example('$0 recommend recordings/ --implant', 'and whether it fits an implant')
      .example('$0 recommend recordings/ --plugin ./my-codec.ts', 'with your codec among the candidates')
      .epilogue(
        'Windows are drawn over all recordings and all of their time; every stream is decoded and compared. What you ' +
          'give by --chain, --plugin or --profile is measured in any case, marked, and has its rank. After Ctrl-C it ' +
          'says what is known by then.',
      ),
  handler: async argv => {
    const { runRecommend } = await import('./run.js');
    // at once: a plugin may have left something that would keep this process waiting
    process.exit(await runRecommend(argv));
  },
};
