/**
 * Live coding, as on an implant: each sample is coded on arrival, from 32 bytes of state a channel, without a float.
 *
 *   shape | mark of the converter's profile (converter/mark.ts) | varint block | varint n | n bytes of code
 *
 * The code holds all channels, frame by frame. It needs nothing that comes later: the head is the file's, not the
 * implant's. There the converter gives codes at once; the transform `levels`, which looks at a whole recording to
 * find them, only takes off the clothes that codes wear in files.
 *
 * What is expected of a channel, in voltages of 1/16 step: a normal distribution in counts of 2^22 as normal-counts.ts
 * says, in a window of 256 codes on each side, with 512 counts for an escape below it, which 16 bits of the code
 * follow. With v the last voltage, w the one before and e8, e64, e256 averages of that rate (in 1/256 units),
 *
 *   mu      e256 + a (v - e8) + b (e8 - e64) + c (e64 - e256) + d (v - w),   a, b, c, d whole 1/8192
 *   learns  a += sign(error) sign(v - e8), b, c and d alike: sign-sign LMS, without a product
 *   sigma   1.2533 times the average of |error| at rate 1/256, in the first frames 1/4, 1/8 …
 *
 * Range coder: interval [low, low + range) of 48 bits, from [0, 2^48) on. A leading byte that both ends share leaves.
 * If they do not and range < 2^30, the smaller part on either side of the leading byte's change is cut off, so that
 * no carry is ever waited for. A block ends with the fewest bytes that lie in the interval whatever follows; then
 * low = 0, range = 2^48. A decoder knows the interval, so it knows these bytes, and needs no length to find their end.
 *
 * Samples are coded as they are, 16 bits each, in the first frame and for 1024 samples once the model has lost more
 * than 64 bits against that (a sample's bits and the end of a block rounded up; it can save up 4096 by doing better):
 * a causal rule, by which no stream is over 0.8 % larger than its samples, but for some ten bytes.
 */
import { defineCoder, type Samples } from '../codec.js';
import { decodeMark, encodeMark, profileNamed, profileParameter } from '../converter/mark.js';
import { type ConverterProfile, tabulateCodes } from '../converter/profile.js';
import { packNumbers } from '../numbers.js';
import { readShape, readVarint, type Shape, shapeOf } from '../shape.js';
import { type KernelExports, loadKernel, reserve, roundUp } from '../wasm.js';
import { normalCounts, STEPS_PER_OCTAVE, TABLE_ENTRIES } from './normal-counts.js';
import { concatenate, takeWithLength, withLength } from './stream.js';

interface Kernel extends KernelExports {
  readonly stateBytes: () => number;
  readonly guessesBytes: () => number;
  readonly setTables: (thresholds: number, voltages: number, counts: number, guesses: number) => void;
  /** The byte behind the code; 0 if there was too little room. */
  readonly encode: (
    samples: number,
    channels: number,
    frames: number,
    states: number,
    block: number,
    out: number,
    end: number,
  ) => number;
  /** 1 if the code ended just where it had to. */
  readonly decode: (
    bytes: number,
    end: number,
    states: number,
    block: number,
    samples: number,
    channels: number,
    frames: number,
  ) => number;
}

const TOTAL_BITS = 22;
const WINDOW_CODES = 512;
const ESCAPE = 512;
/** Counts that the normal distribution shares out. */
export const NORMAL_RANGE = 2 ** TOTAL_BITS - WINDOW_CODES - ESCAPE;
const LARGEST_BLOCK = 65535;
/** In the first frame a sample takes two bytes. Later it takes log2(1 / (1 - 1023 / 2^22)) bits or more, which is a byte in 22,728; the interval has 6 bytes. */
const SAMPLES_A_BYTE = 22800;
const BYTES_OF_INTERVAL = 6;
const ZEROS_BEHIND_CODE = 14;

interface Tables {
  readonly profile: ConverterProfile | undefined;
  /** First byte behind them. */
  readonly end: number;
}

/** Fills the kernel's memory with what it has to know of the converter and of the normal distribution. */
function loadTables(kernel: Kernel, profile: ConverterProfile | undefined): Tables {
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
  const counts = new Uint32Array(buffer, countsAt);
  for (let step = 0; step < STEPS_PER_OCTAVE; step++) {
    counts.set(normalCounts(step, NORMAL_RANGE), step * TABLE_ENTRIES);
  }
  kernel.setTables(thresholdsAt, voltagesAt, countsAt, guessesAt);
  return { profile, end };
}

function layOut(kernel: Kernel, tables: Tables, { channels, frames }: Shape, bytes: number) {
  const statesAt = tables.end;
  const samplesAt = statesAt + (frames === 0 ? 0 : channels * kernel.stateBytes());
  const bytesAt = samplesAt + 2 * channels * frames;
  reserve(kernel, bytesAt + bytes);
  return { statesAt, samplesAt, bytesAt };
}

/** A cut of the interval loses a bit, but no other comes before eight bits are coded. */
function roomFor(samples: number): number {
  return 2 * samples + (samples >> 1) + 64;
}

function encode(kernel: Kernel, tables: Tables, block: number, samples: Samples): Uint8Array {
  const shape = shapeOf(samples);
  const { channels, frames } = shape;
  const { length } = samples.data;
  const room = roomFor(length);
  const { statesAt, samplesAt, bytesAt } = layOut(kernel, tables, shape, room);
  const { buffer } = kernel.memory;
  new Int16Array(buffer, samplesAt, length).set(samples.data);
  const end = kernel.encode(samplesAt, channels, frames, statesAt, block, bytesAt, bytesAt + room);
  if (end === 0) throw new Error(`code of ${length} samples exceeds ${room} bytes`);
  const code = new Uint8Array(buffer, bytesAt, end - bytesAt);
  return concatenate([
    packNumbers([channels, frames]),
    encodeMark(tables.profile),
    packNumbers([block]),
    withLength(code),
  ]);
}

/** What a stream says of itself, and its code. */
function readStream(bytes: Uint8Array, profile: ConverterProfile | undefined) {
  const cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  const needsProfile = decodeMark(cursor, profile);
  const block = readVarint(cursor);
  if (block > LARGEST_BLOCK) throw new Error(`block of ${block} frames over ${LARGEST_BLOCK}`);
  const code = takeWithLength(cursor);
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes behind the code`);
  return { shape, needsProfile, block, code };
}

function decode(kernel: Kernel, tables: Tables, shape: Shape, block: number, code: Uint8Array): Samples {
  const { channels, frames } = shape;
  const length = channels * frames;
  const plainBytes = frames === 0 ? 0 : 2 * channels;
  if (length > SAMPLES_A_BYTE * (code.length + BYTES_OF_INTERVAL) || plainBytes > code.length) {
    throw new Error(`${code.length} bytes cannot hold ${length} samples`);
  }
  const { statesAt, samplesAt, bytesAt } = layOut(kernel, tables, shape, code.length + ZEROS_BEHIND_CODE);
  const given = new Uint8Array(kernel.memory.buffer, bytesAt, code.length + ZEROS_BEHIND_CODE);
  given.set(code);
  given.fill(0, code.length);
  const end = bytesAt + code.length;
  if (!kernel.decode(bytesAt, end, statesAt, block, samplesAt, channels, frames)) {
    throw new Error(`code of ${code.length} bytes does not hold ${length} samples`);
  }
  return { data: new Int16Array(kernel.memory.buffer, samplesAt, length).slice(), channels };
}

/** The coder, told which profiles of converters there are. */
export function defineLmsRange(profiles: readonly ConverterProfile[]) {
  return defineCoder({
    name: 'lms-range',
    family: 'entropy',
    summary: 'live: sign-LMS prediction and range coding, each sample on arrival, 32 bytes a channel',
    parameters: {
      profile: profileParameter(profiles),
      block: {
        type: 'integer',
        minimum: 0,
        maximum: LARGEST_BLOCK,
        default: 0,
        sweep: [0, 20, 200],
        meaning: 'frames after which all bytes are out; 0: the whole recording',
      },
    },
    open: async ({ profile: name, block }) => {
      const profile = profileNamed(profiles, name);
      const kernel = await loadKernel<Kernel>('lms-range');
      let tables = loadTables(kernel, profile);
      const tablesOf = (wanted: ConverterProfile | undefined) => {
        if (tables.profile !== wanted) tables = loadTables(kernel, wanted);
        return tables;
      };
      return {
        encode: samples => encode(kernel, tablesOf(profile), block, samples),
        decode: bytes => {
          const { shape, needsProfile, block: written, code } = readStream(bytes, profile);
          return decode(kernel, tablesOf(needsProfile ? profile : undefined), shape, written, code);
        },
      };
    },
  });
}
