/**
 * What is known of an analog-to-digital converter: where the thresholds between its codes really lie.
 *
 *   threshold of code u: the voltage from which on the converter says u or more, in 1/16 of its mean step
 *   a uniform quantiser:   16 u - 8
 *
 * Codes are those that the transform `levels` finds. A profile's file is JSON (`ncb train` writes it); what a decoder
 * must hold, and what is counted as model bytes, is the table itself: an int16 a threshold.
 */
import { parseJsonObject } from '../json-object.js';
import { memoise } from '../memoise.js';

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

/**
 * Reads the file of a profile.
 * @param where names the file in errors
 * @throws Error if it is none, or its thresholds are out of order or range
 */
export function parseProfile(text: string, where: string): ConverterProfile {
  const { name, first_code: firstCode, thresholds } = parseJsonObject(text, where, 'not a profile');
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]*$/.test(name) || name === 'none') {
    throw new Error(`${where}: name ${JSON.stringify(name)}: want lower-case letters, digits and dashes`);
  }
  if (!isInt16(firstCode))
    throw new Error(`${where}: first_code ${JSON.stringify(firstCode)}: want an int16`);
  if (!Array.isArray(thresholds) || !thresholds.every(isInt16) || thresholds.length < 2) {
    throw new Error(`${where}: thresholds: want two int16 or more`);
  }
  if (firstCode + thresholds.length - 1 > 32768) {
    throw new Error(`${where}: ${thresholds.length} thresholds from code ${firstCode} on go beyond 32767`);
  }
  const falls = thresholds.findIndex((threshold, k) => k > 0 && threshold < thresholds[k - 1]);
  if (falls > 0) throw new Error(`${where}: threshold ${falls} falls below the one before it`);
  return { name, firstCode, thresholds: Int16Array.from(thresholds) };
}

function isInt16(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= -32768 && value <= 32767;
}

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

/** Tables of a uniform quantiser (no profile), or of a profile's; codes beyond a profile's are even, and all but impossible. */
export const tabulateCodes = memoise(makeTables);

function makeTables(profile: ConverterProfile | undefined): CodeTables {
  const thresholds = new Int32Array(CODES + 1);
  const voltages = new Int32Array(CODES);
  for (let k = 0; k <= CODES; k++) thresholds[k] = evenThreshold(k + LEAST_CODE);
  const first = profile === undefined ? 0 : profile.firstCode - LEAST_CODE;
  const end = profile === undefined ? CODES : first + profile.thresholds.length - 1;
  if (profile !== undefined) thresholds.set(profile.thresholds, first);
  for (let k = 0; k < CODES; k++) voltages[k] = (thresholds[k] + thresholds[k + 1]) >> 1;
  for (let k = 0; k <= first; k++) thresholds[k] -= FAR;
  for (let k = end; k <= CODES; k++) thresholds[k] += FAR;
  // a profile may lie far from where a uniform quantiser's codes would
  for (let k = first - 1; k >= 0; k--) thresholds[k] = Math.min(thresholds[k], thresholds[k + 1]);
  for (let k = end + 1; k <= CODES; k++) thresholds[k] = Math.max(thresholds[k], thresholds[k - 1]);
  return { thresholds, voltages };
}

function evenThreshold(code: number): number {
  return UNITS_PER_STEP * code - UNITS_PER_STEP / 2;
}
