/** Principal components of a few hundred short vectors, the same on every machine but for rounding. */

export interface Principal {
  readonly mean: Float64Array;
  /** Of length 1 and at right angles, the one of most variance first; of fewer than were asked for if there is no more. */
  readonly axes: readonly Float64Array[];
}

const ROUNDS = 80;
/** Of the largest variance: what is less is rounding. */
const LEAST_VARIANCE = 1e-10;

/**
 * The axes of most variance, by repeated multiplication with the covariance.
 * @param rows one after the other, each of `width`
 */
export function principalAxes(rows: Float64Array, width: number, count: number): Principal {
  const mean = meanOf(rows, width);
  const covariance = covarianceOf(rows, mean);
  let axes: Float64Array[] = Array.from({ length: Math.min(count, width) }, (_, k) =>
    Float64Array.from({ length: width }, (__, i) => 1 / (1 + (((i + 1) * (k + 2)) % width))),
  );
  let sizes: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    axes = axes.map(axis => times(covariance, axis));
    sizes = orthonormalise(axes);
  }
  return { mean, axes: axes.filter((_, k) => sizes[k] > LEAST_VARIANCE * sizes[0]) };
}

function meanOf(rows: Float64Array, width: number): Float64Array {
  const mean = new Float64Array(width);
  const count = rows.length / width;
  for (let at = 0; at < rows.length; at++) mean[at % width] += rows[at] / count;
  return mean;
}

/** Row by row. */
function covarianceOf(rows: Float64Array, mean: Float64Array): Float64Array {
  const { length: width } = mean;
  const covariance = new Float64Array(width * width);
  const off = new Float64Array(width);
  for (let at = 0; at < rows.length; at += width) {
    for (let i = 0; i < width; i++) off[i] = rows[at + i] - mean[i];
    for (let i = 0; i < width; i++) {
      for (let k = 0; k < width; k++) covariance[i * width + k] += off[i] * off[k];
    }
  }
  return covariance;
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const { length: width } = vector;
  const product = new Float64Array(width);
  for (let i = 0; i < width; i++) {
    for (let k = 0; k < width; k++) product[i] += matrix[i * width + k] * vector[k];
  }
  return product;
}

/** Gram-Schmidt, in place. @returns how long each was beside those before it */
function orthonormalise(vectors: readonly Float64Array[]): number[] {
  return vectors.map((vector, k) => {
    for (const before of vectors.slice(0, k)) {
      const along = dot(vector, before);
      for (let i = 0; i < vector.length; i++) vector[i] -= along * before[i];
    }
    const size = Math.sqrt(dot(vector, vector));
    if (size > 0) for (let i = 0; i < vector.length; i++) vector[i] /= size;
    return size;
  });
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
