/** Chooses the binary digits of weights that are sent. Runs in encoders only. */
import { type OwnFit, sumAt } from './own.js';
import { digitsFor, roundWeights } from './rounding.js';
import { WIDEST } from './signals.js';

/** How much energy rounding adds, as a part of what is left. */
function energyOfRounding(
  { sums, solution, energy }: OwnFit,
  rounded: readonly number[],
  digits: number,
): number {
  const unit = 2 ** -digits;
  const error = Float64Array.from(solution, (weight, k) => weight - rounded[k] * unit);
  let added = 0;
  for (let a = 0; a < error.length; a++) {
    if (error[a] === 0) continue;
    let row = 0.5 * error[a] * sumAt(sums, a + 1, a + 1);
    for (let b = a + 1; b < error.length; b++) row += error[b] * sums.sums[(a + 1) * WIDEST + b + 1];
    added += 2 * error[a] * row;
  }
  return added / energy;
}

/**
 * The digits at which weights of all fits take fewest bits, with what rounding them costs.
 * @param parts of the energy that fits leave, what others will not predict of it
 */
export function digitsToSend(
  fits: readonly OwnFit[],
  parts: readonly number[],
  frames: number,
  most: number,
): number {
  let best = most;
  let least = Number.POSITIVE_INFINITY;
  for (let digits = most; digits >= 3; digits--) {
    let bits = 0;
    fits.forEach((fit, k) => {
      const possible = Math.min(digits, digitsFor(fit.solution));
      const rounded = roundWeights(fit.solution, fit.sums.lags, possible);
      const added = energyOfRounding(fit, rounded, possible) / parts[k];
      bits += 0.5 * frames * Math.log2(1 + Math.max(0, added));
      for (const weight of rounded) bits += weight === 0 ? 1 : 2 + 2 * Math.log2(Math.abs(weight));
    });
    if (bits >= least) continue;
    least = bits;
    best = digits;
  }
  return best;
}
