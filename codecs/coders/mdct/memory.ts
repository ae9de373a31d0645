/** What the kernel has in its memory: tables, then half steps, then what is coded. */
import { type KernelExports, reserve, roundUp } from '../../bytes/wasm.js';
import { BITS_OF_PROBABILITIES } from './bits.js';
import { cosineTables } from './cosines.js';
import { expectedOnes } from './expected-ones.js';
import { BINS } from './frames.js';

export interface Kernel extends KernelExports {
  readonly setTables: (cosines: number, window: number, ones: number, bits: number) => void;
  readonly setSteps: (halfSteps: number, worth: number) => void;
  /** The byte behind the code; 0 if it went beyond the limit. */
  readonly encode: (
    samples: number,
    channels: number,
    frames: number,
    ranges: number,
    out: number,
    limit: number,
  ) => number;
  /** The byte behind the last that was used; 0 if the code ends early, 1 if a level is beyond 22 bits. */
  readonly decode: (
    bytes: number,
    end: number,
    ranges: number,
    samples: number,
    channels: number,
    frames: number,
  ) => number;
}

/** Of each channel: least and greatest sample, and mean. */
export const RANGE_NUMBERS = 3;
/** Outputs of the transform that are summed at once, with their cosines one behind the other. */
const BLOCK = 16;

export interface Tables {
  readonly halfSteps: number;
  /** First byte behind them. */
  readonly end: number;
}

/** The cosines of each 16 outputs: for each input, those of the 16. */
function blocksOf(cosines: Float64Array): Float64Array {
  const blocks = new Float64Array(cosines.length);
  let at = 0;
  for (let first = 0; first < BINS; first += BLOCK) {
    for (let k = 0; k < BINS; k++, at += BLOCK) {
      const row = k * BINS + first;
      blocks.set(cosines.subarray(row, row + BLOCK), at);
    }
  }
  return blocks;
}

/** Fills the kernel's memory with what is the same for all streams. */
export function loadTables(kernel: Kernel): Tables {
  const { cosines, window } = cosineTables();
  const cosinesAt = kernel.base();
  const windowAt = cosinesAt + cosines.byteLength;
  const bitsAt = windowAt + window.byteLength;
  const onesAt = roundUp(bitsAt + BITS_OF_PROBABILITIES.byteLength);
  const halfSteps = roundUp(onesAt + expectedOnes().byteLength);
  const end = halfSteps + 8 * BINS;
  reserve(kernel, end);
  const { buffer } = kernel.memory;
  new Float64Array(buffer, cosinesAt).set(blocksOf(cosines));
  new Float64Array(buffer, windowAt).set(window);
  new Float64Array(buffer, bitsAt).set(BITS_OF_PROBABILITIES);
  new Uint16Array(buffer, onesAt).set(expectedOnes());
  kernel.setTables(cosinesAt, windowAt, onesAt, bitsAt);
  return { halfSteps, end };
}

/**
 * @param units half steps of the bins, in sixteenths of a code
 * @param worth of a bit, in squared half steps
 */
export function setSteps(kernel: Kernel, { halfSteps }: Tables, units: Float64Array, worth: number): void {
  new Float64Array(kernel.memory.buffer, halfSteps, BINS).set(units);
  kernel.setSteps(halfSteps, worth);
}

/** Makes room for samples and code behind the tables. */
export function layOut(kernel: Kernel, { end }: Tables, channels: number, samples: number, bytes: number) {
  const samplesAt = roundUp(end + 4 * RANGE_NUMBERS * channels);
  const bytesAt = samplesAt + 2 * samples;
  reserve(kernel, bytesAt + bytes);
  return { rangesAt: end, samplesAt, bytesAt };
}
