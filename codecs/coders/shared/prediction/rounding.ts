/** Rounds weights of predictors to binary digits. Runs in encoders only. */
import { LARGEST_OWN_DIGITS, LARGEST_WEIGHT } from './head.js';

/** Digits that weights can have in 16 bits. */
export function digitsFor(solution: ArrayLike<number>, least = 0): number {
  let largest = 0;
  for (let k = 0; k < solution.length; k++) largest = Math.max(largest, Math.abs(solution[k]));
  let digits = LARGEST_OWN_DIGITS;
  while (digits > least && largest * 2 ** digits > LARGEST_WEIGHT - 1) digits--;
  return digits;
}

/** Rounds to so many binary digits; each lag takes over what rounding the one before left. */
export function roundWeights(solution: ArrayLike<number>, lags: number, digits: number): number[] {
  const scale = 2 ** digits;
  const all = new Array<number>(solution.length);
  let left = 0;
  for (let k = 0; k < all.length; k++) {
    const isLag = k < lags && solution[k] !== 0;
    const wanted = solution[k] * scale + (isLag ? left : 0);
    const rounded = Math.max(-LARGEST_WEIGHT, Math.min(LARGEST_WEIGHT, Math.round(wanted)));
    if (isLag) left = wanted - rounded;
    all[k] = rounded;
  }
  return all;
}
