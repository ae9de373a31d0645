/** What every chore does with its command line: `--help`, and one line and status 2 for what is wrong. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { messageOf } from '../../../codecs/errors.js';
import { packageRoot } from '../../../harness/common/package-root.js';

type Options = NonNullable<ParseArgsConfig['options']>;

/** What was given to a chore. */
export type Given<O extends Options> = ReturnType<
  typeof parseArgs<{ readonly options: O; readonly allowPositionals: true }>
>;

/** The command line is wrong, or an input. */
const WRONG = 2;

/**
 * Runs a chore, whose exit status is what its work returns, or 2 with one line if that throws. `--help` prints the
 * comment that begins its file instead.
 * @param name of its folder
 * @param options as node:util's parseArgs takes them
 * @param mostPositionals arguments that are no options
 */
export async function runChore<const O extends Options>(
  name: string,
  { options, mostPositionals = 0 }: { readonly options: O; readonly mostPositionals?: number },
  work: (given: Given<O>) => Promise<number> | number,
): Promise<void> {
  try {
    if (process.argv.slice(2).includes('--help')) {
      console.log(usageOf(name));
      return;
    }
    const given = parseArgs({ options, allowPositionals: true });
    const extra = given.positionals[mostPositionals];
    if (extra !== undefined) throw new Error(`${extra}: one argument too many; see --help`);
    process.exitCode = await work(given);
  } catch (thrown) {
    console.error(`${name}: ${messageOf(thrown).trim().replaceAll(/\s+/g, ' ')}`);
    process.exitCode = WRONG;
  }
}

/** Chores are never packed: their sources are there. */
function usageOf(name: string): string {
  const source = readFileSync(join(packageRoot, 'scripts', 'chores', name, 'chore.ts'), 'utf8');
  const comment = source.slice(source.indexOf('/**') + 3, source.indexOf('*/'));
  return comment.replaceAll(/^ *\* ?/gm, '').trim();
}
