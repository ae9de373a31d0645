/** The normal distribution. */

/** From here on the continued fraction needs fewer terms than the series has lost digits. */
const SERIES_END = 2.5;

/**
 * Probability that a standard normal is `z` or greater, to 13 digits or more.
 * Series 26.2.11 and continued fraction 26.2.14 of Abramowitz & Stegun, Handbook of Mathematical Functions, 1964.
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return z < SERIES_END ? 0.5 - density * series(z) : density / continuedFraction(z);
}

/** z + z³/3 + z⁵/(3·5) + … */
function series(z: number): number {
  let sum = 0;
  for (let term = z, k = 1; term > sum * 1e-17; k += 2, term *= (z * z) / k) sum += term;
  return sum;
}

/** z + 1/(z + 2/(z + 3/(z + …))), from the inside out. 120 terms are enough at 2.5, and more than enough beyond. */
function continuedFraction(z: number): number {
  let value = z;
  for (let k = 120; k > 0; k--) value = z + k / value;
  return value;
}

/** Two-sided p-value of a deviation from the mean, with the continuity correction of half a step. */
export function twoSidedNormal(deviation: number, variance: number): number {
  if (variance === 0) return 1;
  return Math.min(1, 2 * normalTail((Math.abs(deviation) - 0.5) / Math.sqrt(variance)));
}
