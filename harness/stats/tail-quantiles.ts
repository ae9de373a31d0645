/** Quantiles that bounds need. */

/**
 * Quantile of the standard normal distribution. Abramowitz and Stegun 26.2.23, wrong by less than 4.5e-4.
 * @param tail probability above it, over 0 and at most 0.5
 */
export function normalQuantile(tail: number): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return t - above / below;
}

/**
 * Quantile of Student's t. Abramowitz and Stegun 26.7.5, right to a percent from 5 degrees of freedom on for tails
 * over 0.005, from 16 on for tails over 1e-6; below that it is too small.
 */
export function studentQuantile(tail: number, degrees: number): number {
  const z = normalQuantile(tail);
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / degrees + second / degrees ** 2 + third / degrees ** 3;
}
