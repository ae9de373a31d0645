/** What `ncb check` does: holds a plugin to the conformance kit, alone. */
import { brokenLaws } from '../../../harness/plugins/broken-laws.js';
import { checkPlugin, type Verdict } from '../../../harness/plugins/check.js';
import { MEBIBYTE, raisedByOptions } from '../../../harness/processes/guard.js';
import { formatBrokenLaw } from '../shared/broken-law.js';
import { interruptible } from '../shared/interruptible.js';
import { memoryMib, seconds } from '../shared/numbers.js';

export interface CheckArguments {
  plugin: string;
  timeout: number;
  'memory-mb': number;
  strict: boolean;
}

/**
 * Prints a line for each configuration, then one for each law that is broken.
 * @returns exit status: 1 if something is broken or, with `--strict`, unsupported here
 * @throws Error in one line if a number is wrong or the plugin cannot be loaded
 */
export function runCheck({ plugin, strict, ...given }: CheckArguments): Promise<number> {
  const timeoutS = seconds('timeout', given.timeout);
  const memoryMb = memoryMib('memory-mb', given['memory-mb']);
  return interruptible(async ({ signal }) => {
    const limits = {
      timeoutMs: 1000 * timeoutS,
      memoryBytes: memoryMb * MEBIBYTE,
      raisedBy: raisedByOptions(timeoutS),
      signal,
    };
    const verdicts = await checkPlugin(plugin, limits, verdict => {
      // what was killed says nothing of the plugin
      signal.throwIfAborted();
      console.log(formatVerdict(verdict));
    });
    console.log(formatSummary(verdicts));
    return verdicts.some(verdict => isFailure(verdict, strict)) ? 1 : 0;
  });
}

function isFailure({ breaches, unsupported }: Verdict, strict: boolean): boolean {
  return breaches.length > 0 || (strict && unsupported !== undefined);
}

function formatVerdict({ stage, breaches, unsupported }: Verdict): string {
  if (unsupported !== undefined) return `unsupported  ${stage}: ${unsupported}`;
  return `${breaches.length === 0 ? 'ok    ' : 'broken'}  ${stage}`;
}

const LOSS_HINT =
  'a stage that is meant to lose samples says so, and how far off they are at most, by `loss`';

function hasOtherSamples(verdicts: readonly Verdict[]): boolean {
  return verdicts.some(({ breaches }) =>
    breaches.some(({ law, message }) => law === 'round trip' && /element \d+ is/.test(message)),
  );
}

function formatSummary(verdicts: readonly Verdict[]): string {
  const broken = verdicts.filter(({ breaches }) => breaches.length > 0).length;
  const unsupported = verdicts.filter(verdict => verdict.unsupported !== undefined).length;
  if (broken + unsupported === 0) return 'it keeps the contract';
  const all = `${verdicts.length} configurations`;
  const lines = brokenLaws(verdicts.flatMap(({ breaches }) => breaches)).map(formatBrokenLaw);
  if (lines.length > 0 && hasOtherSamples(verdicts)) lines.push(LOSS_HINT);
  if (broken > 0) lines.push(`${broken} of ${all} break it`);
  if (unsupported > 0) lines.push(`${unsupported} of ${all} unsupported here: no failure without --strict`);
  return lines.join('\n');
}
