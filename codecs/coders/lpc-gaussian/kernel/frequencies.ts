// Frequencies of codes, of 2^22 in all, and the tables behind them. A part of lpc-gaussian, of both formats.

import { countsBelow } from '../../../kernels/normal';
import {
  GREATEST_PLACE,
  LEAST_CODE,
  LEAST_PLACE,
  NEAR_CODES,
  PLACE_BITS,
  thresholdOf,
} from '../../shared/prediction/kernel/converter';

export const COUNT_BITS: i32 = 22;
export const COUNT_MASK: u32 = (1 << COUNT_BITS) - 1;
export const HALF_WINDOW: i32 = 512;
export const ESCAPE_COUNTS: i32 = 1024;
export const ESCAPE: i32 = (1 << COUNT_BITS) - ESCAPE_COUNTS;
/** Codes that escape are all equally frequent. */
export const RAW_FREQUENCY_BITS: i32 = COUNT_BITS - 16;
/** A rANS state stays in [2^31, 2^63); words of 32 bits leave and enter at its low end. */
export const LOWEST: u64 = 1 << 31;
/** From here on codes lose low bits. */
export const FINEST_OCTAVE: i32 = 9;
/** A code and its low bits together have at most 31 bits of a state. */
export const MOST_OCTAVES: i32 = 18;

/*
 * The tables that all streams share: u32 counts at the ends of cells for each step of an octave, i16 the cell in the
 * middle of each 2^10 counts, i8 what the leading digits of a scale add to its index.
 */
export const TABLE_ENTRIES: usize = 1537;
export const MIDDLE: usize = 768;
export const COUNTS_BYTES: usize = 8 * TABLE_ENTRIES * 4;
export const BIN_BITS: i32 = 10;
export const BINS: usize = 1 << (COUNT_BITS - BIN_BITS);
export const CELLS_BYTES: usize = 8 * BINS * 2;
export const DIGITS: usize = COUNTS_BYTES + CELLS_BYTES;

/** Fills the cells that a decoder begins its search in, from the counts. */
export function fillCells(tables: usize): void {
  for (let step: usize = 0; step < 8; step++) {
    const counts = tables + step * TABLE_ENTRIES * 4;
    const cells = tables + COUNTS_BYTES + step * BINS * 2;
    let cell: usize = 0;
    for (let bin: usize = 0; bin < BINS; bin++) {
      const middle = <i32>(bin << BIN_BITS) + (1 << (BIN_BITS - 1)) - HALF_WINDOW;
      while (cell < TABLE_ENTRIES - 1 && <i32>load<u32>(counts + (cell << 2)) < middle) cell++;
      store<i16>(cells + (bin << 1), <i16>(<i32>cell - <i32>MIDDLE));
    }
  }
}

/** Counts below a code, without what its place in the window adds. */
// inlined
export function countsUpTo(counts: usize, converter: usize, code: i32, prediction: i32, octave: i32): i32 {
  return <i32>countsBelow(counts, thresholdOf(converter, code) - prediction, octave);
}

/** Without a branch, which would be mispredicted half of the time. */
// inlined
export function magnitudeOf(value: i32): i32 {
  const sign = value >> 31;
  return (value ^ sign) - sign;
}

export function countsOf(tables: usize, index: i32): usize {
  return tables + <usize>(index & 7) * (TABLE_ENTRIES * 4) + MIDDLE * 4;
}

/** Where in the window a code lies. */
// inlined
export function placeOf(code: i32, prediction: i32): i32 {
  return code - ((prediction + 8) >> 4) + HALF_WINDOW;
}

/** Of a uniform quantiser: the threshold of code u is 16 u - 8. */
// inlined
export function evenCountsUpTo(counts: usize, code: i32, prediction: i32, octave: i32): i32 {
  return <i32>countsBelow(counts, (code << 4) - 8 - prediction, octave);
}

/** The cell of a threshold: its distance from the prediction, in 1/16 of a step. */
// inlined
export function cellOf(distance: i32, octave: i32): i32 {
  return (distance << 6) >> octave;
}

/**
 * Whether a code is coded as most are: its octave loses no low bits, and tables have the cells at both of its ends. One sign
 * tells all three, so that there is one branch.
 */
// inlined
export function isUsual(cell: i32, next: i32, octave: i32): bool {
  return ((cell + <i32>MIDDLE) | (<i32>MIDDLE - next) | (FINEST_OCTAVE - octave)) >= 0;
}

// inlined
export function countsAt(counts: usize, cell: i32): i32 {
  return load<i32>(counts + ((<isize>cell) << 2));
}

/** The voltage around which the code lies that a slot belongs to. */
// inlined
function aimOf(slot: i32, tables: usize, prediction: i32, step: i32, octave: i32): i32 {
  const cells = tables + <usize>step * (BINS * 2);
  const cell = <i32>load<i16>(cells + ((slot >> BIN_BITS) << 1), COUNTS_BYTES);
  return prediction + ((cell << octave) >> 6);
}

/** Where to look for the code that a slot belongs to. */
// inlined
export function guessOf(
  slot: i32,
  tables: usize,
  converter: usize,
  prediction: i32,
  step: i32,
  octave: i32,
): i32 {
  const place = aimOf(slot, tables, prediction, step, octave) >> PLACE_BITS;
  const bounded = <usize>(max(LEAST_PLACE, min(GREATEST_PLACE, place)) - LEAST_PLACE);
  return load<i16>(converter + (bounded << 1), NEAR_CODES);
}

/** The same for a uniform quantiser; not cut to int16, which a code that was encoded does not need. */
// inlined
export function evenGuessOf(slot: i32, tables: usize, prediction: i32, step: i32, octave: i32): i32 {
  return (aimOf(slot, tables, prediction, step, octave) + 8) >> 4;
}

/** Fills the codes that a decoder begins its search at, from the thresholds. */
export function fillNearCodes(converter: usize): void {
  let code: usize = 0;
  for (let place = LEAST_PLACE; place <= GREATEST_PLACE; place++) {
    const middle = (place << PLACE_BITS) + (1 << (PLACE_BITS - 1));
    while (code < 65535 && load<i32>(converter + ((code + 1) << 2)) <= middle) code++;
    store<i16>(converter + NEAR_CODES + ((<usize>(place - LEAST_PLACE)) << 1), <i16>(<i32>code + LEAST_CODE));
  }
}
