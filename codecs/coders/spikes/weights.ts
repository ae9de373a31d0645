/** Weights of the differences before a sample, by least squares over all stretches that are kept. */
import { ridgePivot, solveCholesky } from '../../models/least-squares.js';
import type { Workspace } from '../shared/spike-trains/workspace.js';

export const ORDER = 5;
/** Weights are in 1 / 2^12. */
export const SHIFT = 12;
const LARGEST = 16 << SHIFT;
const RIDGE = 1e-6;

/** Of a triangle of sums in the kernel: of products of the differences before, the nearest first, and what is predicted. */
const STRIDE = ORDER + 1;
const SUMS = STRIDE * STRIDE;
export const SUMS_BYTES = 8 * SUMS;

function sumsOf({ kernel, scratchAt }: Workspace): Float64Array {
  return new Float64Array(kernel.memory.buffer, scratchAt, SUMS);
}

export function clearSums(workspace: Workspace): void {
  sumsOf(workspace).fill(0);
}

/** From the sums of all channels. */
export function fitWeights(workspace: Workspace): Int32Array {
  const sums = sumsOf(workspace).slice();
  const weights = solveCholesky(
    { sums, triangle: 'lower', stride: STRIDE, features: ORDER },
    ridgePivot(RIDGE),
  );
  return Int32Array.from(weights, weight =>
    Math.max(-LARGEST, Math.min(LARGEST, Math.round(weight * (1 << SHIFT)))),
  );
}
