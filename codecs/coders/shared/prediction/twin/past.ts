/** What a channel's codes are predicted from, in plain TypeScript: a part of twins. */
import { AVERAGES } from '../head.js';

export function clamp(value: number, least: number, greatest: number): number {
  return Math.max(least, Math.min(greatest, value));
}

export function int16(value: number): number {
  return clamp(value, -32768, 32767);
}

/** Modulo 2^32: no sum of products reaches 2^53. */
export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, k) => sum + value * b[k], 0) | 0;
}

const single = new DataView(new ArrayBuffer(4));

/**
 * Eighths of octaves of the deviation that belongs to a spread: log2(2^e (1 + x)) as e + x + 11/32 x (1 - x).
 * @param logOfUnit what is added for the unit of the spread, in 2^-23
 */
export function deviationOf(spread: number, logOfUnit: number, greatest: number): number {
  single.setFloat32(0, spread);
  const log = single.getInt32(0) - 127 * 2 ** 23;
  const x = (single.getInt32(0) >> 11) & 4095;
  const bend = (x * (4096 - x) * 11) >> 6;
  return clamp((log + bend + logOfUnit + 2 ** 19) >> 20, 0, greatest);
}

/** The past of a lane as the own prediction sees it: `features()` are lags, then averages. */
export function makePast(nearest: number, lags: number) {
  const history: number[] = new Array(lags).fill(nearest);
  const averages: number[] = new Array(AVERAGES).fill(nearest * 256);
  return {
    features: () => [...history, ...averages.map(average => average >> 8)],
    remember(value: number) {
      averages.forEach((average, k) => {
        averages[k] += (history[0] * 256 - average) >> (2 * k + 2);
      });
      history.pop();
      history.unshift(value);
    },
  };
}
