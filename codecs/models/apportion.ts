/**
 * Frequencies that sum to a given total, in proportion to counts.
 *
 * What one more saves is about count / (frequency + 1/2), so the method of Sainte-Laguë, which hands them
 * out in just that order, gives the shortest code; here every count gets at least one. It amounts to rounding
 * `count * scale` to the nearest whole number for the scale at which the sum is right, found by bisection.
 *
 * Frequencies only grow with the scale, so one that is the same at both ends is settled: soon few are left to compute.
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
  // a frequency is at most count * scale + 3/2 and at least count * scale - 1/2
  let low = Math.max(0, (total - 1.5 * counts.length) / sum);
  let high = (total + 0.5 * counts.length + 1) / sum;
  const frequencies = frequenciesAt(counts, low);
  const above = frequenciesAt(counts, high);
  let left = total - sumOf(frequencies);
  let open = unsettled(
    counts.map((_, k) => k),
    frequencies,
    above,
  );
  for (let k = 0; k < HALVINGS && left > 0; k++) {
    const middle = (low + high) / 2;
    const gain = gainAt(middle, counts, open, frequencies);
    if (gain > left) {
      high = middle;
      setFrequencies(above, counts, open, middle);
    } else {
      low = middle;
      left -= gain;
      setFrequencies(frequencies, counts, open, middle);
    }
    open = unsettled(open, frequencies, above);
  }
  return handOut(frequencies, above, left);
}

function sumOf(numbers: Uint32Array): number {
  let sum = 0;
  for (let k = 0; k < numbers.length; k++) sum += numbers[k];
  return sum;
}

function frequencyAt(count: number, scale: number): number {
  return Math.max(1, Math.floor(count * scale + 0.5));
}

function frequenciesAt(counts: Uint32Array, scale: number): Uint32Array {
  const frequencies = new Uint32Array(counts.length);
  for (let k = 0; k < counts.length; k++) frequencies[k] = frequencyAt(counts[k], scale);
  return frequencies;
}

/** How much the open ones would grow in all. */
function gainAt(scale: number, counts: Uint32Array, open: Uint32Array, frequencies: Uint32Array): number {
  let gain = 0;
  for (let i = 0; i < open.length; i++) gain += frequencyAt(counts[open[i]], scale) - frequencies[open[i]];
  return gain;
}

function setFrequencies(
  frequencies: Uint32Array,
  counts: Uint32Array,
  open: Uint32Array,
  scale: number,
): void {
  for (let i = 0; i < open.length; i++) frequencies[open[i]] = frequencyAt(counts[open[i]], scale);
}

/** Those of the open ones that still differ, moved to the front. */
function unsettled(open: Uint32Array, frequencies: Uint32Array, above: Uint32Array): Uint32Array {
  let kept = 0;
  for (let i = 0; i < open.length; i++) {
    const k = open[i];
    open[kept] = k;
    if (frequencies[k] !== above[k]) kept++;
  }
  return open.subarray(0, kept);
}

/** Gives what is left over to the first of those that would be rounded up next. */
function handOut(frequencies: Uint32Array, above: Uint32Array, leftOver: number): Uint32Array {
  let left = leftOver;
  for (let k = 0; left > 0 && k < frequencies.length; k++) {
    const taken = Math.min(left, above[k] - frequencies[k]);
    frequencies[k] += taken;
    left -= taken;
  }
  return frequencies;
}
