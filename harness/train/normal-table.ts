/** The normal distribution for training: sums and products of doubles alone, so that each machine learns the same. */
import {
  HALF_CELLS,
  normalCounts,
  STEPS_PER_OCTAVE,
  TABLE_ENTRIES,
} from '../../codecs/models/normal-counts.js';

/** Cells of the table in a deviation. */
export const CELLS = 64;
/** Deviations within which all lies but 1e-9. */
export const REACH = 6;

const RANGE = 2 ** 32 - 1;
/** Probabilities below z = (k - HALF_CELLS) / CELLS, to be interpolated. */
export const PROBABILITIES: Float64Array = Float64Array.from(normalCounts(0, RANGE), count => count / RANGE);

/** The probability of less than z deviations. */
export function probabilityBelow(z: number): number {
  const at = z * CELLS + HALF_CELLS;
  if (at <= 0) return 0;
  if (at >= TABLE_ENTRIES - 1) return 1;
  const cell = Math.floor(at);
  return PROBABILITIES[cell] + (PROBABILITIES[cell + 1] - PROBABILITIES[cell]) * (at - cell);
}

/** Deviations of 1 to 2^16 units on a grid of eighth octaves. */
const STEPS = 16 * STEPS_PER_OCTAVE;
const SIXTEENTH_OCTAVE = Math.sqrt(Math.sqrt(Math.sqrt(Math.sqrt(2))));

/** 2^(step / 8) units. */
export const SIGMAS: Float64Array = Float64Array.from({ length: STEPS }, (_, step) => power(2 * step));
/** Where each step begins: half a step below it. */
const STEP_STARTS: Float64Array = Float64Array.from({ length: STEPS }, (_, step) => power(2 * step - 1));

/** 2^(sixteenths / 16), from -1 on. */
function power(sixteenths: number): number {
  let value = 2 ** (sixteenths >> 4);
  for (let k = 0; k < (sixteenths & 15); k++) value *= SIXTEENTH_OCTAVE;
  return value;
}

/** The step on the grid that is nearest to a deviation. */
export function stepOf(sigma: number): number {
  let step = 0;
  while (step < STEPS - 1 && sigma >= STEP_STARTS[step + 1]) step++;
  return step;
}
