/**
 * Solvers of the normal equations of least squares: of features f and a target t, weights w for which the sum of
 * (t - sum over k of w[k] f[k])^2 is least solve A w = b, A being the features' products with each other and b those with
 * the target.
 *
 * What they solve is sent to a decoder or kept in a file, so every engine must find the same: sums, products, quotients
 * and roots of doubles alone, in an order that golden streams hold in place.
 *
 *   solveCholesky        A = L L' (Golub and Van Loan, Matrix Computations, 4.2)
 *   factoriseLdl, solveLdl   A = L D L', L with ones on its diagonal: factors of the first n features are part of those
 *                        of all of them, so that one factorisation gives the energy left by every n
 */

/** Sums of products of features 0 to `features - 1` and of the target, which is counted as feature `features`. */
export interface NormalEquations {
  /**
   * The sum for features a and b, b <= a, is `sums[a * stride + b]` in a lower triangle and `sums[b * stride + a]` in an
   * upper one; what the other triangle holds is not read.
   */
  readonly sums: Float64Array;
  readonly triangle: 'lower' | 'upper';
  /** At least `features + 1`. */
  readonly stride: number;
  /** The target not counted. */
  readonly features: number;
}

/**
 * What to divide by where a feature is taken in.
 * @param rest what the features before it do not determine of its sum of squares; by rounding it may be negative
 * @param energy its sum of squares
 * @returns more than 0; or 0 to leave the feature out, with a weight of 0
 */
export type PivotRule = (rest: number, energy: number) => number;

/** Adds a part of each feature's sum of squares to itself, and leaves out features of which no more than that is left. */
export function ridgePivot(ridge: number): PivotRule {
  return (rest, energy) => (rest > ridge * energy ? rest + ridge * energy : 0);
}

/** Weights of all features. */
export function solveCholesky(equations: NormalEquations, pivotOf: PivotRule): Float64Array {
  const { sums, features } = equations;
  const rows = features + 1;
  const [down, right] = stepsOf(equations);
  // the target's row of the factor is the right side behind the forward substitution
  const lower = new Float64Array(rows * features);
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b <= a && b < features; b++) {
      const sum = sums[a * down + b * right];
      let rest = sum;
      for (let k = 0; k < b; k++) rest -= lower[a * features + k] * lower[b * features + k];
      if (b === a) lower[a * features + a] = Math.sqrt(pivotOf(rest, sum));
      else lower[a * features + b] = dividedBy(lower[b * features + b], rest);
    }
  }
  const weights = lower.slice(features * features);
  for (let a = features - 1; a >= 0; a--) {
    let rest = weights[a];
    for (let k = a + 1; k < features; k++) rest -= lower[k * features + a] * weights[k];
    weights[a] = dividedBy(lower[a * features + a], rest);
  }
  return weights;
}

/** A = L D L'. */
export interface LdlFactors {
  /** L without its ones: rows of as many as there are features. */
  readonly lower: Float64Array;
  /** D; 0 of a feature that is left out. */
  readonly diagonal: Float64Array;
  /** Solution of L D z = b: with feature k the energy left falls by diagonal[k] * z[k]^2. */
  readonly z: Float64Array;
}

/** Factors for all features, to be used for any number of the first ones. */
export function factoriseLdl(equations: NormalEquations, pivotOf: PivotRule): LdlFactors {
  const { sums, features } = equations;
  const [down, right] = stepsOf(equations);
  const lower = new Float64Array(features * features);
  const diagonal = new Float64Array(features);
  const z = new Float64Array(features);
  for (let a = 0; a < features; a++) {
    for (let b = 0; b <= a; b++) {
      const sum = sums[a * down + b * right];
      let rest = sum;
      for (let k = 0; k < b; k++) rest -= lower[a * features + k] * lower[b * features + k] * diagonal[k];
      if (b === a) diagonal[a] = pivotOf(rest, sum);
      else lower[a * features + b] = dividedBy(diagonal[b], rest);
    }
    let rest = sums[features * down + a * right];
    for (let k = 0; k < a; k++) rest -= lower[a * features + k] * diagonal[k] * z[k];
    z[a] = dividedBy(diagonal[a], rest);
  }
  return { lower, diagonal, z };
}

/** Weights of the first `order` features, none of the others being used. */
export function solveLdl({ lower, z }: LdlFactors, order: number): Float64Array {
  const features = z.length;
  const weights = z.slice(0, order);
  for (let a = order - 1; a >= 0; a--) {
    for (let k = a + 1; k < order; k++) weights[a] -= lower[k * features + a] * weights[k];
  }
  return weights;
}

/** From the sum for features a and b, b <= a, to those for a + 1 and for b + 1. */
function stepsOf({ stride, triangle }: NormalEquations): readonly [number, number] {
  return triangle === 'lower' ? [stride, 1] : [1, stride];
}

/** Nothing is known of a feature that is left out. */
function dividedBy(pivot: number, rest: number): number {
  return pivot === 0 ? 0 : rest / pivot;
}
