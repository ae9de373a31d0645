/** Which known words somebody may have meant by one that is not known. */

const SHOWN = 4;

/** The known words that contain the other or lie few letters from it, the nearest first; all where none does. */
export function nearestOf(word: string, known: readonly string[]): readonly string[] {
  const near = known
    .map(name => ({ name, far: distance(word.toLowerCase(), name) }))
    .filter(({ name, far }) => far <= 1 + word.length / 3 || (word.length > 2 && name.includes(word)))
    .toSorted((a, b) => a.far - b.far);
  return near.length === 0 ? known : near.slice(0, SHOWN).map(({ name }) => name);
}

/** Letters to put in, take out or change, to make one word of the other (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      next.push(Math.min(row[j + 1] + 1, next[j] + 1, row[j] + (to[j] === letter ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length];
}
