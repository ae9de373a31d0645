/** What `ncb compare` does: compares, prints, and judges for CI. */
import { interruptible } from '../shared/interruptible.js';
import { seedNumber } from '../shared/numbers.js';
import { runInThread } from '../shared/thread.js';
import { parseFailOn } from './fail-on.js';
import type { Comparing, Outcome } from './thread.js';

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
  const { json = false, csv = false, markdown = false, all } = argv;
  const shown = { json, csv, markdown, all, 'per-recording': argv['per-recording'] };
  const seed = seedNumber('seed', argv.seed);
  const comparing: Comparing = { results, base, chains, force, seed, machine, shown, failOn };
  return interruptible(async running => {
    const { output, worse, unknown } = await runInThread<Comparing, Outcome>(THREAD, comparing, running);
    for (const piece of output) process.stdout.write(piece);
    for (const line of unknown) console.error(`ncb: ${line}`);
    if (worse.length > 0) console.error(`ncb: ${worse.join(', ')}`);
    return worse.length > 0 ? 1 : 0;
  });
}
