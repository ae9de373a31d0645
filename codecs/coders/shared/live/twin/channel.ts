/** What is known of a channel from its own past: prediction and scale of lms-range/coder.ts. */
import { bitLength } from './interval.js';

const FIRST_WEIGHTS = [0, 0, 0, 0, 6000, 7000, 8192, 7900];
export const FIRST_SCALE = 256 * 512;

export interface Channel {
  /** Five voltages, the last at the end, and four averages, in 1/256 units. */
  points: number[];
  weights: number[];
  /** Average magnitude of errors, in 1/256 units. */
  scale: number;
}

export function startChannel(voltage: number): Channel {
  const points = Array.from({ length: 9 }, () => 256 * voltage);
  return { points, weights: [...FIRST_WEIGHTS], scale: FIRST_SCALE };
}

export function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

export function clampVoltage(voltage: number): number {
  return clamp(voltage, -(2 ** 19), 2 ** 19 - 1);
}

export function clampWeight(weight: number): number {
  return clamp(weight, -32768, 32767);
}

/** An average of rate 2^-rate. */
export function follow(average: number, value: number, rate: number): number {
  return average + Math.floor((value - average) / 2 ** rate);
}

/** How fast averages of errors follow. */
export function errorRate(frame: number): number {
  return clamp(bitLength(frame), 2, 8);
}

function differencesOf({ points }: Channel): number[] {
  return points.slice(1).map((point, k) => points[k] - point);
}

/** The voltage that a channel's own past tells. */
export function extrapolate(channel: Channel): number {
  const { points, weights } = channel;
  let sum = 0;
  for (const [k, difference] of differencesOf(channel).entries()) sum += weights[k] * difference;
  return clampVoltage(Math.floor((points[8] + Math.floor(sum / 8192) + 128) / 256));
}

/**
 * Takes a voltage where another was extrapolated.
 * @param quiet nothing is learned from smaller errors
 */
export function adapt(
  channel: Channel,
  voltage: number,
  extrapolated: number,
  frame: number,
  quiet: number,
): void {
  const distance = voltage - extrapolated;
  const error = Math.abs(distance) < quiet ? 0 : distance;
  const pace = [1024, 4096, 16384, 65536].reduce((steps, from) => (frame < from ? 2 * steps : steps), 1);
  const turns = differencesOf(channel).map(difference => pace * Math.sign(error) * Math.sign(difference));
  channel.weights = channel.weights.map((weight, k) => clampWeight(weight + turns[k]));
  const averages = channel.points.slice(5).map((average, k) => follow(average, 256 * voltage, 2 + 2 * k));
  channel.points = [...channel.points.slice(1, 5), 256 * voltage, ...averages];
}
