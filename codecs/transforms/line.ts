/**
 * The way between a grid's codes and values as SIMD takes it, in either direction, in integers of 32 bits:
 *
 *   to = from * whole + ((from * factor + (from < turn ? below : above)) >> shift)
 *
 * It is as close to the grid as 32 bits allow, and exact where `lineAt` says so: a caller has to ask for all that it maps.
 */
import type { Grid } from './grid.js';

export interface Line {
  readonly whole: number;
  readonly factor: number;
  readonly turn: number;
  readonly below: number;
  readonly above: number;
  readonly shift: number;
}

/** Where a line leads from `from`, an int16, if not taken modulo 2^16; with the kernel's limits. */
export function lineAt({ whole, factor, turn, below, above, shift }: Line, from: number): number {
  const fraction = (Math.imul(from, factor) + (from < turn ? below : above)) >> shift;
  return from * whole + Math.max(-32768, Math.min(32767, fraction));
}

interface Slope {
  readonly whole: number;
  /** 0 to 1. */
  readonly fraction: number;
  readonly turn: number;
  readonly below: number;
  readonly above: number;
}

/** @param reach the largest distance from 0 of what is mapped */
function toLine({ whole, fraction, turn, below, above }: Slope, reach: number): Line {
  const largest = Math.ceil(reach * fraction + Math.max(Math.abs(below), Math.abs(above)) + 1);
  const shift = Math.clz32(largest) - 1;
  const scaled = (value: number) => Math.round(value * 2 ** shift);
  return {
    whole,
    factor: scaled(fraction),
    turn,
    below: scaled(below),
    above: scaled(above),
    shift,
  };
}

/** From values to the nearest codes. */
export function lineToCodes({ step, phase }: Grid, reach: number): Line {
  const offset = 1 / 2 - phase / step.numerator;
  const fraction = step.denominator / step.numerator;
  return toLine({ whole: 0, fraction, turn: 0, below: offset, above: offset }, reach);
}

/** From codes to values: half a unit above what is rounded down, so that small errors do no harm. */
export function lineToValues({ step, phase, split }: Grid, reach: number): Line {
  const { numerator, denominator } = step;
  const whole = Math.floor(numerator / denominator);
  const above = (phase + 1 / 2) / denominator;
  const fraction = numerator / denominator - whole;
  const below = above + (denominator - 1) / denominator;
  return toLine({ whole, fraction, turn: split, below, above }, reach);
}
