/** What `ncb compare` does: compares, prints, and judges for CI. */
import { interruptible } from '../shared/interruptible.js';
import { seedNumber } from '../shared/numbers.js';
import { runInThread } from '../shared/thread.js';
import { changesForTheWorse, parseFailOn } from './fail-on.js';
import { formatComparisonCsv, formatComparisonJson } from './json-csv.js';
import { formatComparison } from './text.js';
import { formatComparisonByName } from './text-by-name.js';
import type { AnyCompared, Comparing } from './thread.js';

const THREAD = new URL('./thread.js', import.meta.url);

export interface CompareArguments {
  results: string[];
  base: string | undefined;
  chains: string[] | undefined;
  json: boolean | undefined;
  csv: boolean | undefined;
  markdown: boolean | undefined;
  'per-recording': boolean;
  all: boolean;
  force: boolean;
  'fail-on': string | undefined;
  seed: number;
  machine: string | undefined;
}

/**
 * Prints the comparisons.
 * @returns exit status: 1 if something got worse of what `--fail-on` asks for
 * @throws Error in one line if the arguments do not fit each other or something is not readable as results
 */
export function runCompare(argv: CompareArguments): Promise<number> {
  const failOn = parseFailOn(argv['fail-on']);
  const { results, base, chains, force, machine } = argv;
  const seed = seedNumber('seed', argv.seed);
  const comparing: Comparing = { results, base, chains, force, seed, machine };
  return interruptible(async running => {
    const compared = await runInThread<Comparing, AnyCompared[]>(THREAD, comparing, running);
    print(compared, argv);
    const { worse, unknown } = changesForTheWorse(compared, failOn);
    for (const line of unknown) console.error(`ncb: ${line}`);
    if (worse.length > 0) console.error(`ncb: ${worse.join(', ')}`);
    return worse.length > 0 ? 1 : 0;
  });
}

function print(compared: readonly AnyCompared[], argv: CompareArguments): void {
  if (argv.json) console.log(formatComparisonJson(compared));
  else if (argv.csv) process.stdout.write(formatComparisonCsv(compared));
  else {
    const text = compared.map(each =>
      'named' in each ? formatComparisonByName(each, argv) : formatComparison(each, argv),
    );
    console.log(text.join('\n\n'));
  }
}
