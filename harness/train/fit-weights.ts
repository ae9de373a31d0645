/** Weights of a few features by least squares, as the training of a profile needs them. */
import { ridgePivot, solveCholesky } from '../../codecs/models/least-squares.js';

const pivotOf = ridgePivot(1e-9);

/**
 * @param sums a row for each feature: its products with all features, of which those before it are not read, then that
 *   with the target
 * @returns a weight for each; 0 for a feature that those before it determine
 */
export function fitWeights(sums: Float64Array, features: number): Float64Array {
  return solveCholesky({ sums, triangle: 'upper', stride: features + 1, features }, pivotOf);
}
