/**
 * The integer wavelet 5/3 (LeGall; ISO/IEC 15444-1, annex F) of each channel, each band rounded to multiples of a power of
 * two, halves upwards. This is the lossy mode that was built for implants: three levels, shifts of 3 for the finest
 * details, 2 and 2 for the others, 1 for the averages (robertsaabwoo/neuralink-compression; US 12,369,863 B2), there in
 * blocks of 64 samples, here over whole channels. One level, in whole numbers of 32 bits:
 *
 *   details    d[i] = x[2i+1] - floor((x[2i] + x[2i+2]) / 2)         sent: floor((d + half) / 2^shift), half = 2^shift / 2
 *   averages   a[i] = x[2i] + floor((d[i-1] + d[i] + 2) / 4)         take the next level; of the last one sent likewise
 *
 * Beyond the ends samples are mirrored, which repeats the nearest d or even x. A channel becomes
 *
 *   averages of the last level | its details | … | details of the first level
 *
 * and is decoded to samples between its least and greatest. Where a number is beyond 16 bits, as in noise at full scale, the
 * channel stays as it is. Side information, for each channel of at least one frame:
 *
 *   varint 0                 as it is
 *   varint 1 + least sample, its sign folded in | varint greatest sample - least
 *
 * The bound. With averages off by A and details by D, even samples are off by e = eA - (eD' + eD" + r) / 4 and odd ones by
 * 3/4 eD - eD' / 8 - eD" / 8 + (eA + eA') / 2 - (r + r') / 8 + r" / 2, where r and r' come from what floor leaves of four,
 * -3..3, r" from what it leaves of two, -1..1. That is D + A + 5/4 at most, and D + A where D is 0: errors are whole, so a
 * level adds D + 1. Shifts of 3, 2, 2, 1 come to 12.
 */
import { foldSign, packNumbers, unfoldSign } from '../../bytes/numbers.js';
import { type Cursor, readUpTo, readVarint, shapeOf } from '../../bytes/shape.js';
import { type KernelExports, loadKernel, reserve, roundUp } from '../../bytes/wasm.js';
import { defineTransform, type Samples, type Transformed } from '../../codec.js';
import type { Range } from '../../models/range.js';

interface Shifts {
  readonly levels: number;
  /** Of the first level's details. */
  readonly finest: number;
  /** Of the other details. */
  readonly details: number;
  readonly averages: number;
}

const LARGEST_SHIFT = 10;

function halfOf(shift: number): number {
  return (1 << shift) >> 1;
}

function greatestError({ levels, finest, details, averages }: Shifts): number {
  const ofLevel = (shift: number) => (shift === 0 ? 0 : halfOf(shift) + 1);
  return halfOf(averages) + (levels - 1) * ofLevel(details) + ofLevel(finest);
}

/** How many samples each level splits, the finest first. */
function countsOf(frames: number, levels: number): number[] {
  const counts: number[] = [];
  for (let count = frames; counts.length < levels && count >= 2; count = Math.ceil(count / 2)) {
    counts.push(count);
  }
  return counts;
}

/** Of numbers of 32 bits at byte `numbers` and samples at byte `samples`, `count` of them; see kernel/lift.ts. */
interface LiftKernel extends KernelExports {
  readonly take: (samples: number, count: number, numbers: number) => void;
  readonly split: (numbers: number, count: number, spare: number) => void;
  readonly join: (numbers: number, count: number, spare: number) => void;
  readonly round: (numbers: number, count: number, shift: number, samples: number) => number;
  readonly raise: (samples: number, count: number, shift: number, numbers: number) => void;
  readonly give: (numbers: number, count: number, samples: number, lowest: number, highest: number) => void;
  readonly leastSample: () => number;
  readonly mostSample: () => number;
}

/** The kernel with room for a channel. */
interface Room {
  readonly kernel: LiftKernel;
  /** Where its samples lie. */
  readonly channel: Int16Array;
  /** First bytes. */
  readonly at: { readonly samples: number; readonly numbers: number; readonly spare: number };
}

function makeRoom(kernel: LiftKernel, frames: number): Room {
  const samples = kernel.base();
  const numbers = roundUp(samples + 2 * frames);
  const spare = roundUp(numbers + 4 * frames);
  reserve(kernel, spare + 4 * frames);
  return {
    kernel,
    channel: new Int16Array(kernel.memory.buffer, samples, frames),
    at: { samples, numbers, spare },
  };
}

/** Calls `ofBand` for each band of a channel with its ends and its shift. */
function overBands(
  counts: readonly number[],
  frames: number,
  { finest, details, averages }: Shifts,
  ofBand: (start: number, end: number, shift: number) => void,
): void {
  for (const [level, count] of counts.entries()) {
    ofBand(Math.ceil(count / 2), count, level === 0 ? finest : details);
  }
  ofBand(0, Math.ceil((counts.at(-1) ?? 2 * frames) / 2), averages);
}

/** @returns whether all numbers that are sent have room in 16 bits */
function encodeChannel({ kernel, channel, at }: Room, shifts: Shifts): boolean {
  const counts = countsOf(channel.length, shifts.levels);
  kernel.take(at.samples, channel.length, at.numbers);
  for (const count of counts) kernel.split(at.numbers, count, at.spare);
  let fits = true;
  overBands(counts, channel.length, shifts, (start, end, shift) => {
    const isRoom = kernel.round(at.numbers + 4 * start, end - start, shift, at.samples + 2 * start);
    fits &&= isRoom === 1;
  });
  return fits;
}

function decodeChannel({ kernel, channel, at }: Room, shifts: Shifts, { least, most }: Range): void {
  const counts = countsOf(channel.length, shifts.levels);
  overBands(counts, channel.length, shifts, (start, end, shift) => {
    kernel.raise(at.samples + 2 * start, end - start, shift, at.numbers + 4 * start);
  });
  for (const count of counts.toReversed()) kernel.join(at.numbers, count, at.spare);
  kernel.give(at.numbers, channel.length, at.samples, least, most);
}

function encode(kernel: LiftKernel, { data, channels }: Samples, shifts: Shifts): Transformed {
  const { frames } = shapeOf({ data, channels });
  const room = makeRoom(kernel, frames);
  const sent = data.slice();
  const numbers: number[] = [];
  for (let start = 0; start < data.length; start += frames) {
    room.channel.set(data.subarray(start, start + frames));
    if (encodeChannel(room, shifts)) {
      const least = kernel.leastSample();
      sent.set(room.channel, start);
      numbers.push(1 + foldSign(least), kernel.mostSample() - least);
    } else numbers.push(0);
  }
  return { samples: { data: sent, channels }, side: packNumbers(numbers) };
}

/** Between which samples a channel lies; undefined if it is as it was. */
function readRange(cursor: Cursor): Range | undefined {
  const first = readVarint(cursor);
  if (first === 0) return undefined;
  const least = unfoldSign(first - 1);
  const most = least + readUpTo(cursor, 65535, 'range of samples');
  if (least < -32768 || most > 32767) throw new Error(`samples ${least}..${most} beyond 16 bits`);
  return { least, most };
}

function decode(
  kernel: LiftKernel,
  { samples: { data, channels }, side }: Transformed,
  shifts: Shifts,
): Samples {
  const { frames } = shapeOf({ data, channels });
  const room = makeRoom(kernel, frames);
  const decoded = data.slice();
  const cursor = { bytes: side, at: 0 };
  for (let start = 0; start < data.length; start += frames) {
    const range = readRange(cursor);
    if (range === undefined) continue;
    room.channel.set(data.subarray(start, start + frames));
    decodeChannel(room, shifts, range);
    decoded.set(room.channel, start);
  }
  if (cursor.at !== side.length) throw new Error(`${side.length - cursor.at} bytes of side information left`);
  return { data: decoded, channels };
}

function shiftOf(initial: number, sweep: readonly number[], meaning: string) {
  return { type: 'integer', minimum: 0, maximum: LARGEST_SHIFT, default: initial, sweep, meaning } as const;
}

export const lift = defineTransform({
  name: 'lift',
  family: 'prediction',
  summary: 'integer 5/3 wavelet, each band rounded to a power of two (lossy)',
  parameters: {
    levels: {
      type: 'integer',
      minimum: 1,
      maximum: 8,
      default: 3,
      sweep: [3, 5],
      meaning: 'how many times the averages are split again',
    },
    finest: shiftOf(3, [2, 3, 4], 'bits that the finest details lose'),
    details: shiftOf(2, [2, 3], 'bits that the other details lose'),
    averages: shiftOf(1, [1, 2], 'bits that the averages lose'),
  },
  loss: { kind: 'bounded', greatestError },
  open: async shifts => {
    const kernel = await loadKernel<LiftKernel>('lift');
    return {
      encode: samples => encode(kernel, samples, shifts),
      decode: transformed => decode(kernel, transformed, shifts),
    };
  },
});
