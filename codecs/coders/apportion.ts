/**
 * Frequencies that sum to a given total, in proportion to counts.
 *
 * What a share of one more saves is about count / (frequency + 1/2), so the method of Sainte-Laguë, which hands out
 * shares in just that order, gives the shortest code; here every count gets at least one share. It amounts to rounding
 * `count * scale` to the nearest whole number for the scale at which the sum is right, found by bisection.
 */

/** After so many halvings neighbouring scales differ by rounding alone, and what is left over are ties. */
const HALVINGS = 60;

/**
 * @param counts each at least 1
 * @param total at least counts.length
 * @returns a frequency of at least 1 for each count; they sum to `total`
 */
export function apportion(counts: Uint32Array, total: number): Uint32Array {
  let low = 0;
  let high = total;
  let shares = sharesAt(counts, low);
  for (let k = 0; k < HALVINGS && sum(shares) !== total; k++) {
    const middle = (low + high) / 2;
    const tried = sharesAt(counts, middle);
    if (sum(tried) > total) {
      high = middle;
    } else {
      low = middle;
      shares = tried;
    }
  }
  return handOut(shares, sharesAt(counts, high), total);
}

function sharesAt(counts: Uint32Array, scale: number): Uint32Array {
  const shares = new Uint32Array(counts.length);
  for (let k = 0; k < counts.length; k++) shares[k] = Math.max(1, Math.floor(counts[k] * scale + 0.5));
  return shares;
}

function sum(shares: Uint32Array): number {
  let total = 0;
  for (let k = 0; k < shares.length; k++) total += shares[k];
  return total;
}

/** Gives what is left over to the first of those that would be rounded up next. */
function handOut(shares: Uint32Array, above: Uint32Array, total: number): Uint32Array {
  let left = total - sum(shares);
  for (let k = 0; left > 0 && k < shares.length; k++) {
    const taken = Math.min(left, above[k] - shares[k]);
    shares[k] += taken;
    left -= taken;
  }
  return shares;
}
