/** `ncb check`: arguments and help. The work is in run.ts. */
import type { CommandModule } from 'yargs';
import { PLUGIN_LIMITS } from '../../../harness/plugins/limits.js';
import { STRICT_OPTION } from '../shared/options.js';
import type { CheckArguments } from './run.js';

export const checkCommand: CommandModule<object, CheckArguments> = {
  command: 'check <plugin>',
  describe: 'hold the stages of a plugin to the contract of a codec',
  builder: yargs =>
    yargs
      .positional('plugin', {
        type: 'string',
        demandOption: true,
        describe:
          'a module (.js, .ts or a package), a program declared in .json, or a file of ncb train or ncb topology',
      })
      .option('timeout', {
        type: 'number',
        requiresArg: true,
        default: PLUGIN_LIMITS.timeoutMs / 1000,
        describe: 'seconds that a stage may take',
      })
      .option('memory-mb', {
        type: 'number',
        requiresArg: true,
        default: PLUGIN_LIMITS.memoryBytes / 2 ** 20,
        describe: 'MiB that its process may take',
      })
      .option('strict', STRICT_OPTION)
      .example('$0 check ./my-codec.ts', 'which law does it break, and on which input?')
      .example('$0 check my-probe.json', 'every coder that takes this profile, model or topology, with it'),
  handler: async argv => {
    const { runCheck } = await import('./run.js');
    process.exitCode = await runCheck(argv);
  },
};
