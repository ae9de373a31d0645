/**
 * `npm run scale [-- --rows 1e4,1e5,1e6] [--write] [--folder FOLDER]`: what reading commands take of runs of so many cells,
 * as whole processes, and what a sweep does beside measuring. Runs are made by a seed in a temporary folder, or in the one
 * that is named, where they stay. `--write` puts the tables into results/README.md.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChore } from '../shared/chore.js';
import { type GuidePart, writePart } from '../shared/guide-part.js';
import { makeRun, type Shape } from './made.js';
import { measure, measureCommand } from './measured.js';
import { timePasses } from './passes.js';
import { type CommandRow, formatCommands, formatPasses, type PassRow } from './table.js';

const SCALE_PART: GuidePart = { name: 'scale', file: 'results/README.md' };
const CHORE = fileURLToPath(import.meta.url);

/** Of a million cells 2000 chains on 500 recordings; of fewer as many to one. */
function shapeOf(rows: number): Shape {
  const recordings = Math.max(1, Math.round(Math.sqrt(rows / 4)));
  return { chains: Math.max(2, Math.round(rows / recordings)), recordings };
}

const MANY_CHAINS: Shape = { chains: 20_000, recordings: 5 };

function parseRows(given: string): Shape[] {
  return given.split(',').map(text => {
    const rows = Number(text);
    if (!Number.isInteger(rows) || rows < 4) throw new Error(`--rows ${text}: want whole numbers from 4 on`);
    return shapeOf(rows);
  });
}

/** The commands on a run and another one, made where they are not yet. */
function measureCommands(folder: string, shape: Shape): CommandRow[] {
  const [base, other] = ['a', 'b'].map((name, seed) => {
    const run = join(folder, `${shape.chains}x${shape.recordings}-${name}`);
    if (!existsSync(join(run, 'totals.csv'))) makeRun(run, shape, seed);
    return run;
  });
  const commands: readonly (readonly [string, readonly string[]])[] = [
    ['show', ['show', join(base, 'cells.csv')]],
    ['best', ['best', base]],
    ['compare', ['compare', base, other]],
    ['report', ['report', base, '--out', join(folder, 'report.html')]],
  ];
  return commands.map(([name, args]) => {
    const row = { name, shape, ...measureCommand(args) };
    console.error(
      `${name} ${shape.chains} x ${shape.recordings}: ${row.elapsedS.toFixed(1)} s, ${(row.peakBytes / 1e6).toFixed(0)} MB`,
    );
    return row;
  });
}

/** In a process of its own, which has nothing else in memory. */
function measurePasses(folder: string, shape: Shape): PassRow {
  const run = join(folder, 'passes');
  rmSync(run, { recursive: true, force: true });
  const { output, peakBytes } = measure(CHORE, [
    '--passes',
    `${shape.chains}x${shape.recordings}`,
    '--folder',
    run,
  ]);
  rmSync(run, { recursive: true, force: true });
  console.error(
    `passes ${shape.chains} x ${shape.recordings}: ${output.trim()}, ${(peakBytes / 1e6).toFixed(0)} MB`,
  );
  return { shape, peakBytes, ...JSON.parse(output) };
}

await runChore(
  'scale',
  {
    options: {
      rows: { type: 'string', default: '1e4,1e5,1e6' },
      folder: { type: 'string' },
      write: { type: 'boolean', default: false },
      // of a child of this chore
      passes: { type: 'string' },
    },
  },
  async ({ values: { rows, folder: named, write, passes } }) => {
    if (passes !== undefined && named !== undefined) {
      const [chains, recordings] = passes.split('x').map(Number);
      console.log(JSON.stringify(await timePasses(named, { chains, recordings })));
      return 0;
    }
    const shapes = parseRows(rows);
    const folder = named ?? mkdtempSync(join(tmpdir(), 'ncb-scale-'));
    try {
      const commands = [...shapes, MANY_CHAINS].flatMap(shape => measureCommands(folder, shape));
      const ofPasses = shapes.map(shape => measurePasses(folder, shape));
      const machine = `${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`;
      const text = [formatCommands(commands), formatPasses(ofPasses), `On ${machine}.`].join('\n\n');
      console.log(text);
      if (write) writePart(SCALE_PART, text);
    } finally {
      if (named === undefined) rmSync(folder, { recursive: true, force: true });
    }
    return 0;
  },
);
