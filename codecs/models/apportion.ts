/**
 * Frequencies that sum to a given total, in proportion to counts.
 *
 * What a share of one more saves is about count / (frequency + 1/2), so the method of Sainte-Laguë, which hands out
 * shares in just that order, gives the shortest code; here every count gets at least one share. It amounts to rounding
 * `count * scale` to the nearest whole number for the scale at which the sum is right, found by bisection.
 *
 * Shares only grow with the scale, so one that is the same at both ends is settled: soon few are left to compute.
 */

/** After so many halvings neighbouring scales differ by rounding alone, and what is left over are ties. */
const HALVINGS = 50;

/**
 * @param counts each at least 1
 * @param total at least counts.length
 * @returns a frequency of at least 1 for each count; they sum to `total`
 */
export function apportion(counts: Uint32Array, total: number): Uint32Array {
  const sum = sumOf(counts);
  // a share is at most count * scale + 3/2 and at least count * scale - 1/2
  let low = Math.max(0, (total - 1.5 * counts.length) / sum);
  let high = (total + 0.5 * counts.length + 1) / sum;
  const shares = sharesAt(counts, low);
  const above = sharesAt(counts, high);
  let left = total - sumOf(shares);
  let open = unsettled(
    counts.map((_, k) => k),
    shares,
    above,
  );
  for (let k = 0; k < HALVINGS && left > 0; k++) {
    const middle = (low + high) / 2;
    const gain = gainAt(middle, counts, open, shares);
    if (gain > left) {
      high = middle;
      setShares(above, counts, open, middle);
    } else {
      low = middle;
      left -= gain;
      setShares(shares, counts, open, middle);
    }
    open = unsettled(open, shares, above);
  }
  return handOut(shares, above, left);
}

function sumOf(numbers: Uint32Array): number {
  let sum = 0;
  for (let k = 0; k < numbers.length; k++) sum += numbers[k];
  return sum;
}

function shareAt(count: number, scale: number): number {
  return Math.max(1, Math.floor(count * scale + 0.5));
}

function sharesAt(counts: Uint32Array, scale: number): Uint32Array {
  const shares = new Uint32Array(counts.length);
  for (let k = 0; k < counts.length; k++) shares[k] = shareAt(counts[k], scale);
  return shares;
}

/** How much the open shares would grow in all. */
function gainAt(scale: number, counts: Uint32Array, open: Uint32Array, shares: Uint32Array): number {
  let gain = 0;
  for (let i = 0; i < open.length; i++) gain += shareAt(counts[open[i]], scale) - shares[open[i]];
  return gain;
}

function setShares(shares: Uint32Array, counts: Uint32Array, open: Uint32Array, scale: number): void {
  for (let i = 0; i < open.length; i++) shares[open[i]] = shareAt(counts[open[i]], scale);
}

/** Those of the open shares that still differ, moved to the front. */
function unsettled(open: Uint32Array, shares: Uint32Array, above: Uint32Array): Uint32Array {
  let kept = 0;
  for (let i = 0; i < open.length; i++) {
    const k = open[i];
    open[kept] = k;
    if (shares[k] !== above[k]) kept++;
  }
  return open.subarray(0, kept);
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
