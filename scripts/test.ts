/**
 * Runs the compiled tests (what ships is what is tested): `npm test`, or `npm test -- rice csv` for the files
 * whose path contains one of the words. `--name zstd-native` runs those tests alone whose name contains it.
 *
 * `--fast` leaves out what takes minutes: tests below the paths of SLOW, and those on real recordings, which are skipped
 * as where there are none.
 */
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, sep } from 'node:path';
import process from 'node:process';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { messageOf } from '../codecs/errors.js';

/** The command line and chores as processes; plugins and programs that are run until they break a limit. */
const SLOW = [
  ...['scripts/cli.', 'scripts/commands/', 'scripts/chores/', 'scripts/readme.', 'scripts/package.'],
  ...['codecs/programs/', 'harness/plugins/', 'harness/library/', 'harness/recommend/', 'harness/explain/'],
];

const dist = dirname(dirname(fileURLToPath(import.meta.url)));
const { fast, name, words } = readArguments();
const files = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .map(file => file.split(sep).join('/'))
  .filter(file => file.endsWith('.test.js'))
  .filter(file => words.length === 0 || words.some(word => file.includes(word)))
  .filter(file => !fast || !isSlow(file))
  // what takes longest begins first, so that no processor waits for it at the end
  .sort((a, b) => Number(isSlow(b)) - Number(isSlow(a)) || (a < b ? -1 : 1))
  .map(file => join(dist, file));
if (files.length === 0) {
  console.error(`no test file whose path contains ${words.join(' or ')}`);
  process.exit(2);
}
if (fast) process.env.NCB_SHARED_DATA = join(dist, 'no-recordings');
const stream = run({
  files,
  // one more than there are processors: many tests wait for programs that they started
  concurrency: availableParallelism() + 1,
  ...(name !== undefined && { testNamePatterns: [name] }),
});
stream.on('test:fail', () => {
  process.exitCode = 1;
});
stream.compose(new spec()).pipe(process.stdout);

function isSlow(file: string): boolean {
  return SLOW.some(path => file.startsWith(path));
}

interface Arguments {
  readonly fast: boolean;
  readonly name: string | undefined;
  readonly words: readonly string[];
}

function readArguments(): Arguments {
  const options = { fast: { type: 'boolean', default: false }, name: { type: 'string' } } as const;
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    return { fast: values.fast, name: values.name, words: positionals };
  } catch (thrown) {
    console.error(`test: ${messageOf(thrown)}`);
    process.exit(2);
  }
}
