/** Remainders of predictions in deviations, and weights that learn from them, of lms-range/coder.ts. */
import { clamp, clampVoltage, clampWeight } from './channel.js';
import { bitLength } from './interval.js';

export function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}

export function deviationOf(scale: number): number {
  return Math.max(256, scale + Math.floor(scale / 4));
}

/** In 1/128 deviations. */
export function normalise(difference: number, deviation: number): number {
  const unit = Math.floor((2 ** 32 - 1) / deviation);
  return clamp(Math.floor((difference * unit + 2 ** 16) / 2 ** 17), -1023, 1023);
}

/** What weighted remainders add to a prediction. */
export function advance(
  before: number,
  weights: readonly number[],
  values: readonly number[],
  deviation: number,
): number {
  const sum = weights.reduce((total, weight, k) => total + weight * values[k], 0);
  return clampVoltage(before + Math.floor((Math.floor(sum / 256) * deviation + 2 ** 19) / 2 ** 20));
}

export function turned(weights: readonly number[], values: readonly number[], error: number, pace: number) {
  const gain = clamp(error, -127, 127) * pace;
  return weights.map((weight, k) => clampWeight(weight + Math.floor((values[k] * gain + 2 ** 14) / 2 ** 15)));
}

export function paceOf(frame: number): number {
  const halves = bitLength(Math.floor(frame / 32));
  const pace = halves % 2 === 1 ? 181 : 256;
  return Math.max(16, Math.floor(pace / 2 ** Math.floor(halves / 2)));
}
