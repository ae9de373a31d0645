/**
 * `npm run side-by-side -- A B`: the ratios of two runs by chain, as a Markdown table, and how well their rankings
 * agree. Made for the README's table of synthetic against real recordings.
 */
import { basename, join } from 'node:path';
import { readTotals } from '../harness/csv.js';
import { byRatio } from '../harness/pareto.js';
import { SAME_AGAIN, type TotalRow } from '../harness/rows.js';

function ratios(folder: string): Map<string, number> {
  const rows = readTotals(join(folder, 'totals.csv')).filter(
    row => row.alias !== SAME_AGAIN && row.failed === 0,
  );
  return new Map(
    rows.toSorted(byRatio).flatMap((row: TotalRow) => (row.ratio === null ? [] : [[row.chain, row.ratio]])),
  );
}

/** Spearman's rank correlation of two rankings of the same chains. */
function rankCorrelation(a: readonly string[], b: readonly string[]): number {
  const place = new Map(b.map((chain, rank) => [chain, rank]));
  const squares = a.map((chain, rank) => (rank - (place.get(chain) ?? 0)) ** 2);
  const n = a.length;
  return 1 - (6 * squares.reduce((sum, square) => sum + square, 0)) / (n * (n * n - 1));
}

const [first, second] = process.argv.slice(2);
if (first === undefined || second === undefined) throw new Error('want two run folders');
const [a, b] = [ratios(first), ratios(second)];
const shared = [...b.keys()].filter(chain => a.has(chain));
console.log(`| chain | ${basename(first)} | ${basename(second)} | difference |\n|---|---|---|---|`);
for (const chain of shared) {
  const [x, y] = [a.get(chain) ?? 0, b.get(chain) ?? 0];
  console.log(`| \`${chain}\` | ${x.toFixed(3)} | ${y.toFixed(3)} | ${(100 * (x / y - 1)).toFixed(1)} % |`);
}
const ranked = [...a.keys()].filter(chain => b.has(chain));
console.log(
  `\nRank correlation (Spearman) over ${shared.length} chains: ${rankCorrelation(ranked, shared).toFixed(3)}`,
);
