/** What `ncb check` does: holds a plugin to the conformance kit, alone. */
import { checkPlugin, type Verdict } from '../../../harness/plugins/check.js';
import { interruptible } from '../shared/interruptible.js';
import { memoryMib, seconds } from '../shared/numbers.js';

export interface CheckArguments {
  plugin: string;
  timeout: number;
  'memory-mb': number;
}

/**
 * Prints a line for each configuration, and what it breaks.
 * @returns exit status: 1 if something is broken
 * @throws Error in one line if a number is wrong or the plugin cannot be loaded
 */
export function runCheck({ plugin, timeout, 'memory-mb': memoryMb }: CheckArguments): Promise<number> {
  const timeoutMs = 1000 * seconds('timeout', timeout);
  const memoryBytes = memoryMib('memory-mb', memoryMb) * 2 ** 20;
  return interruptible(async ({ signal }) => {
    const verdicts = await checkPlugin(plugin, { timeoutMs, memoryBytes, signal }, verdict => {
      // what was killed says nothing of the plugin
      signal.throwIfAborted();
      print(verdict);
    });
    const broken = verdicts.filter(verdict => verdict.breaches.length > 0).length;
    console.log(
      broken === 0 ? 'it keeps the contract' : `${broken} of ${verdicts.length} configurations break it`,
    );
    return broken === 0 ? 0 : 1;
  });
}

function print({ stage, breaches }: Verdict): void {
  console.log(`${breaches.length === 0 ? 'ok    ' : 'broken'}  ${stage}`);
  for (const { law, input, message } of breaches) console.log(`        ${law}, on ${input}: ${message}`);
}
