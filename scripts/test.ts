/**
 * Runs the compiled tests (what ships is what is tested): `npm test`, or `npm test -- rice csv` for the files
 * whose path contains one of the words. `--name zstd-native` runs those tests alone whose name contains it.
 *
 * `--fast` leaves out what takes minutes: tests below the paths of SLOW, and those on real recordings, which are skipped
 * as where there are none.
 *
 * A process a file is half of the time that small files take: those that are not LONG run several in a process.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import process from 'node:process';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { messageOf } from '../codecs/errors.js';

/** The command line and chores as processes; plugins and programs that are run until they break a limit. */
const SLOW = [
  ...['scripts/cli.', 'scripts/commands/', 'scripts/chores/', 'scripts/readme.', 'scripts/package.'],
  ...['codecs/programs/', 'harness/plugins/', 'harness/library/', 'harness/recommend/', 'harness/explain/'],
];

/** Parts of the paths of files that are long themselves, or do with their process as they like. */
const LONG = [
  ...['conformance.', 'house.', 'files.', 'download.', 'codecs/programs/', 'harness/library/'],
  'chores/fuzz/',
  ...['harness/plugins/errors.', 'harness/plugins/place.', 'harness/recommend/bench.'],
];
/** What a SLOW file imports that is long for the programs that it starts. */
const STARTS_PROGRAMS = /\/(cli|plugged-sweep)\.test\.kit\.js|node:child_process/;
/** What files import that run in one process, and so in one browser. */
const USES_BROWSER = /\/browser\.test\.kit\.js/;
const FILES_A_PROCESS = 6;

const dist = dirname(dirname(fileURLToPath(import.meta.url)));
const { fast, name, words } = readArguments();
const files = readdirSync(dist, { recursive: true, encoding: 'utf8' })
  .map(file => file.split(sep).join('/'))
  .filter(file => file.endsWith('.test.js'))
  .filter(file => words.length === 0 || words.some(word => file.includes(word)))
  .filter(file => !fast || !isSlow(file))
  // what takes longest begins first, so that no processor waits for it at the end
  .sort((a, b) => Number(isSlow(b)) - Number(isSlow(a)) || (a < b ? -1 : 1));
if (files.length === 0) {
  console.error(`no test file whose path contains ${words.join(' or ')}`);
  process.exit(2);
}
// the machine is busy with tests: a speed that is measured then is not looked at
process.env.NCB_PATIENCE ??= '0';
if (fast) process.env.NCB_SHARED_DATA = join(dist, 'no-recordings');
const inBrowser = files.filter(file => imports(file, USES_BROWSER));
const folder = mkdtempSync(join(tmpdir(), 'ncb-tests-'));
let batches = 0;
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const stream = run({
  files: [
    ...[inBrowser].filter(batch => batch.length > 0).map(writeBatch),
    ...files.filter(file => !inBrowser.includes(file) && isLong(file)).map(file => join(dist, file)),
    ...batchesOf(files.filter(file => !inBrowser.includes(file) && !isLong(file))).map(writeBatch),
  ],
  // more than there are processors: many tests wait for programs that they started
  concurrency: availableParallelism() + 2,
  ...(name !== undefined && { testNamePatterns: [name] }),
});
stream.on('test:fail', () => {
  process.exitCode = 1;
});
stream.compose(new spec()).pipe(process.stdout);

/** Whether a file has a process of its own. */
function isLong(file: string): boolean {
  if (LONG.some(part => file.includes(part))) return true;
  return isSlow(file) && imports(file, STARTS_PROGRAMS);
}

function imports(file: string, what: RegExp): boolean {
  return what.test(readFileSync(join(dist, file), 'utf8'));
}

/** As many files in each as take a while, neighbours in different ones. */
function batchesOf(small: readonly string[]): string[][] {
  const count = Math.ceil(small.length / FILES_A_PROCESS);
  return Array.from({ length: count }, (_, batch) => small.filter((_, k) => k % count === batch));
}

/** A module that imports the files. */
function writeBatch(batch: readonly string[]): string {
  const path = join(folder, `batch-${batches++}.test.mjs`);
  writeFileSync(
    path,
    batch.map(file => `await import(${JSON.stringify(pathToFileURL(join(dist, file)).href)});\n`).join(''),
  );
  return path;
}

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
