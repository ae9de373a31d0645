/**
 * What is known of an analog-to-digital converter: where the thresholds between its codes really lie.
 *
 *   threshold of code u: the voltage from which on the converter says u or more, in 1/16 of its mean step
 *   an even converter:   16 u - 8
 *
 * Codes are those that the transform `levels` finds. A profile's file is JSON (`ncb train` writes it); what a decoder
 * must hold, and what is counted as model bytes, is the table itself: an int16 a threshold.
 */

/** Thresholds of the codes firstCode .. firstCode + thresholds.length - 1; the last one ends the code before it. */
export interface ConverterProfile {
  /** Lower-case letters, digits and dashes; what a chain calls it: `profile=NAME`. */
  readonly name: string;
  readonly firstCode: number;
  /** In 1/16 of a step, never falling. */
  readonly thresholds: Int16Array;
}

/** Units of thresholds, voltages and predictions in a step of the converter. */
export const UNITS_PER_STEP = 16;

/** Bytes that a decoder must hold besides the stream. */
export function modelBytesOf(profile: ConverterProfile): number {
  return profile.thresholds.byteLength;
}

/** Where all 65536 codes lie, by code + 32768, in 1/16 of a step. */
export interface CodeTables {
  /** Lower end of each code; one more entry ends the last. Never falls. */
  readonly thresholds: Int32Array;
  /** The voltage that a code stands for: the middle between its thresholds. */
  readonly voltages: Int32Array;
}

const CODES = 65536;
const LEAST_CODE = -32768;
/** Beyond every prediction: the outermost codes of a converter take in all that lies further out. */
const FAR = 2 ** 21;

/** Tables of an even converter (no profile), or of a profile's; codes beyond a profile's are even, and all but impossible. */
export function tabulateCodes(profile: ConverterProfile | undefined): CodeTables {
  const thresholds = new Int32Array(CODES + 1);
  const voltages = new Int32Array(CODES);
  for (let k = 0; k <= CODES; k++) thresholds[k] = evenThreshold(k + LEAST_CODE);
  const first = profile === undefined ? 0 : profile.firstCode - LEAST_CODE;
  const end = profile === undefined ? CODES : first + profile.thresholds.length - 1;
  if (profile !== undefined) thresholds.set(profile.thresholds, first);
  for (let k = 0; k < CODES; k++) voltages[k] = (thresholds[k] + thresholds[k + 1]) >> 1;
  for (let k = 0; k <= first; k++) thresholds[k] -= FAR;
  for (let k = end; k <= CODES; k++) thresholds[k] += FAR;
  return { thresholds, voltages };
}

function evenThreshold(code: number): number {
  return UNITS_PER_STEP * code - UNITS_PER_STEP / 2;
}
