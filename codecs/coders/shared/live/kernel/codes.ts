// Codes among the counts of a normal distribution, and what they may cost, see lms-range/coder.ts. A part of the kernel.
import { narrow, readSlot, refuse, write } from './interval';
import { expectedOctave, expectedStep } from './deviation';
import { countsBelow } from '../../../../kernels/normal';

const TOTAL_BITS: u32 = 22;
const ESCAPE: u32 = 512;
const CODE_BITS: u32 = 16;
const CODES: i32 = 65536;
const LEAST_CODE: i32 = -32768;
/** Codes on each side of the expected one. */
const REACH: i32 = 256;
/** In higher octaves the model knows codes >> (octave - 9) alone. */
const FINEST_OCTAVE: i32 = 9;
/** More steps of a quantiser than there are on one side. */
const STEPS_BELOW: i32 = 65536;

const STEPS: usize = 8;
const HALF_CELLS: i32 = 768;
const COUNTS_BYTES: usize = 4 * (2 * 768 + 1);
const COARSE_BITS: u32 = 10;
const GUESSES: u32 = 1 << (TOTAL_BITS - COARSE_BITS);
const GUESSES_BYTES: usize = 2 * GUESSES;
/** A decoder looks up codes at voltages -2^19 .. 2^19 - 1 in units of four. */
const VOLTAGES: i32 = 1 << 19;
const COARSE_UNITS: i32 = 2;
const CODES_AT_VOLTAGES_BYTES: usize = 2 * ((2 * VOLTAGES) >> COARSE_UNITS);

/** Bits over 16 a sample that the model may lose, those that it may save up, samples coded as they are thereafter. */
const LARGEST_DEBT: i32 = 64;
const LARGEST_CREDIT: i32 = 4096;
const PLAIN_SAMPLES: i32 = 1024;

let thresholds: usize = 0;
let voltages: usize = 0;
let countTables: usize = 0;
let guessTables: usize = 0;
let codesAtVoltages: usize = 0;
let debt: i32 = 0;
let plainLeft: i32 = 0;

/** By how much a code may be off, the width of a step that leaves it there, and between which codes all lie. */
let error: i32 = 0;
let width: i32 = 1;
let least: i32 = 0;
let most: i32 = 0;
let finestOctave: i32 = FINEST_OCTAVE;

/**
 * Of the sample at hand: voltage that is expected, octave, tables (counts at its middle), shift, window's start. With
 * an error, codes are counted in steps from the one that is expected, the origin.
 */
let expected: i32 = 0;
let origin: i32 = 0;
let octave: i32 = 0;
let counts: usize = 0;
let guesses: usize = 0;
let coarseness: i32 = 0;
let first: i32 = 0;

/** Bytes of the tables for the decoder that `setTables` fills. */
export function guessesBytes(): usize {
  return STEPS * GUESSES_BYTES + CODES_AT_VOLTAGES_BYTES;
}

/**
 * @param thresholdsAt i32, 65537 of them
 * @param voltagesAt i32, 65536
 * @param countsAt u32, the ends of all cells, eight tables one behind the other
 * @param guessesAt room for `guessesBytes`
 */
export function setTables(thresholdsAt: usize, voltagesAt: usize, countsAt: usize, guessesAt: usize): void {
  thresholds = thresholdsAt;
  voltages = voltagesAt;
  countTables = countsAt + 4 * <usize>HALF_CELLS;
  guessTables = guessesAt;
  for (let step: usize = 0; step < STEPS; step++) {
    fillGuesses(countTables + step * COUNTS_BYTES, guessesAt + step * GUESSES_BYTES);
  }
  codesAtVoltages = guessesAt + STEPS * GUESSES_BYTES;
  fillCodes();
}

/** For the middle of each 2^10 counts, the cell that it lies in. */
function fillGuesses(counts: usize, guesses: usize): void {
  let cell = -HALF_CELLS;
  for (let k: u32 = 0; k < GUESSES; k++) {
    const middle = (k << COARSE_BITS) + (1 << (COARSE_BITS - 1));
    while (cell < HALF_CELLS && load<u32>(counts + 4 * <usize>(cell + 1)) <= middle) cell++;
    store<i16>(guesses + 2 * <usize>k, cell);
  }
}

function fillCodes(): void {
  let index = 0;
  let at = codesAtVoltages;
  for (let voltage = -VOLTAGES; voltage < VOLTAGES; voltage += 1 << COARSE_UNITS, at += 2) {
    while (index < CODES - 1 && load<i32>(thresholds + ((<usize>index + 1) << 2)) <= voltage) index++;
    store<i16>(at, index + LEAST_CODE);
  }
}

/**
 * @param mostOff by how much a code may be off
 * @param from the least code, @param to the greatest
 */
export function setSteps(mostOff: i32, from: i32, to: i32): void {
  error = mostOff;
  width = 2 * mostOff + 1;
  least = from;
  most = to;
  finestOctave = FINEST_OCTAVE + 31 - <i32>clz(width);
}

/** @param channels whose first samples are coded as they are */
export function startDebt(channels: i32): void {
  debt = 0;
  plainLeft = channels;
}

/** Counts bits over or under 16 a sample. */
export function charge(bits: i32): void {
  debt = max(-LARGEST_CREDIT, debt + bits);
  if (debt <= LARGEST_DEBT) return;
  debt = 0;
  plainLeft = PLAIN_SAMPLES;
}

/** Of a voltage in units, and of the deviation that was gauged. */
export function expect(voltage: i32): void {
  expected = voltage;
  octave = expectedOctave();
  const step = <usize>expectedStep();
  counts = countTables + step * COUNTS_BYTES;
  guesses = guessTables + step * GUESSES_BYTES;
  coarseness = max(0, octave - finestOctave);
  origin = (expected + 8) >> 4;
  first = (error > 0 ? 0 : origin >> coarseness) - REACH;
}

/** The step that a code lies in. */
function stepOf(code: i32): i32 {
  return (code - origin + error + width * STEPS_BELOW) / width - STEPS_BELOW;
}

/** The code that is left of a step. */
function codeOfStep(step: i32): i32 {
  return max(least, min(most, origin + step * width));
}

/** Counts below a coarse code of the window, its end included. */
function countsBelowCode(coarse: i32): u32 {
  const number = coarse << coarseness;
  const code = error > 0 ? origin + number * width - error : number;
  const index = max(0, min(CODES, code - LEAST_CODE));
  const threshold = load<i32>(thresholds + ((<usize>index) << 2));
  return ESCAPE + countsBelow(counts, threshold - expected, octave) + <u32>(coarse - first);
}

export function voltageOf(code: i32): i32 {
  return load<i32>(voltages + ((<usize>(code - LEAST_CODE)) << 2));
}

/** What a frequency costs over 16 bits, rounded up. */
function excessOf(frequency: u32): i32 {
  return <i32>clz(frequency) - (31 - <i32>TOTAL_BITS) - <i32>CODE_BITS;
}

/**
 * Writes a code, as it is if the model has lost too much.
 * @returns the code that is read
 */
export function writeCode(code: i32): i32 {
  if (plainLeft > 0) {
    plainLeft--;
    write(code & 0xffff, 1, CODE_BITS);
    return code;
  }
  return writeModelled(code);
}

function writeModelled(code: i32): i32 {
  const number = error > 0 ? stepOf(code) : code;
  const coarse = number >> coarseness;
  if (<u32>(coarse - first) >= 2 * REACH) {
    write(0, ESCAPE, TOTAL_BITS);
    write(code & 0xffff, 1, CODE_BITS);
    charge(excessOf(ESCAPE) + <i32>CODE_BITS);
    return code;
  }
  const lower = countsBelowCode(coarse);
  const count = countsBelowCode(coarse + 1) - lower;
  write(lower, count, TOTAL_BITS);
  if (coarseness > 0) write(number & ((1 << coarseness) - 1), 1, coarseness);
  charge(excessOf(count) + coarseness);
  return error > 0 ? codeOfStep(number) : code;
}

function readPlain(bits: u32): i32 {
  const slot = readSlot(bits);
  narrow(slot, 1);
  return slot;
}

export function readCode(): i32 {
  if (plainLeft === 0) return readModelled();
  plainLeft--;
  return (readPlain(CODE_BITS) << 16) >> 16;
}

function readModelled(): i32 {
  const slot = readSlot(TOTAL_BITS);
  if (slot < ESCAPE) {
    narrow(0, ESCAPE);
    charge(excessOf(ESCAPE) + <i32>CODE_BITS);
    return (readPlain(CODE_BITS) << 16) >> 16;
  }
  let coarse = guessCode(slot);
  let lower = countsBelowCode(coarse);
  let upper = countsBelowCode(coarse + 1);
  for (; slot < lower && coarse > first; coarse--) {
    upper = lower;
    lower = countsBelowCode(coarse - 1);
  }
  for (; slot >= upper && coarse < first + 2 * REACH - 1; coarse++) {
    lower = upper;
    upper = countsBelowCode(coarse + 2);
  }
  // slots beyond the window belong to no code
  if (slot < lower || slot >= upper) refuse();
  const count = upper - lower;
  narrow(lower, count);
  charge(excessOf(count) + coarseness);
  const code = coarseness === 0 ? coarse : (coarse << coarseness) | readPlain(coarseness);
  if (error > 0) return codeOfStep(code);
  if (code === (code << 16) >> 16) return code;
  refuse();
  return 0;
}

/** Near which code of the window a slot lies. */
function guessCode(slot: u32): i32 {
  const middle = <u32>max(0, <i32>(slot - ESCAPE) - REACH);
  const cell = <i32>load<i16>(guesses + ((<usize>(middle >> COARSE_BITS)) << 1));
  const voltage = max(-VOLTAGES, min(VOLTAGES - 1, expected + ((cell << octave) >> 6)));
  const code = <i32>load<i16>(codesAtVoltages + ((<usize>((voltage + VOLTAGES) >> COARSE_UNITS)) << 1));
  const number = error > 0 ? stepOf(code) : code;
  return max(first, min(first + 2 * REACH - 1, number >> coarseness));
}
