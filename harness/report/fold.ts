/** What a page has of a run of a million cells: a browser draws some thousand chains, and holds some million sizes. */
const MOST_CHAINS = 4000;
/** Of chains on recordings: 22 MB of a page. */
const MOST_SIZES = 2 ** 22;
/** However many recordings there are. */
const LEAST_CHAINS = 16;
/** Kinds of failure, each of a chain. */
export const MOST_FAILURES = 500;

/** How many chains a page has of a run over so many recordings. */
export function mostChains(recordings: number): number {
  return Math.max(LEAST_CHAINS, Math.min(MOST_CHAINS, Math.floor(MOST_SIZES / Math.max(1, recordings))));
}

/** So many of the items, in their order: those that lead, then the first. */
export function foldItems<T>(items: readonly T[], most: number, leads: (item: T) => boolean): readonly T[] {
  if (items.length <= most) return items;
  const first = items.filter(leads).slice(0, most);
  const kept = new Set(first);
  for (const item of items) {
    if (kept.size >= most) break;
    kept.add(item);
  }
  return items.filter(item => kept.has(item));
}
