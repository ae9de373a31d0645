/** How few rounds are too few. */

/** The chance that a table of identical codecs has any `faster` or `slower` in it. */
export const ALPHA = 0.05;

/** The least p-value that exact tests of so many process runs can give: signed-rank if paired, else Mann-Whitney. */
export function leastPValue(base: number, other: number, paired: boolean): number {
  if (paired) return 2 ** (1 - base);
  let arrangements = 1;
  for (let chosen = 1; chosen <= base; chosen++) arrangements = (arrangements * (other + chosen)) / chosen;
  return 2 / arrangements;
}

/** The least number of rounds, on each side, with which one of so many rows could reach the level after Holm. */
export function leastRounds(rows: number, paired: boolean): number {
  let rounds = 1;
  while (leastPValue(rounds, rounds, paired) * rows >= ALPHA) rounds++;
  return rounds;
}
