/** Weights of the differences before a sample, by least squares over all stretches that are kept. */
import { ridgePivot, solveCholesky } from '../../models/least-squares.js';
import type { Stretch } from './stretches.js';

export const ORDER = 5;
/** Weights are in 1 / 2^12. */
export const SHIFT = 12;
const LARGEST = 16 << SHIFT;
const RIDGE = 1e-6;

interface Spiky {
  readonly channel: Int16Array;
  readonly stretches: readonly Stretch[];
}

export function fitWeights(channels: readonly Spiky[]): Int32Array {
  const stride = ORDER + 1;
  const sums = new Float64Array(stride * stride);
  // the differences before, the nearest first, and the one that is predicted
  const row = new Float64Array(stride);
  for (const { channel, stretches } of channels) {
    for (const { from, to } of stretches) {
      row.fill(0);
      for (let i = from + 1; i < to; i++) {
        row[ORDER] = channel[i] - channel[i - 1];
        for (let a = 0; a <= ORDER; a++) {
          for (let b = 0; b <= a; b++) sums[a * stride + b] += row[a] * row[b];
        }
        row.copyWithin(1, 0, ORDER - 1);
        row[0] = row[ORDER];
      }
    }
  }
  const weights = solveCholesky({ sums, triangle: 'lower', stride, features: ORDER }, ridgePivot(RIDGE));
  return Int32Array.from(weights, weight =>
    Math.max(-LARGEST, Math.min(LARGEST, Math.round(weight * (1 << SHIFT)))),
  );
}
