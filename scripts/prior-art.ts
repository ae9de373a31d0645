/**
 * `npm run prior-art -- FOLDER [--out RUN] [--timed] [--write]`: sweeps the preset prior-art over the recordings (or
 * goes on where that run stopped) and prints the table of n1-codec's published bytes beside ours, as Markdown.
 * `npm run prior-art -- --run RUN [--write]` reads a run that is there. `--write` puts the table into README.md between
 * its marks. `--timed` has the timing pass too.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeFileBeside } from '../harness/files.js';
import { readResults } from '../harness/results.js';
import { packageRoot } from '../harness/versions.js';
import { formatPriorArt, type NoteOf, replaceBlock } from './prior-art-table.js';

const CLI = fileURLToPath(new URL('./cli.js', import.meta.url));
const SOME_FAILED = 1;

/** What there is to say of a mode beside its difference. */
const NOTES: Readonly<Record<string, string>> = {};
const noteOf: NoteOf = mode => NOTES[mode];

/** @throws Error if the sweep could not be made; a cell that failed stands in its row */
function sweep(paths: readonly string[], out: string, timed: boolean): void {
  const args = ['sweep', ...paths, '--preset', 'prior-art', '--out', out, ...(timed ? [] : ['--size-only'])];
  const { status } = spawnSync(process.execPath, [CLI, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0 && status !== SOME_FAILED) throw new Error('the sweep was not made');
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      run: { type: 'string' },
      out: { type: 'string', default: join('results', 'prior-art') },
      timed: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  if (values.run === undefined) {
    if (positionals.length === 0) throw new Error('want a folder of recordings, or --run and that of a run');
    sweep(positionals, values.out, values.timed);
  } else if (positionals.length > 0) {
    throw new Error('--run reads a run that is there: want no recordings beside it');
  }
  const run = values.run ?? values.out;
  const { own } = readResults(run);
  if (own === undefined) throw new Error(`${run}: not a run of ncb`);
  const table = formatPriorArt(own, noteOf);
  console.log(table);
  if (!values.write) return;
  const readme = join(packageRoot, 'README.md');
  writeFileBeside(readme, replaceBlock(readFileSync(readme, 'utf8'), table));
}

try {
  main();
} catch (error) {
  console.error(`prior-art: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}
