/**
 * Random numbers that are the same in every JavaScript engine: whole numbers, and doubles made by + - * / and
 * the square root alone, which IEEE 754 rounds correctly. Math.log, exp and sin are not: engines differ there.
 */

/** Pseudo-random 32-bit words: sfc32 (Doty-Humphrey, PractRand), 128 bits of state, period of at least 2^32. */
export function makeWords(...seeds: readonly [number, number, number]): () => number {
  let [a, b, c] = seeds;
  let counter = 1;
  const next = () => {
    const word = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    return word >>> 0;
  };
  // similar seeds have parted by then
  for (let round = 0; round < 15; round++) next();
  return next;
}

/** A number in 0..1, 1 excluded. */
export function uniform(words: () => number): number {
  return words() / 2 ** 32;
}

/**
 * A table of 4096 standard normal quantiles, to be indexed by the top 12 bits of a word. It ends at 3.7 sigma:
 * enough where several draws are summed, as everywhere here.
 */
export const NORMAL: Float64Array = normalQuantiles(4096);
export const NORMAL_SHIFT = 20;

/**
 * Walks the density of the half normal out to 5 sigma. From x to x + h it falls by exp(-x h - h²/2), and that
 * factor itself falls by q = exp(-h²) at every step, so no exponential is needed but this one, by its series.
 */
function normalQuantiles(count: number): Float64Array {
  const step = 1 / 512;
  const q = 1 - step * step + (step * step * step * step) / 2;
  const densities: number[] = [];
  for (let density = 1, factor = q; densities.length < 5 / step; density *= factor, factor *= q) {
    densities.push(density);
  }
  const total = densities.reduce((sum, density) => sum + density, 0);
  const quantiles = new Float64Array(count);
  let [cell, below] = [0, 0];
  for (let k = 0; k < count / 2; k++) {
    const wanted = (total * (k + 0.5)) / (count / 2);
    while (below + densities[cell] < wanted) below += densities[cell++];
    const x = (cell + (wanted - below) / densities[cell]) * step;
    quantiles[count / 2 + k] = x;
    quantiles[count / 2 - 1 - k] = -x;
  }
  return standardised(quantiles);
}

function standardised(values: Float64Array): Float64Array {
  let squares = 0;
  for (const value of values) squares += value * value;
  const sigma = Math.sqrt(squares / values.length);
  return values.map(value => value / sigma);
}
