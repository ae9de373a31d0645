/** The least and the greatest of any number of items: a call takes no more than some ten thousand arguments. */

/** Null of none. */
export function greatest(values: Iterable<number>): number | null;
export function greatest<T>(items: Iterable<T>, of: (item: T) => number): number | null;
export function greatest<T>(items: Iterable<T>, of: (item: T) => number = Number): number | null {
  let most: number | null = null;
  for (const item of items) most = most === null ? of(item) : Math.max(most, of(item));
  return most;
}

/** Null of none. */
export function least(values: Iterable<number>): number | null {
  const most = greatest(values, value => -value);
  return most === null ? null : -most;
}
