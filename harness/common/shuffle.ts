/** Seeded draws and orders. */
import { makeRandom } from '../../codecs/random.js';

/** A seeded draw of `count` items, in their old order; all of them if there are no more. */
export function draw<T>(items: readonly T[], count: number, seed: number): T[] {
  const chosen = new Set(shuffled([...items.keys()], seed).slice(0, count));
  return items.filter((_, index) => chosen.has(index));
}

/** A seeded shuffle (Fisher-Yates) of a copy. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = makeRandom(seed * 2654435761 + 1);
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random() % (i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
