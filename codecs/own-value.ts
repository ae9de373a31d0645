/** What a table has under a name that somebody else chose, such as `constructor`; undefined if it has none of its own. */
export function ownValue<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
