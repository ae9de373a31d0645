/** How small a share may be of which a sample is known. */

const HALVINGS = 60;

/**
 * The lower end of the one-sided interval of Clopper and Pearson (Biometrika 26, 1934): were the true share smaller, as
 * many hits or more would come with less than the probability `level`.
 * @param hits of `trials`, which are at least 1
 */
export function leastShare(hits: number, trials: number, level = 0.05): number {
  if (hits === 0) return 0;
  let [low, high] = [0, 1];
  for (let k = 0; k < HALVINGS; k++) {
    const share = (low + high) / 2;
    if (tailOf(hits, trials, share) < level) low = share;
    else high = share;
  }
  return low;
}

/** The probability of so many hits or more, summed from all down. */
function tailOf(hits: number, trials: number, share: number): number {
  let logTerm = trials * Math.log(share);
  let sum = Math.exp(logTerm);
  for (let misses = 1; misses <= trials - hits; misses++) {
    logTerm += Math.log(((trials - misses + 1) * (1 - share)) / (misses * share));
    sum += Math.exp(logTerm);
  }
  return sum;
}
