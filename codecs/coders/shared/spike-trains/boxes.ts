/**
 * Which boxes filter a band as an implant can, with sums alone (kernel/band.ts): trapezia of two lengths, each a power of
 * two, about the sample `delay` before the last.
 *
 * A trapezium passes on half of an amplitude where its mean length is 0.443 periods. The short one does so at the upper
 * edge, as the Butterworth filter does forwards and backwards. The long one is 0.36 periods of the lower edge, since it
 * lets go of frequencies more slowly: of lengths that are powers of two, this found most spikes at 15 to 40 kHz.
 */

import type { Band } from '../../../models/bands.js';

/** Lengths of boxes. */
export type Pair = readonly [number, number];

export interface Boxes {
  readonly long: Pair;
  readonly short: Pair;
}

const HALF_PERIODS = 0.443;
const LONG_PERIODS = 0.36;
/** Sums of longer ones are over 32 bits; from 107 kHz on, the band of spikes begins higher. */
const LONGEST = 128;
const LONGEST_SHORT = 8;

export function boxesOf({ low, high }: Band, rateHz: number): Boxes {
  return {
    long: pairOf((LONG_PERIODS * rateHz) / low, 2, LONGEST),
    short: evenPairOf((HALF_PERIODS * rateHz) / high),
  };
}

/**
 * Those of a band that is narrow, of which the short ones are half as long as the long ones: what they pass on is greatest
 * at 0.37 periods of the lengths between.
 */
export function narrowBoxesOf(low: number, rateHz: number): Boxes {
  const long = pairOf((LONG_PERIODS * rateHz) / low, 2, LONGEST);
  return { long, short: [long[0] / 2, long[1] / 2] };
}

/** Powers of two, the second twice the first at most, whose product is nearest to the square of a length. */
function pairOf(length: number, least: number, most: number): Pair {
  const doublings = Math.round(2 * Math.log2(length));
  const clamp = (size: number) => Math.max(least, Math.min(most, 2 ** size));
  return [clamp(doublings >> 1), clamp((doublings + 1) >> 1)];
}

/** The same but for 1 and 2, which have no sample in their middle. */
function evenPairOf(length: number): Pair {
  const pair = pairOf(length, 1, LONGEST_SHORT);
  return pair[1] === 2 && pair[0] === 1 ? (length < Math.SQRT2 ? [1, 1] : [2, 2]) : pair;
}

/** How many samples after one its band is known. */
export function delayOf({ long }: Boxes): number {
  return (long[0] + long[1] - 2) / 2;
}

const POINTS = 64;

/** What boxes pass on of an amplitude, as a mean over a band. */
export function meanGainOf({ long, short }: Boxes, { low, high }: Band, rateHz: number): number {
  let sum = 0;
  for (let k = 0; k < POINTS; k++) {
    const hz = low + ((k + 0.5) * (high - low)) / POINTS;
    const angle = (Math.PI * hz) / rateHz;
    const passed = ([a, b]: Pair) => boxGain(a, angle) * boxGain(b, angle);
    sum += passed(short) - passed(long);
  }
  return sum / POINTS;
}

function boxGain(length: number, angle: number): number {
  return Math.sin(length * angle) / (length * Math.sin(angle));
}
