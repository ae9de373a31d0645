/** The front of any number of items, and what pushes each of the others off it. Figures are all to be large. */
import type { FigureOf } from './dominance.js';

/** What dominates an item by the widest margin; null on the front. */
export type Dominated<T> = T | null;

/**
 * Of each item that of the front which dominates it by the widest margin: whose least advantage over the figures, as a
 * factor, is the largest; of equals the first.
 *
 * Whatever dominates an item comes before it where items are sorted by their figures, the largest first. So each is held
 * against the members of the front found so far: as many comparisons as items times members, in typed arrays.
 */
export function frontOf<T>(items: readonly T[], figures: readonly FigureOf<T>[]): Dominated<T>[] {
  const count = figures.length;
  const values = new Float64Array(items.length * count);
  for (const [k, item] of items.entries())
    for (const [f, figure] of figures.entries()) values[k * count + f] = figure(item);
  const by = new Array<Dominated<T>>(items.length).fill(null);
  const members = new Uint32Array(items.length);
  let size = 0;
  for (const k of fallingOrder(values, count)) {
    const dominator = dominatorOf(k, members.subarray(0, size), values, count);
    if (dominator < 0) members[size++] = k;
    else by[k] = items[dominator];
  }
  return by;
}

/** By the first figure, where that is equal by the next, and so on; of equals the first. */
function fallingOrder(values: Float64Array, count: number): Uint32Array {
  return Uint32Array.from({ length: values.length / count }, (_, k) => k).sort((a, b) => {
    for (let f = 0; f < count; f++) {
      const difference = values[b * count + f] - values[a * count + f];
      if (difference !== 0) return difference;
    }
    return a - b;
  });
}

/** -1 where no member dominates the item. */
function dominatorOf(item: number, members: Uint32Array, values: Float64Array, count: number): number {
  const own = item * count;
  let widest = -1;
  let margin = 0;
  for (let m = 0; m < members.length; m++) {
    const rival = members[m] * count;
    let isAhead = false;
    let least = Number.POSITIVE_INFINITY;
    let f = 0;
    for (; f < count && values[rival + f] >= values[own + f]; f++) {
      if (values[rival + f] > values[own + f]) isAhead = true;
      least = Math.min(least, values[rival + f] / values[own + f]);
    }
    if (f < count || !isAhead) continue;
    if (widest < 0 || least > margin || (least === margin && members[m] < widest)) {
      widest = members[m];
      margin = least;
    }
  }
  return widest;
}
