/** Bits that residuals take if they are normal and their deviation around each of them is known. */

/** Samples around each one, itself counted, of which the mean square is taken for its variance. */
const WINDOW = 16;
const VARIANCE_OF_ROUNDING = 1 / 12;
const BITS_OF_UNIT_NORMAL = Math.log2(2 * Math.PI * Math.E) / 2;
/** Steps of the table of deviations below 1; from there on, what is rounded is normal to within 1e-6 bits. */
const STEPS = 128;
let roundedBits: Float64Array | undefined;

/** Derivative of the logarithm of the gamma function. */
export function digamma(x: number): number {
  let sum = 0;
  let z = x;
  for (; z < 8; z++) sum -= 1 / z;
  const square = 1 / (z * z);
  return sum + Math.log(z) - 1 / (2 * z) - square * (1 / 12 - square * (1 / 120 - square / 252));
}

/**
 * What to add to half the log2 of a mean of squares so that, of normal noise, it is on average that of the variance.
 * @param count squares that were summed
 * @param freedom those less what was fitted to them
 */
export function biasOf(count: number, freedom: number): number {
  return -(digamma(freedom / 2) + Math.log(2 / count)) / (2 * Math.LN2);
}

/** Means over a window around each sample; at the ends over the first or last window. */
export function localMeans(values: Float64Array, window: number): Float64Array {
  const width = Math.min(window, values.length);
  const means = new Float64Array(values.length);
  let sum = 0;
  for (let i = 0; i < width; i++) sum += values[i];
  let from = 0;
  for (let i = 0; i < values.length; i++) {
    if (i - (width >> 1) > from && from + width < values.length) {
      sum += values[from + width] - values[from];
      from++;
    }
    means[i] = Math.max(0, sum / width);
  }
  return means;
}

export function squaresOf(values: Float64Array): Float64Array {
  return values.map(value => value * value);
}

/**
 * Bits of a residual of integers, the mean of whose normal distribution lies anywhere between two of them. That is the
 * differential entropy of normal plus uniform noise.
 * @param variance of the residual, hence with that of rounding
 */
export function bitsOfVariance(variance: number): number {
  const deviation = Math.sqrt(Math.max(0, variance - VARIANCE_OF_ROUNDING));
  if (deviation >= 1) return BITS_OF_UNIT_NORMAL + Math.log2(variance) / 2;
  roundedBits ??= Float64Array.from({ length: STEPS + 1 }, (_, k) => bitsOfRounded(k / STEPS));
  const step = Math.min(STEPS - 1, Math.floor(deviation * STEPS));
  const part = deviation * STEPS - step;
  return roundedBits[step] * (1 - part) + roundedBits[step + 1] * part;
}

/** By sums over a grid. */
function bitsOfRounded(deviation: number): number {
  if (deviation === 0) return 0;
  const half = Math.ceil(16 / deviation);
  const step = 1 / (2 * half);
  const ends = half + Math.ceil((8 * deviation) / step);
  const below = cumulative(deviation, step, ends + half);
  let nats = 0;
  for (let k = -ends; k <= ends; k++) {
    const density = below[k + half + ends + half] - below[k - half + ends + half];
    if (density > 0) nats -= density * Math.log(density) * step;
  }
  return nats / Math.LN2;
}

/** Of a normal distribution, from -ends to ends in steps, by the trapezoidal rule. */
function cumulative(deviation: number, step: number, ends: number): Float64Array {
  const below = new Float64Array(2 * ends + 1);
  const density = (k: number) =>
    Math.exp(-((k * step) ** 2) / (2 * deviation ** 2)) / (deviation * Math.sqrt(2 * Math.PI));
  for (let k = 1; k <= 2 * ends; k++) {
    below[k] = below[k - 1] + (step * (density(k - 1 - ends) + density(k - ends))) / 2;
  }
  return below;
}

/**
 * Bits of all residuals together.
 * @param bias of the fit that left them, in bits a residual
 */
export function bitsOfResiduals(residuals: Float64Array, bias: number): number {
  const width = Math.min(WINDOW, residuals.length);
  const scale = 4 ** (bias + biasOf(width, width));
  let bits = 0;
  for (const square of localMeans(squaresOf(residuals), WINDOW)) bits += bitsOfVariance(square * scale);
  return bits;
}
