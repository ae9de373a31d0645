/** The formulas of ../transform.ts in plain TypeScript, for tests. */
import { foldSign, packNumbers, unfoldSign } from '../../../bytes/numbers.js';
import { type Cursor, readUpTo, readVarint, shapeOf } from '../../../bytes/shape.js';
import type { Samples, Transformed } from '../../../codec.js';
import { type Range, rangeOf } from '../../../models/range.js';

interface Shifts {
  readonly levels: number;
  /** Of the first level's details. */
  readonly finest: number;
  /** Of the other details. */
  readonly details: number;
  readonly averages: number;
}

function halfOf(shift: number): number {
  return (1 << shift) >> 1;
}

/** How many samples each level splits, the finest first. */
function countsOf(frames: number, levels: number): number[] {
  const counts: number[] = [];
  for (let count = frames; counts.length < levels && count >= 2; count = Math.ceil(count / 2)) {
    counts.push(count);
  }
  return counts;
}

/** One level over the first `count` numbers, in place: averages, then details. */
function split(x: Int32Array, count: number, spare: Int32Array): void {
  const highs = count >> 1;
  const lows = count - highs;
  for (let i = 0; i < highs; i++) {
    const after = 2 * i + 2 < count ? x[2 * i + 2] : x[2 * i];
    spare[lows + i] = x[2 * i + 1] - ((x[2 * i] + after) >> 1);
  }
  for (let i = 0; i < lows; i++) {
    spare[i] = x[2 * i] + ((detailBefore(spare, i, lows) + detailAt(spare, i, lows, highs) + 2) >> 2);
  }
  x.set(spare.subarray(0, count));
}

/** Inverse of `split`. */
function join(x: Int32Array, count: number, spare: Int32Array): void {
  const highs = count >> 1;
  const lows = count - highs;
  for (let i = 0; i < lows; i++) {
    spare[2 * i] = x[i] - ((detailBefore(x, i, lows) + detailAt(x, i, lows, highs) + 2) >> 2);
  }
  for (let i = 0; i < highs; i++) {
    const after = 2 * i + 2 < count ? spare[2 * i + 2] : spare[2 * i];
    spare[2 * i + 1] = x[lows + i] + ((spare[2 * i] + after) >> 1);
  }
  x.set(spare.subarray(0, count));
}

function detailBefore(x: Int32Array, i: number, lows: number): number {
  return x[lows + Math.max(0, i - 1)];
}

function detailAt(x: Int32Array, i: number, lows: number, highs: number): number {
  return x[lows + Math.min(highs - 1, i)];
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
function encodeChannel(channel: Int16Array, into: Int16Array, shifts: Shifts): boolean {
  const x = Int32Array.from(channel);
  const spare = new Int32Array(x.length);
  const counts = countsOf(x.length, shifts.levels);
  for (const count of counts) split(x, count, spare);
  let fits = true;
  overBands(counts, x.length, shifts, (start, end, shift) => {
    for (let i = start; i < end; i++) {
      const sent = (x[i] + halfOf(shift)) >> shift;
      into[i] = sent;
      fits &&= into[i] === sent;
    }
  });
  return fits;
}

function decodeChannel(sent: Int16Array, into: Int16Array, shifts: Shifts, { least, most }: Range): void {
  const x = new Int32Array(sent.length);
  const spare = new Int32Array(x.length);
  const counts = countsOf(x.length, shifts.levels);
  overBands(counts, x.length, shifts, (start, end, shift) => {
    for (let i = start; i < end; i++) x[i] = sent[i] << shift;
  });
  for (const count of counts.toReversed()) join(x, count, spare);
  for (let i = 0; i < x.length; i++) into[i] = Math.max(least, Math.min(most, x[i]));
}

export function encodeTwin({ data, channels }: Samples, shifts: Shifts): Transformed {
  const { frames } = shapeOf({ data, channels });
  const sent = new Int16Array(data.length);
  const numbers: number[] = [];
  for (let start = 0; start < data.length; start += frames) {
    const channel = data.subarray(start, start + frames);
    if (encodeChannel(channel, sent.subarray(start, start + frames), shifts)) {
      const { least, most } = rangeOf(channel);
      numbers.push(1 + foldSign(least), most - least);
    } else {
      sent.set(channel, start);
      numbers.push(0);
    }
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

export function decodeTwin({ samples: { data, channels }, side }: Transformed, shifts: Shifts): Samples {
  const { frames } = shapeOf({ data, channels });
  const decoded = data.slice();
  const cursor = { bytes: side, at: 0 };
  for (let start = 0; start < data.length; start += frames) {
    const range = readRange(cursor);
    const [from, to] = [data, decoded].map(all => all.subarray(start, start + frames));
    if (range !== undefined) decodeChannel(from, to, shifts, range);
  }
  if (cursor.at !== side.length) throw new Error(`${side.length - cursor.at} bytes of side information left`);
  return { data: decoded, channels };
}
