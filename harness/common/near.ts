/** What somebody meant who wrote a name that there is not. */

/**
 * How many letters are left out, put in, replaced or swapped with their neighbour between two words (optimal string
 * alignment). Packages for distances of words count a swap twice, so that `lcp` is as far from `lz4` as from `lpc`.
 */
export function editDistance(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}

/** Of three letters one may be wrong, of six two. */
const LETTERS_A_FAULT = 3;
const LEAST_PART = 3;
const MOST_NAMES = 3;

/**
 * The names nearest to what was written: those with the fewest faults, if these are few for its length, else those of
 * which it is a part between dashes.
 */
export function nearest(written: string, names: readonly string[]): string[] {
  const word = written.toLowerCase();
  const distances = new Map(names.map(name => [name, editDistance(word, name.toLowerCase())]));
  const least = Math.min(...distances.values());
  if (least <= Math.max(1, Math.floor(word.length / LETTERS_A_FAULT))) {
    return names.filter(name => distances.get(name) === least).slice(0, MOST_NAMES);
  }
  if (word.length < LEAST_PART) return [];
  return names.filter(name => name.split(/[-:]/).includes(word)).slice(0, MOST_NAMES);
}

/**
 * The end of a message about a name that there is not.
 * @param there what there is, as a sentence
 * @returns `, did you mean lpc? There are …`, or `, there are …` if nothing is near
 */
export function suggest(near: readonly string[], there: string): string {
  if (near.length === 0) return `, ${there}`;
  return `, did you mean ${near.join(' or ')}? ${there[0].toUpperCase()}${there.slice(1)}`;
}
