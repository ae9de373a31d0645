/** What `ncb compare` does: reads, compares, prints. */
import { existsSync } from 'node:fs';
import { compareByName } from '../../../harness/compare/by-name.js';
import { compareChains, compareRuns } from '../../../harness/compare/compare.js';
import type { OnTimingProgress } from '../../../harness/compare/timing.js';
import { loadRun, resultFiles } from '../../../harness/run/load.js';
import { readResults } from '../../../harness/run/results.js';
import { makeProgressBar } from '../shared/progress.js';
import { shortest } from '../shared/shortest.js';
import type { Compared, ComparedByName, NamedSides } from './compared.js';
import { failuresOf, parseFailOn } from './fail.js';
import { formatComparisonCsv, formatComparisonJson } from './files.js';
import { formatNamed } from './named.js';
import { formatComparison } from './text.js';

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
}

/** @throws Error in one line if the arguments do not fit each other or something is not readable as results */
export function runCompare(argv: CompareArguments): void {
  if (!Number.isSafeInteger(argv.seed) || argv.seed < 0) {
    throw new Error(`--seed ${argv.seed}: a whole number of at least 0 is right`);
  }
  const failOn = parseFailOn(argv['fail-on']);
  const compared = argv.chains === undefined ? compareAll(argv) : compareWithin(argv, argv.chains);
  print(compared, argv);
  const { failures, untold } = failuresOf(compared, failOn);
  for (const line of untold) console.error(`ncb: ${line}`);
  if (failures.length > 0) {
    console.error(`ncb: ${failures.join(', ')}`);
    process.exitCode = 1;
  }
}

function print(compared: readonly (Compared | ComparedByName)[], argv: CompareArguments): void {
  if (argv.json) console.log(formatComparisonJson(compared));
  else if (argv.csv) process.stdout.write(formatComparisonCsv(compared));
  else {
    const text = compared.map(each =>
      'named' in each ? formatNamed(each, argv) : formatComparison(each, argv),
    );
    console.log(text.join('\n\n'));
  }
}

function compareWithin({ results, seed }: CompareArguments, chains: readonly string[]): Compared[] {
  const [path, second] = results;
  if (second !== undefined) throw new Error(`--chains compares within one run; of two, leave out ${second}`);
  if (!hasCells(path)) throw new Error(`${path}: --chains needs the cells.csv of a run`);
  const [base, ...others] = chains;
  if (others.length === 0) throw new Error(`--chains ${base}: name another chain to compare with it`);
  const twice = chains.find((chain, index) => chains.indexOf(chain) !== index);
  if (twice !== undefined) throw new Error(`--chains ${twice} ${twice}: a chain is the same as itself`);
  const comparison = compareChains(loadRun(path), base, others, { seed, onProgress: showTests() });
  const otherName = others.length === 1 ? others[0] : 'each';
  return [{ baseName: base, otherName, comparison }];
}

function compareAll({ results, base, force, seed }: CompareArguments): (Compared | ComparedByName)[] {
  const paths = baseFirst(results, base);
  if (paths.length < 2) throw new Error('compare takes two runs, or one with --chains X Y');
  const [baseName, ...otherNames] = shortest(paths);
  const [basePath, ...otherPaths] = paths;
  const otherOf = (index: number): NamedSides => ({ baseName, otherName: otherNames[index] });
  const byName = paths.filter(path => !hasCells(path));
  if (byName.length > 0) {
    const first = readResults(basePath);
    const reason = `${byName.join(', ')}: no rows by recording and its checksum`;
    return otherPaths.map((path, index) => {
      const other = readResults(path);
      const remarks = [first, other].flatMap(({ path: from, remarks: said }) =>
        said.map(({ text }) => `${from}: ${text}`),
      );
      return { ...otherOf(index), named: compareByName(first, other), reason, remarks };
    });
  }
  const first = loadRun(basePath);
  return otherPaths.map((path, index) => ({
    ...otherOf(index),
    comparison: compareRuns(first, loadRun(path), { force, seed, onProgress: showTests() }),
  }));
}

function showTests(): OnTimingProgress {
  const bar = makeProgressBar();
  return (phase, done, total) => bar.show({ phase, done, total, unit: 'rows' });
}

function baseFirst(results: readonly string[], base: string | undefined): string[] {
  return base === undefined ? [...results] : [base, ...results.filter(path => path !== base)];
}

/** Whether there are rows by recording, as in a run's folder or its cells.csv. What is not there is a run's, too. */
function hasCells(path: string): boolean {
  if (!existsSync(path)) return true;
  const { cells, totals, other } = resultFiles(path);
  return cells !== undefined || (totals ?? other) === undefined;
}
