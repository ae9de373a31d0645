/** Where the user's chains stand, a line for everything that was given. */
import type { Given } from '../../../harness/recommend/given.js';
import type { Recommendation } from '../../../harness/recommend/recommend.js';
import type { Yours } from '../../../harness/recommend/yours.js';
import { formatRank } from '../shared/rank.js';
import { plural } from '../shared/terminal.js';

/** @param shown the chain of which is spoken, for everything that was given */
export function describeYours(shown: readonly Yours[], { yours, sizes }: Recommendation): string[] {
  return shown.flatMap(one => [
    `yours: ${one.chain}: ${describePlace(one, sizes.windows)}`,
    ...one.given.flatMap(given => describeOthers(given, yours)),
  ]);
}

function describePlace(one: Yours, windows: number): string {
  const { rank, of, excess, fate, error, throughput, dominatedBy } = one;
  if (fate === 'failed') return error;
  if (fate === 'too slow') return 'too slow for this budget';
  if (fate === 'not tried') return 'not tried, for want of time';
  if (rank === null || excess === null) return 'not compared, for want of time';
  const place = `${formatRank(rank, of, excess)}${describeWindows(one, windows)}`;
  if (dominatedBy !== null) return `${place}; dominated by ${dominatedBy}`;
  return throughput.runs === 0 ? `${place}; not timed, for want of time` : place;
}

/** What the rank is by, where that is less than what there is of others. */
function describeWindows({ windows }: Yours, most: number): string {
  if (windows === most) return '';
  return windows === 0 ? ' by short windows' : ` by ${windows} of ${plural(most, 'window')}`;
}

/** A plugin or profile is in many chains. */
function describeOthers(given: Given, yours: readonly Yours[]): string[] {
  const holding = yours.filter(one => one.given.includes(given));
  if (holding.length < 2) return [];
  const count = (fate: Yours['fate']) => holding.filter(one => one.fate === fate).length;
  const notes = [
    `of ${holding.length} chains with ${given.name}, ${count('coded')} compared`,
    ...(['failed', 'too slow', 'not tried'] as const)
      .filter(fate => count(fate) > 0)
      .map(fate => `${count(fate)} ${fate}`),
  ];
  return [`  ${notes.join(', ')}`];
}
