/**
 * The rate-distortion function of a stationary Gaussian signal by reverse water-filling of its spectrum (Kolmogorov, IRE
 * Trans. Inf. Theory 2, 1956; Cover and Thomas, Elements of Information Theory, 10.3.3): where the error counts alike at
 * every frequency, it comes up to a level at each, or to all of the power where that is less, and what is over the level
 * has to be told, log2(power / level) / 2 bits a sample of that frequency. Where errors count by a weight, it is the same
 * of power and error times their weights.
 */

interface Filled {
  /** Of each frequency, a sample. */
  readonly bits: Float64Array;
  /** Of each frequency, in the unit of the power and without weight. */
  readonly errors: Float64Array;
}

/**
 * The fewest bits at a level of the error. Means over the frequencies are those of the signal.
 * @param power at each frequency of a spectrum
 * @param weights by which the error at each of these counts
 * @param level of the weighted error, over 0
 */
export function waterFill(power: ArrayLike<number>, weights: ArrayLike<number>, level: number): Filled {
  const bits = new Float64Array(power.length);
  const errors = Float64Array.from(power);
  for (let k = 0; k < power.length; k++) {
    if (power[k] * weights[k] <= level) continue;
    bits[k] = Math.log2((power[k] * weights[k]) / level) / 2;
    errors[k] = level / weights[k];
  }
  return { bits, errors };
}
