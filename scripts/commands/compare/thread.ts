/** The comparing and the printing of `ncb compare`: of a million cells, what is printed is less than what was compared. */
import { existsSync } from 'node:fs';
import { compareByName } from '../../../harness/compare/by-name.js';
import { compareChains, compareRuns } from '../../../harness/compare/compare.js';
import type { OnTimingProgress } from '../../../harness/compare/timing.js';
import { openRun, resultFiles } from '../../../harness/run/load.js';
import { readResults } from '../../../harness/run/results.js';
import type { Step } from '../shared/progress.js';
import { shortest } from '../shared/shortest.js';
import { serveThread } from '../shared/thread.js';
import type { AnyCompared, Compared, NamedSides } from './compared.js';
import { type Changes, changesForTheWorse, type Worsening } from './fail-on.js';
import { csvPieces, jsonPieces } from './json-csv.js';
import { formatComparison } from './text.js';
import { formatComparisonByName } from './text-by-name.js';

/** What is compared, as the command line has it. */
export interface Comparing {
  readonly results: readonly string[];
  readonly base: string | undefined;
  /** Of one run. */
  readonly chains: readonly string[] | undefined;
  readonly force: boolean;
  readonly seed: number;
  readonly machine: string | undefined;
  readonly shown: Shown;
  readonly failOn: readonly Worsening[];
}

/** What of it is printed, and how. */
interface Shown {
  readonly json: boolean;
  readonly csv: boolean;
  readonly markdown: boolean;
  readonly 'per-recording': boolean;
  readonly all: boolean;
}

/** What the main thread has to do with it. */
export interface Outcome extends Changes {
  /** In pieces: a text holds no more than some hundred megabytes. */
  readonly output: readonly string[];
}

type Show = (step: Step) => void;

function compareWithin(
  { results, seed, machine }: Comparing,
  chains: readonly string[],
  show: Show,
): Compared[] {
  const [path, second] = results;
  if (second !== undefined) throw new Error(`--chains compares within one run; of two, leave out ${second}`);
  if (!hasCells(path)) throw new Error(`${path}: --chains needs the cells.csv of a run`);
  const [base, ...others] = chains;
  if (others.length === 0) throw new Error(`--chains ${base}: name another chain to compare with it`);
  const twice = chains.find((chain, index) => chains.indexOf(chain) !== index);
  if (twice !== undefined) throw new Error(`--chains ${twice} ${twice}: a chain is the same as itself`);
  const comparison = compareChains(openRun(path), base, others, {
    ...{ seed, machine, onProgress: showTests(show) },
  });
  const otherName = others.length === 1 ? others[0] : 'each';
  return [{ baseName: base, otherName, comparison }];
}

function compareAll({ results, base, force, seed, machine }: Comparing, show: Show): AnyCompared[] {
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
  const first = openRun(basePath);
  return otherPaths.map((path, index) => ({
    ...otherOf(index),
    comparison: compareRuns(first, openRun(path), {
      ...{ force, seed, machine, onProgress: showTests(show) },
    }),
  }));
}

function showTests(show: Show): OnTimingProgress {
  return (phase, done, total) => show({ phase, done, total, unit: 'rows' });
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

function print(compared: readonly AnyCompared[], shown: Shown): string[] {
  if (shown.json) return [...jsonPieces(compared), '\n'];
  if (shown.csv) return [...csvPieces(compared)];
  const text = compared.map(each =>
    'named' in each ? formatComparisonByName(each, shown) : formatComparison(each, shown),
  );
  return [`${text.join('\n\n')}\n`];
}

await serveThread<Comparing, Outcome>((comparing, show) => {
  const { chains, shown, failOn } = comparing;
  const compared =
    chains === undefined ? compareAll(comparing, show) : compareWithin(comparing, chains, show);
  return { output: print(compared, shown), ...changesForTheWorse(compared, failOn) };
});
