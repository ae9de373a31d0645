// Rows of eight lanes from lanes that lie one behind the other, and back. A part of gaussian-rans.

import { gather64, zipHigh, zipLow } from './lanes';

/**
 * Eight rows of eight i16, columns made rows: each of three rounds zips row k with row k + 4.
 * @param from first row, `stride` bytes to the next
 */
function turn(from: usize, stride: usize, to: usize, toStride: usize): void {
  const from4 = from + 4 * stride;
  const a0 = v128.load(from);
  const a1 = v128.load(from + stride);
  const a2 = v128.load(from + 2 * stride);
  const a3 = v128.load(from + 3 * stride);
  const a4 = v128.load(from4);
  const a5 = v128.load(from4 + stride);
  const a6 = v128.load(from4 + 2 * stride);
  const a7 = v128.load(from4 + 3 * stride);
  const b0 = zipLow(a0, a4);
  const b1 = zipHigh(a0, a4);
  const b2 = zipLow(a1, a5);
  const b3 = zipHigh(a1, a5);
  const b4 = zipLow(a2, a6);
  const b5 = zipHigh(a2, a6);
  const b6 = zipLow(a3, a7);
  const b7 = zipHigh(a3, a7);
  const c0 = zipLow(b0, b4);
  const c1 = zipHigh(b0, b4);
  const c2 = zipLow(b1, b5);
  const c3 = zipHigh(b1, b5);
  const c4 = zipLow(b2, b6);
  const c5 = zipHigh(b2, b6);
  const c6 = zipLow(b3, b7);
  const c7 = zipHigh(b3, b7);
  v128.store(to, zipLow(c0, c4));
  v128.store(to + toStride, zipHigh(c0, c4));
  v128.store(to + 2 * toStride, zipLow(c1, c5));
  v128.store(to + 3 * toStride, zipHigh(c1, c5));
  const to4 = to + 4 * toStride;
  v128.store(to4, zipLow(c2, c6));
  v128.store(to4 + toStride, zipHigh(c2, c6));
  v128.store(to4 + 2 * toStride, zipLow(c3, c7));
  v128.store(to4 + 3 * toStride, zipHigh(c3, c7));
}

/**
 * Lanes to rows, in steps of eight: up to seven more samples a lane are read, and rows written.
 * @param stride bytes from lane to lane
 */
export function toRows(planar: usize, stride: usize, count: usize, rows: usize): void {
  for (const end = rows + 16 * count; rows < end; planar += 16, rows += 128) turn(planar, stride, rows, 16);
}

/** Rows to lanes, likewise. */
export function fromRows(rows: usize, count: usize, planar: usize, stride: usize): void {
  for (const end = rows + 16 * count; rows < end; planar += 16, rows += 128) turn(rows, 16, planar, stride);
}

/** Where the entries of a half's codes are. */
// inlined
function entriesAt(codes: v128, table: usize): v128 {
  return i32x4.add(i32x4.shl(codes, 3), i32x4.splat(<i32>table));
}

/**
 * Looks up codes.
 * @param table of 8 bytes for codes from `first` to `last`: two thresholds, i16, and a voltage, i32; beyond, the outermost
 * @param voltages written: rows
 * @param thresholds written: halves, the upper threshold times 2^16
 */
export function lookUp(
  rows: usize,
  count: usize,
  table: usize,
  first: i32,
  last: i32,
  voltages: usize,
  thresholds: usize,
): void {
  const least = i16x8.splat(<i16>first);
  const most = i16x8.splat(<i16>last);
  for (const end = rows + 16 * count; rows < end; rows += 16, voltages += 16, thresholds += 32) {
    const codes = i16x8.sub(i16x8.min_s(i16x8.max_s(v128.load(rows), least), most), least);
    const places0 = entriesAt(i32x4.extend_low_i16x8_u(codes), table);
    const a0 = gather64(i32x4.extract_lane(places0, 0), i32x4.extract_lane(places0, 1));
    const b0 = gather64(i32x4.extract_lane(places0, 2), i32x4.extract_lane(places0, 3));
    v128.store(thresholds, v128.shuffle<i32>(a0, b0, 0, 2, 4, 6));
    const places1 = entriesAt(i32x4.extend_high_i16x8_u(codes), table);
    const a1 = gather64(i32x4.extract_lane(places1, 0), i32x4.extract_lane(places1, 1));
    const b1 = gather64(i32x4.extract_lane(places1, 2), i32x4.extract_lane(places1, 3));
    v128.store(thresholds, v128.shuffle<i32>(a1, b1, 0, 2, 4, 6), 16);
    const x0 = v128.shuffle<i32>(a0, b0, 1, 3, 5, 7);
    const x1 = v128.shuffle<i32>(a1, b1, 1, 3, 5, 7);
    v128.store(voltages, i16x8.narrow_i32x4_s(x0, x1));
  }
}
