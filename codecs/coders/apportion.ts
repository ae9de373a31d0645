/**
 * Frequencies that sum to a given total, in proportion to counts.
 *
 * What a share of one more saves is about count / (frequency + 1/2), so the method of Sainte-Laguë, which hands out
 * shares in just that order, gives the shortest code; here every count gets at least one share. It amounts to rounding
 * `count * scale` to the nearest whole number for the scale at which the sum is right, found by bisection.
 */

/** After so many halvings neighbouring scales differ by rounding alone, and what is left over are ties. */
const HALVINGS = 50;

/**
 * @param counts each at least 1
 * @param total at least counts.length
 * @returns a frequency of at least 1 for each count; they sum to `total`
 */
export function apportion(counts: Uint32Array, total: number): Uint32Array {
  let sum = 0;
  for (let k = 0; k < counts.length; k++) sum += counts[k];
  // a share is at most count * scale + 3/2 and at least count * scale - 1/2
  let low = Math.max(0, (total - 1.5 * counts.length) / sum);
  let high = (total + 0.5 * counts.length + 1) / sum;
  for (let k = 0; k < HALVINGS && sumAt(counts, low) !== total; k++) {
    const middle = (low + high) / 2;
    if (sumAt(counts, middle) > total) high = middle;
    else low = middle;
  }
  return handOut(sharesAt(counts, low), sharesAt(counts, high), total - sumAt(counts, low));
}

function shareAt(count: number, scale: number): number {
  return Math.max(1, Math.floor(count * scale + 0.5));
}

function sumAt(counts: Uint32Array, scale: number): number {
  let sum = 0;
  for (let k = 0; k < counts.length; k++) sum += shareAt(counts[k], scale);
  return sum;
}

function sharesAt(counts: Uint32Array, scale: number): Uint32Array {
  const shares = new Uint32Array(counts.length);
  for (let k = 0; k < counts.length; k++) shares[k] = shareAt(counts[k], scale);
  return shares;
}

/** Gives what is left over to the first of those that would be rounded up next. */
function handOut(shares: Uint32Array, above: Uint32Array, leftOver: number): Uint32Array {
  let left = leftOver;
  for (let k = 0; left > 0 && k < shares.length; k++) {
    const taken = Math.min(left, above[k] - shares[k]);
    shares[k] += taken;
    left -= taken;
  }
  return shares;
}
