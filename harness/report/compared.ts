/** Two runs, by the verdicts of `ncb compare`, as a page shows them. */
import { groupBy } from '../common/group-by.js';
import { type ChainComparison, type ChainTimes, type Comparison, compareRuns } from '../compare/compare.js';
import { isOk, sizeChange } from '../compare/exact.js';
import { type OnTimingProgress, TIMES, type TimingVerdict } from '../compare/timing.js';
import { SAME_AGAIN, type TotalRow } from '../run/columns.js';
import { chainKey } from '../run/key.js';
import type { JudgedRun } from '../run/load.js';
import { changesOf } from './changes.js';
import { foldItems, mostChains } from './fold.js';
import { count } from './format.js';
import type { ComparedChain, ComparedTime, ReportComparison } from './model.js';

/** The seed that `ncb compare` takes unless told otherwise, so that the two show the same intervals. */
const SEED = 1;

export function compareForPage(
  base: JudgedRun,
  other: JudgedRun,
  onProgress?: OnTimingProgress,
): ReportComparison {
  if (base.cells.length === 0 || other.cells.length === 0) return compareTotals(base, other);
  const comparison = compareRuns(base, other, { force: false, seed: SEED, onProgress });
  const all = [...groupBy(comparison.chains, chainKey).values()].map(([chain]) => comparedChain(chain));
  const most = mostChains(0);
  const chains = foldItems(all, most, chain => changesOf(chain).length > 0);
  const left = all.length - chains.length;
  const folded = left === 0 ? [] : [`${count(left, 'chain')} not shown here; ncb compare --all has them.`];
  return {
    chains,
    onlyInBase: missingNames(comparison.missingInOther),
    onlyInOther: missingNames(comparison.missingInBase),
    remarks: [...folded, ...remarksOn(comparison)],
  };
}

function missingNames({ chains, rows }: Comparison['missingInBase']): string[] {
  const names = new Set(chains);
  const gone = rows.filter(({ chain, alias }) => names.has(alias || chain));
  return [...new Set(gone.map(({ chain }) => chain))];
}

function comparedChain({ chain, scope, pairs, exact, times }: ChainComparison): ComparedChain {
  const ok = pairs.filter(isOk);
  return {
    chain,
    scope,
    recordings: ok.length,
    rawBytes: sumOf(ok, ({ other }) => other.raw_bytes),
    baseBytes: exact.encodedBytes?.base ?? 0,
    otherBytes: exact.encodedBytes?.other ?? 0,
    size: exact.encodedBytes?.verdict ?? null,
    modelSize: exact.modelBytes.verdict,
    newlyFailed: exact.newlyFailed.length,
    newlyOk: exact.newlyOk.length,
    encode: comparedTime(times.encode),
    decode: comparedTime(times.decode),
  };
}

/** Speeds as totals have them: sums over sums. */
function comparedTime({ rows, ratio, verdict }: ChainTimes): ComparedTime | null {
  if (ratio === null || verdict === null) return null;
  const recordedNs = 1e9 * sumOf(rows, ({ pair }) => pair.other.duration_s);
  return {
    baseXrt: recordedNs / sumOf(rows, ({ baseNs }) => baseNs),
    otherXrt: recordedNs / sumOf(rows, ({ otherNs }) => otherNs),
    ratio: ratio.mean,
    low: ratio.low,
    high: ratio.high,
    verdict,
  };
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

function remarksOn(comparison: Comparison): string[] {
  const { chains, environment, otherMachine, tooFewRounds, floor } = comparison;
  const withVerdict = (verdict: TimingVerdict) =>
    chains.filter(({ times }) => TIMES.some(time => times[time].verdict === verdict)).length;
  const timed = chains.some(({ times }) => TIMES.some(time => times[time].verdict !== null));
  if (!timed) return ['Nothing was timed in both.'];
  if (otherMachine) {
    const what = environment
      .filter(({ withholds }) => withholds)
      .map(difference => `${difference.what} (${difference.base}, then ${difference.other})`);
    return [`Times are not judged, since they would differ by the machines: ${what.join(', ')}.`];
  }
  const [withheld, untested] = [withVerdict('withheld'), withVerdict('untested')];
  return [
    `Faster and slower are said of differences outside the noise floor, here ${percent(floor.encode)} of encode time and ${percent(floor.decode)} of decode time, with p < .05 over all rows together; as ncb compare does.`,
    ...(withheld > 0
      ? [`Times of ${count(withheld, 'chain')} are not judged: the packages behind them differ.`]
      : []),
    ...(untested > 0
      ? [`Times of ${count(untested, 'chain')} are not judged: their single process runs are not known.`]
      : []),
    ...(tooFewRounds === null
      ? []
      : [
          `Too few rounds to call anything faster or slower: ${tooFewRounds.rounds} a side, where ${tooFewRounds.least} are the least that could.`,
        ]),
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Of runs of which only totals are left: sizes over equally many bytes, no verdict on times. */
function compareTotals(base: JudgedRun, other: JudgedRun): ReportComparison {
  const [bases, others] = [base, other].map(byChain);
  return {
    chains: [...bases].flatMap(([key, row]) => {
      const found = others.get(key);
      return found === undefined ? [] : [comparedTotals(row, found)];
    }),
    onlyInBase: [...bases].filter(([key]) => !others.has(key)).map(([, { chain }]) => chain),
    onlyInOther: [...others].filter(([key]) => !bases.has(key)).map(([, { chain }]) => chain),
    remarks: ['Times are not judged: of one of the runs only totals are left.'],
  };
}

function byChain({ totals }: JudgedRun): Map<string, TotalRow> {
  const measured = totals.filter(({ alias }) => alias !== SAME_AGAIN);
  return new Map(measured.map(row => [chainKey(row), row]));
}

function comparedTotals(base: TotalRow, other: TotalRow): ComparedChain {
  const isAlike =
    base.failed === 0 && other.failed === 0 && base.raw_bytes === other.raw_bytes && base.ok === other.ok;
  const { chain, scope } = other;
  return {
    chain,
    scope,
    recordings: isAlike ? other.ok : 0,
    rawBytes: isAlike ? other.raw_bytes : 0,
    baseBytes: isAlike ? base.encoded_bytes : 0,
    otherBytes: isAlike ? other.encoded_bytes : 0,
    size: isAlike ? sizeChange(base.encoded_bytes, other.encoded_bytes).verdict : null,
    modelSize: sizeChange(base.model_bytes, other.model_bytes).verdict,
    newlyFailed: 0,
    newlyOk: 0,
    encode: null,
    decode: null,
  };
}
