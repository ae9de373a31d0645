/** The range coder of lms-range/coder.ts: an interval of 48 bits, of which parts are taken. */

export const WHOLE = 2 ** 48;
/** Below it lie the bits behind the leading byte. */
export const TOP = 2 ** 40;

/** A part of the interval: cumulative frequency and frequency of 2^bits in all. */
export interface Part {
  readonly lower: number;
  readonly count: number;
  readonly bits: number;
}

export interface Interval {
  low: number;
  range: number;
}

export function bitLength(x: number): number {
  return x >= 2 ** 32 ? 64 - Math.clz32(Math.floor(x / 2 ** 32)) : 32 - Math.clz32(x);
}

/** The part of a number of so many bits, all equally frequent. */
export function plain(value: number, bits: number): Part {
  return { lower: value & (2 ** bits - 1), count: 1, bits };
}

export function narrow(interval: Interval, { lower, count, bits }: Part): void {
  const unit = Math.floor(interval.range / 2 ** bits);
  interval.low += unit * lower;
  interval.range = unit * count;
}

/** Cuts an interval that is too narrow. @returns whether its leading byte is known */
export function settle(interval: Interval): boolean {
  const { low, range } = interval;
  const boundary = Math.floor((low + range - 1) / TOP) * TOP;
  if (boundary <= low) return true;
  if (range >= 2 ** 30) return false;
  const below = boundary - low;
  if (2 * below < range) interval.low = boundary;
  interval.range = Math.max(below, range - below);
  return true;
}

export function shift(interval: Interval): void {
  interval.low = (interval.low % TOP) * 256;
  interval.range *= 256;
}

/** What ends a block: its length, its first number, and bits lost by it. */
export function pieceOf({ low, range }: Interval) {
  for (let bytes = 0, size = WHOLE; ; bytes++, size /= 256) {
    const first = Math.ceil(low / size) * size;
    if (first + size <= low + range)
      return { bytes, first, size, waste: bitLength(range - 1) - bitLength(size) + 1 };
  }
}
