/** What the kernels of live coders know beforehand, and how large their code may be; see lms-range/coder.ts. */
import { type KernelExports, reserve, roundUp } from '../../../bytes/wasm.js';
import { type ConverterProfile, tabulateCodes } from '../../../converter/profile.js';
import { normalCountTables, STEPS_PER_OCTAVE, TABLE_ENTRIES } from '../../../models/normal-counts.js';

/** A kernel with the parts `codes.ts` and `interval.ts`. */
export interface LiveKernel extends KernelExports {
  readonly guessesBytes: () => number;
  readonly setTables: (thresholds: number, voltages: number, counts: number, guesses: number) => void;
}

const TOTAL_BITS = 22;
const WINDOW_CODES = 512;
const ESCAPE = 512;
/** What the counts of the normal distribution sum to. */
export const NORMAL_RANGE = 2 ** TOTAL_BITS - WINDOW_CODES - ESCAPE;
/** In the first frame a sample takes two bytes. Later it takes log2(1 / (1 - 1023 / 2^22)) bits or more, which is a byte in 22,733; the interval has 6 bytes. */
const SAMPLES_A_BYTE = 22800;
const BYTES_OF_INTERVAL = 6;
export const ZEROS_BEHIND_CODE = 14;
/** Until a sample has left at most so many bits are coded behind it, unless its block ends before. */
export const WAIT_BITS = 66;
/** Of the normal distribution. A converter knows codes alone, and guesses only make a decoder quick. */
export const COUNT_TABLES_BYTES = 4 * STEPS_PER_OCTAVE * TABLE_ENTRIES;

export interface LiveTables {
  readonly profile: ConverterProfile | undefined;
  /** First byte behind them. */
  readonly end: number;
}

/** Fills the kernel's memory with what it has to know of the converter and of the normal distribution. */
export function loadTables(kernel: LiveKernel, profile: ConverterProfile | undefined): LiveTables {
  const { thresholds, voltages } = tabulateCodes(profile);
  const thresholdsAt = kernel.base();
  const voltagesAt = roundUp(thresholdsAt + thresholds.byteLength);
  const countsAt = voltagesAt + voltages.byteLength;
  const guessesAt = roundUp(countsAt + 4 * STEPS_PER_OCTAVE * TABLE_ENTRIES);
  const end = roundUp(guessesAt + kernel.guessesBytes());
  reserve(kernel, end);
  const { buffer } = kernel.memory;
  new Int32Array(buffer, thresholdsAt).set(thresholds);
  new Int32Array(buffer, voltagesAt).set(voltages);
  new Uint32Array(buffer, countsAt).set(normalCountTables(NORMAL_RANGE));
  kernel.setTables(thresholdsAt, voltagesAt, countsAt, guessesAt);
  return { profile, end };
}

/** Bytes that the code of samples may take. A cut of the interval loses a bit, but no other comes before eight bits are coded. */
export function roomFor(samples: number): number {
  return 2 * samples + (samples >> 1) + 64;
}

/** @throws Error if so many bytes of code cannot hold so many samples, to be called before room for them is made */
export function checkCodeLength(bytes: number, channels: number, frames: number): void {
  const length = channels * frames;
  const plainBytes = frames === 0 ? 0 : 2 * channels;
  if (length > SAMPLES_A_BYTE * (bytes + BYTES_OF_INTERVAL) || plainBytes > bytes) {
    throw new Error(`${bytes} bytes cannot hold ${length} samples`);
  }
}
