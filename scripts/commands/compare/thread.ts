/** The comparing of `ncb compare`: thousands of rows of times take seconds, without a pause. */
import { existsSync } from 'node:fs';
import { compareByName, type NamedComparison } from '../../../harness/compare/by-name.js';
import { type Comparison, compareChains, compareRuns } from '../../../harness/compare/compare.js';
import type { OnTimingProgress } from '../../../harness/compare/timing.js';
import { loadRun, resultFiles } from '../../../harness/run/load.js';
import { readResults } from '../../../harness/run/results.js';
import type { Step } from '../shared/progress.js';
import { shortest } from '../shared/shortest.js';
import { serveThread } from '../shared/thread.js';

/** What is compared, as the command line has it. */
export interface Comparing {
  readonly results: readonly string[];
  readonly base: string | undefined;
  /** Of one run. */
  readonly chains: readonly string[] | undefined;
  readonly force: boolean;
  readonly seed: number;
  readonly machine: string | undefined;
}

/** What the sides of a comparison are called. */
export interface NamedSides {
  readonly baseName: string;
  readonly otherName: string;
}

export interface Compared extends NamedSides {
  readonly comparison: Comparison;
}

/** Of results that share no more than names. */
export interface ComparedByName extends NamedSides {
  readonly named: NamedComparison;
  /** Why no more. */
  readonly reason: string;
  readonly remarks: readonly string[];
}

export type AnyCompared = Compared | ComparedByName;

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
  const comparison = compareChains(loadRun(path), base, others, {
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
  const first = loadRun(basePath);
  return otherPaths.map((path, index) => ({
    ...otherOf(index),
    comparison: compareRuns(first, loadRun(path), {
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

await serveThread<Comparing, AnyCompared[]>((comparing, show) =>
  comparing.chains === undefined
    ? compareAll(comparing, show)
    : compareWithin(comparing, comparing.chains, show),
);
