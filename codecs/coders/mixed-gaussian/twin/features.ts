/** The first part of the kernel, what a predictor is fitted to and made by, in plain TypeScript. */
import type { Kernel } from '../memory.js';
import type { TwinMemory } from './memory.js';

/** Farthest that features take a prediction from the mean. */
const FARTHEST_FITTED = 2 ** 20;

type FeatureKernel = Pick<
  Kernel,
  'voltagesOf' | 'historyOf' | 'smoothHistory' | 'accumulate' | 'predict' | 'residual' | 'weighFrames'
>;

/** What a sum of products says of a voltage, less the mean. */
export function fittedOf(sum: number, shift: number): number {
  const fitted = (sum + ((1 << shift) >> 1)) >> shift;
  return Math.max(-FARTHEST_FITTED, Math.min(FARTHEST_FITTED, fitted));
}

export function makeFeatureKernel({ views }: TwinMemory): FeatureKernel {
  return {
    voltagesOf: (codes, frames, table, out) => {
      const { int16, int32 } = views();
      for (let i = 0; i < frames; i++) int32[out / 4 + i] = int32[table / 4 + 32768 + int16[codes / 2 + i]];
    },

    historyOf: (voltages, frames, mean, shift, out) => {
      const { int16, int32 } = views();
      for (let i = 0; i < frames; i++) int16[out / 2 + i] = (int32[voltages / 4 + i] - mean) >> shift;
    },

    smoothHistory: (history, frames, start, rate, out) => {
      const { int16 } = views();
      let mean = 256 * start;
      for (let i = 0; i < frames; i++) {
        int16[out / 2 + i] = mean >> 8;
        mean += (256 * int16[history / 2 + i] - mean) >> rate;
      }
    },

    accumulate: (features, count, from, to, weights, _rows, sums, stride) => {
      const { int16, uint32, float64 } = views();
      const row = new Float64Array(count);
      for (let i = from; i < to; i++) {
        for (let a = 0; a < count; a++) {
          row[a] = float64[weights / 8 + i] * int16[uint32[features / 4 + a] / 2 + i];
        }
        for (let a = 0; a < count; a++) {
          for (let b = 0; b <= a; b++) float64[sums / 8 + a * stride + b] += row[a] * row[b];
        }
      }
    },

    predict: (features, coefficients, count, from, to, out) => {
      const { int16, int32, uint32 } = views();
      for (let i = from; i < to; i++) {
        let sum = 0;
        for (let a = 0; a < count; a++) {
          sum += int32[coefficients / 4 + a] * int16[uint32[features / 4 + a] / 2 + i];
        }
        int32[out / 4 + i] = sum;
      }
    },

    residual: (voltages, sums, from, to, shift, mean) => {
      const { int32 } = views();
      for (let i = from; i < to; i++) {
        int32[sums / 4 + i] = int32[voltages / 4 + i] - mean - fittedOf(int32[sums / 4 + i], shift);
      }
    },

    weighFrames: (residuals, frames, scale, least, weights) => {
      const { int32, float64 } = views();
      const magnitude = (i: number) => Math.abs(int32[residuals / 4 + i]);
      let mean = magnitude(0);
      for (let i = 0; i < frames; i++) {
        mean += (magnitude(i) - mean) / 16;
        float64[weights / 8 + i] = mean;
      }
      for (let i = frames - 1; i >= 0; i--) {
        mean += (magnitude(i) - mean) / 16;
        float64[weights / 8 + i] = scale / (float64[weights / 8 + i] + mean + least);
      }
    },
  };
}
