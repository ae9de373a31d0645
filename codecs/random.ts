/** Random numbers that need no quality, only to be the same everywhere. */

/** Pseudo-random 32-bit words (xorshift32), the same in every engine. */
export function makeRandom(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
