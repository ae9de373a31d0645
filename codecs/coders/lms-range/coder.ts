/**
 * Live coding, as on an implant: each sample is coded on arrival, from 56 bytes of state a channel, without a float.
 *
 *   shape | mark of the converter's profile (converter/mark.ts) | varint block + 65536 references + 2^20 error
 *     | with an error: least and greatest sample, varints of their number from 0, signs folded in, and from it
 *     | varint n | n bytes of code
 *
 * The code holds all channels, frame by frame, and nothing in it hangs on what comes later; the head is the file's,
 * not the implant's. There the converter gives codes at once: the transform `levels`, which looks at a whole recording
 * to find them, only undoes the scaling that codes have in files.
 *
 * Expected of a channel's next voltage, in 1/16 steps: a normal distribution of mean mu and deviation sigma, in 2^22
 * counts as normal-counts.ts says, over a window of 256 codes on each side; 512 counts below it are an escape, which
 * the code's 16 bits follow. p[0] .. p[8] are the last five voltages, the last one in p[4], and their averages of rates
 * 1/4, 1/16, 1/64 and 1/256; all in 1/256 units, fractions rounded down.
 *
 *   mu      p[8] + sum of w[k] (p[k] - p[k+1]), k = 0..7, w in 1/8192
 *   w[k]    moves by sign(error) sign(p[k] - p[k+1]) (sign-sign LMS), times 16, 8, 4, 2 before frame 1024, 4096,
 *           16384, 65536; starts from 0, 0, 0, 0, 6000, 7000, 8192, 7900
 *   sigma   1.2533 times the average S of |error|, of rate 1/256; in the first frames 1/4, 1/8 and so on
 *
 * With references, 1 to 8 and fewer than channels, what this mu leaves is predicted twice more: from what it left
 * before, then from what that leaves of the channels coded just before. These are the ones before a channel in its
 * frame and, for the first channels, the last ones of the frame before. State is 152 bytes a channel with four.
 *
 *   d(s)      5/4 s, at least 1, for the deviation that belongs to a mean magnitude s
 *   n(x, s)   x / d(s) in 1/128, at most 1023 of them: (x floor((2^32 - 1) / d(s)) + 2^16) >> 17, d(s) in 1/256 units
 *   mu2       mu  + d(T) sum of u[k] q[k],  k = 0..7,                     q: the last eight n(voltage - mu, T)
 *   mu3       mu2 + d(T) sum of v[k] f[k],  k = 0..7 + 4 references,      f: the last four n(voltage - mu2, T) of the
 *             channel, four averages of rates 1/4, 1/16, 1/64 and 1/256 of those of all samples in the order of the
 *             code, and the last four of each reference, the nearest first; T: the average of |voltage - mu2|
 *   u[k]      in 1/8192, moves by q[k] n(voltage - mu2, T) pace, v[k] by f[k] n(voltage - mu3, M) pace; both in 1/2^15,
 *             rounded, n cut to 127; pace halves with each four times as many frames, 256 before frame 32, then 181,
 *             128, 90 .. 16, and for u 32 at most (least mean squares of a clipped error); u and v start from 0
 *   sigma     1.2533 M (5/8 + 3/8 U), M = 5/8 S + 3/8 of an average of |voltage - mu3| of rate 1/8, U of rate 1/16 over
 *             all samples in the order of the code: the average of |n(voltage - mu3, M)| over 102, what it is at first
 *
 * With an error n, samples may be off by n (near-lossless). Of a sample x is sent q = floor((x - o + n) / (2n + 1)), o the
 * code next to what is expected; its counts are those from the threshold below code o + q (2n + 1) - n to that below
 * o + q (2n + 1) + n + 1. Everybody goes on with what is left of it, o + q (2n + 1) between least and greatest sample.
 * The window is of 256 q on each side, and in coarse octaves q are grouped as codes are otherwise. In the first frame,
 * behind an escape and where the model has lost too much, samples are whole. Where an error is less than 8 (2n + 1) units
 * (1/16 steps), half of what q stands for, no w turns by it, and no error counts for less than 5/2 (2n + 1) units,
 * rounded down, in an average of magnitudes.
 *
 * Range coder: an interval [low, low + range) of 48 bits, at first all of them. Leading bytes that both ends share
 * leave. If none is left and range < 2^30, the smaller part on one side of the leading byte's change is cut off, so
 * that no carry is ever waited for. A block ends with the fewest bytes that stay in the interval whatever follows, and
 * the next one starts with all 48 bits. The decoder knows the interval, so it knows these bytes: no length is sent.
 *
 * Delay: a sample is known when at most 66 more bits are coded, 48 until its bounds are whole bytes and 18 until range
 * is below 2^30; at 4.5 bits a sample that is 15 samples, in a run that is nearly free, of 1/2842 bit a sample, 188,000.
 * With blocks no sample waits longer than for the end of its block.
 *
 * A sample has its 16 bits as they are in the first frame, and for 1024 samples whenever the model has lost more than
 * 64 bits against that (counting a sample's bits and a block's end rounded up, and at most 4096 saved ones). So no code
 * gets over 0.6 % larger than its samples, but for some ten bytes; and that takes no look ahead.
 */

import { foldSign, packNumbers, unfoldSign } from '../../bytes/numbers.js';
import { type Cursor, readShape, readVarint, type Shape, shapeOf } from '../../bytes/shape.js';
import { concatenate, takeWithLength, withLength } from '../../bytes/stream.js';
import { loadKernel, reserve } from '../../bytes/wasm.js';
import { defineCoder, type Samples } from '../../codec.js';
import {
  decodeMark,
  encodeMark,
  profileModelBytes,
  profileNamed,
  profileParameter,
} from '../../converter/mark.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { rangeOf } from '../../models/range.js';
import {
  COUNT_TABLES_BYTES,
  checkCodeLength,
  type LiveKernel,
  type LiveTables,
  loadTables,
  roomFor,
  WAIT_BITS,
  ZEROS_BEHIND_CODE,
} from '../shared/live/tables.js';

interface Kernel extends LiveKernel {
  readonly stateBytes: (references: number) => number;
  /** By how much codes may be off, and between which they lie; 0 for what is exact. */
  readonly setError: (error: number, least: number, most: number) => void;
  /** The byte behind the code; 0 if there was too little room. */
  readonly encode: (
    samples: number,
    channels: number,
    frames: number,
    references: number,
    states: number,
    block: number,
    out: number,
    end: number,
  ) => number;
  /** 1 if the code ended just where it had to. */
  readonly decode: (
    bytes: number,
    end: number,
    references: number,
    states: number,
    block: number,
    samples: number,
    channels: number,
    frames: number,
  ) => number;
}

const LARGEST_BLOCK = 65535;
export const MOST_REFERENCES = 8;
/** What is beside a block's frames in the number of settings. */
const REFERENCES_UNIT = LARGEST_BLOCK + 1;
export const ERROR_UNIT = 16 * REFERENCES_UNIT;
const LARGEST_ERROR = 511;
/** What a channel's neighbours see of it; the kernel keeps room for as many more as there are references. */
const HISTORY_BYTES = 8;

function layOut(
  kernel: Kernel,
  tables: LiveTables,
  { channels, frames }: Shape,
  references: number,
  bytes: number,
) {
  const statesAt = tables.end;
  const stateBytes = channels * kernel.stateBytes(references) + references * HISTORY_BYTES;
  const samplesAt = statesAt + (frames === 0 ? 0 : stateBytes);
  const bytesAt = samplesAt + 2 * channels * frames;
  reserve(kernel, bytesAt + bytes);
  return { statesAt, samplesAt, bytesAt };
}

/** By how much samples may be off, and between which all of them lie. */
export interface Tolerance {
  readonly error: number;
  readonly least: number;
  readonly most: number;
}

const EXACT: Tolerance = { error: 0, least: 0, most: 0 };

/** How a stream is coded. */
interface Settings {
  /** Frames after which all bytes are out, 0 for the whole recording. */
  readonly block: number;
  /** Channels that a channel is predicted from, fewer than there are. */
  readonly references: number;
  readonly tolerance: Tolerance;
}

/** What a codec is opened with. */
interface Values {
  readonly block: number;
  readonly references: number;
  readonly error: number;
}

/** Between which samples lie, if they may be off. */
export function toleranceOf({ data }: Samples, error: number): Tolerance {
  if (error === 0 || data.length === 0) return EXACT;
  return { error, ...rangeOf(data) };
}

/** The numbers of the head that say how a stream is coded. */
function packSettings({ block, references, tolerance: { error, least, most } }: Settings): Uint8Array {
  const number = block + REFERENCES_UNIT * references + ERROR_UNIT * error;
  return packNumbers(error === 0 ? [number] : [number, foldSign(least), most - least]);
}

function encode(kernel: Kernel, tables: LiveTables, given: Values, samples: Samples): Uint8Array {
  const shape = shapeOf(samples);
  const { channels, frames } = shape;
  const { block } = given;
  const references = Math.min(given.references, channels - 1);
  const { length } = samples.data;
  const room = roomFor(length);
  const { statesAt, samplesAt, bytesAt } = layOut(kernel, tables, shape, references, room);
  const { buffer } = kernel.memory;
  new Int16Array(buffer, samplesAt, length).set(samples.data);
  const limit = bytesAt + room;
  const tolerance = toleranceOf(samples, given.error);
  kernel.setError(tolerance.error, tolerance.least, tolerance.most);
  const end = kernel.encode(samplesAt, channels, frames, references, statesAt, block, bytesAt, limit);
  if (end === 0) throw new Error(`code of ${length} samples exceeds ${room} bytes`);
  const code = new Uint8Array(buffer, bytesAt, end - bytesAt);
  return concatenate([
    packNumbers([channels, frames]),
    encodeMark(tables.profile),
    packSettings({ block, references, tolerance }),
    withLength(code),
  ]);
}

/**
 * Reads what `packSettings` writes.
 * @throws Error if there are more references than eight or than other channels, or samples beyond 16 bits
 */
export function readSettings(cursor: Cursor, channels: number): Settings {
  const number = readVarint(cursor);
  const references = Math.floor(number / REFERENCES_UNIT) % (ERROR_UNIT / REFERENCES_UNIT);
  const most = Math.min(MOST_REFERENCES, channels - 1);
  if (references > most) {
    throw new Error(`${references} references of ${channels} channels, want at most ${most}`);
  }
  const tolerance = readTolerance(cursor, Math.floor(number / ERROR_UNIT));
  return { block: number % REFERENCES_UNIT, references, tolerance };
}

function readTolerance(cursor: Cursor, error: number): Tolerance {
  if (error > LARGEST_ERROR) throw new Error(`error ${error} out of range 0..${LARGEST_ERROR}`);
  if (error === 0) return EXACT;
  const least = unfoldSign(readVarint(cursor));
  const most = least + readVarint(cursor);
  if (least < -32768 || most > 32767) throw new Error(`samples ${least}..${most} beyond 16 bits`);
  return { error, least, most };
}

/** What a stream says of itself, and its code. */
function readStream(bytes: Uint8Array, profile: ConverterProfile | undefined) {
  const cursor = { bytes, at: 0 };
  const shape = readShape(cursor);
  const needsProfile = decodeMark(cursor, profile);
  const settings = readSettings(cursor, shape.channels);
  const code = takeWithLength(cursor);
  if (cursor.at !== bytes.length) throw new Error(`${bytes.length - cursor.at} bytes behind the code`);
  return { shape, needsProfile, settings, code };
}

function decode(
  kernel: Kernel,
  tables: LiveTables,
  shape: Shape,
  { block, references, tolerance: { error, least, most } }: Settings,
  code: Uint8Array,
): Samples {
  const { channels, frames } = shape;
  const length = channels * frames;
  checkCodeLength(code.length, channels, frames);
  const room = code.length + ZEROS_BEHIND_CODE;
  const { statesAt, samplesAt, bytesAt } = layOut(kernel, tables, shape, references, room);
  const given = new Uint8Array(kernel.memory.buffer, bytesAt, room);
  given.set(code);
  given.fill(0, code.length);
  const end = bytesAt + code.length;
  kernel.setError(error, least, most);
  if (!kernel.decode(bytesAt, end, references, statesAt, block, samplesAt, channels, frames)) {
    throw new Error(`code of ${code.length} bytes does not hold ${length} samples`);
  }
  return { data: new Int16Array(kernel.memory.buffer, samplesAt, length).slice(), channels };
}

/** Of a channel, in bytes, as the kernel has it. */
function stateBytes(references: number): number {
  return references === 0 ? 56 : 120 + 16 * Math.ceil(references / 2);
}

/** @param profiles the converters that a chain may name */
export function defineLmsRange(profiles: readonly ConverterProfile[]) {
  return defineCoder({
    name: 'lms-range',
    family: 'entropy',
    summary:
      'live: sign-LMS prediction and range coding of each sample on arrival, 56 bytes a channel or some more',
    parts: {
      predictor: 'sign-sign LMS of 5 samples and 4 means; LMS of other channels',
      distribution: 'normal, adaptive deviation',
      entropyCoder: 'range',
    },
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
      references: {
        type: 'integer',
        minimum: 0,
        maximum: MOST_REFERENCES,
        default: 0,
        sweep: [0, 4],
        meaning: 'channels coded just before, from which a channel is predicted too',
      },
      error: {
        type: 'integer',
        minimum: 0,
        maximum: LARGEST_ERROR,
        default: 0,
        sweep: [0],
        meaning: 'by how much a sample may be off (lossy); behind levels, in codes',
      },
    },
    loss: { kind: 'bounded', greatestError: ({ error }) => error, idempotent: true },
    modelBytes: profileModelBytes(profiles),
    live: ({ block, references, profile }) => ({
      blockFrames: block,
      waitBits: block === 0 ? WAIT_BITS : 0,
      stateBytes: stateBytes(references),
      tableBytes: COUNT_TABLES_BYTES + profileModelBytes(profiles)({ profile }),
    }),
    open: async ({ profile: name, block, references, error }) => {
      const profile = profileNamed(profiles, name);
      const kernel = await loadKernel<Kernel>('lms-range');
      let tables = loadTables(kernel, profile);
      const tablesOf = (wanted: ConverterProfile | undefined) => {
        if (tables.profile !== wanted) tables = loadTables(kernel, wanted);
        return tables;
      };
      return {
        encode: samples => encode(kernel, tablesOf(profile), { block, references, error }, samples),
        decode: bytes => {
          const { shape, needsProfile, settings, code } = readStream(bytes, profile);
          return decode(kernel, tablesOf(needsProfile ? profile : undefined), shape, settings, code);
        },
      };
    },
  });
}
