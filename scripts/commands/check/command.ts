/** `ncb check`: a plugin against the conformance kit alone. */
import type { CommandModule } from 'yargs';
import { PLUGIN_LIMITS } from '../../../harness/plugins/limits.js';

export interface CheckArguments {
  plugin: string;
  timeout: number;
  'memory-mb': number;
}

export const checkCommand: CommandModule<object, CheckArguments> = {
  command: 'check <plugin>',
  describe: 'hold the stages of a plugin to the contract of a codec',
  builder: yargs =>
    yargs
      .positional('plugin', {
        type: 'string',
        demandOption: true,
        describe: 'a module (.js, .ts or a package), a program declared in .json, or a converter profile',
      })
      .option('timeout', {
        type: 'number',
        default: PLUGIN_LIMITS.timeoutMs / 1000,
        describe: 'seconds that a stage may take',
      })
      .option('memory-mb', {
        type: 'number',
        default: PLUGIN_LIMITS.memoryBytes / 2 ** 20,
        describe: 'MiB that its process may take',
      })
      .example('$0 check ./my-codec.ts', 'which law does it break, and on which input?')
      .example('$0 check my-probe.json', 'every coder that can be told of this profile, told of it'),
  handler: async ({ plugin, timeout, 'memory-mb': memoryMb }) => {
    const { checkPlugin } = await import('../../../harness/plugins/check.js');
    // not by the signal's own doing: what is running is stopped on exit
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
    const limits = { timeoutMs: timeout * 1000, memoryBytes: memoryMb * 2 ** 20 };
    const verdicts = await checkPlugin(plugin, limits, ({ stage, breaches }) => {
      console.log(`${breaches.length === 0 ? 'ok    ' : 'broken'}  ${stage}`);
      for (const { law, input, message } of breaches) console.log(`        ${law}, on ${input}: ${message}`);
    });
    const broken = verdicts.filter(verdict => verdict.breaches.length > 0).length;
    console.log(
      broken === 0 ? 'it keeps the contract' : `${broken} of ${verdicts.length} configurations break it`,
    );
    process.exitCode = broken === 0 ? 0 : 1;
  },
};
