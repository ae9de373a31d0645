/**
 * Groups of eight unsigned 16-bit numbers as `width` bits each, least significant bit first: eight numbers take
 * `width` bytes, so every group starts on a byte. n numbers take ceil(n * width / 8) bytes.
 */

const ROW: usize = 96;
// For each width 0..16: how its bits are gathered, as three pairs of (byte indices, multipliers).
const rows: usize = memory.data(17 * 96, 16);

for (let width = 1; width <= 16; width++) {
  const row = rows + <usize>width * ROW;
  for (let lane = 0; lane < 8; lane++) gather16(row, lane, width);
  for (let lane = 0; lane < 4; lane++) {
    gather32(row + 32, lane, lane * width, width);
    gather32(row + 64, lane, ((4 * width) & 7) + lane * width, width);
  }
}

/** Two bytes hold any number of up to 9 bits: it starts at bit 7 of the first at the latest. */
function gather16(row: usize, lane: i32, width: i32): void {
  const bit = lane * width;
  const at = row + 2 * lane;
  store<u8>(at, <u8>(bit >> 3), 0);
  store<u8>(at, <u8>((bit >> 3) + 1), 1);
  const multiplier: i32 = width > 9 ? 0 : 1 << (16 - width - (bit & 7));
  store<u16>(at, <u16>multiplier, 16);
}

function gather32(row: usize, lane: i32, bit: i32, width: i32): void {
  const at = row + 4 * lane;
  for (let k = 0; k < 4; k++) store<u8>(at + k, <u8>((bit >> 3) + k));
  store<u32>(at, 1 << (32 - width - (bit & 7)), 16);
}

/** Bytes that `n` numbers take. */
export function packedSize(n: i32, width: i32): usize {
  return <usize>((n * width + 7) >> 3);
}

/**
 * Packs the low `width` (0..16) bits of `n` numbers. Numbers up to the next multiple of eight must be there and 0;
 * up to 15 bytes behind the result are overwritten.
 * @returns the position behind the result
 */
export function pack(numbers: usize, n: i32, width: i32, to: usize): usize {
  const ones: i32 = (1 << width) - 1;
  const mask = i16x8.splat(<i16>ones);
  const end = numbers + <usize>n * 2;
  const half = <usize>width >> 1;
  const nibble = (<u64>(width & 1)) << 2;
  let at = to;
  for (let from = numbers; from < end; from += 16) {
    const v = v128.and(v128.load(from), mask);
    const pairs = v128.or(v128.and(v, i32x4.splat(0xffff)), i32x4.shl(i32x4.shr_u(v, 16), width));
    const quads = v128.or(
      v128.and(pairs, i64x2.splat(0xffffffff)),
      i64x2.shl(i64x2.shr_u(pairs, 32), 2 * width),
    );
    const low = <u64>i64x2.extract_lane(quads, 0);
    const high = <u64>i64x2.extract_lane(quads, 1);
    store<u64>(at, low);
    // an odd width leaves four bits of `low` in the byte where `high` starts; shifted twice, as by 64 would be by 0
    store<u64>(at + half, (high << nibble) | ((low >> (4 * half)) >> (4 * half)));
    at += width;
  }
  return to + packedSize(n, width);
}

/**
 * Unpacks `n` numbers of `width` (0..16) bits. Up to seven numbers behind the last are overwritten and mean nothing;
 * up to 31 bytes behind the input are read and ignored.
 * @returns the position behind the input
 */
export function unpack(from: usize, n: i32, width: i32, numbers: usize): usize {
  if (width === 0) memory.fill(numbers, 0, ((<usize>n + 7) & ~7) * 2);
  else if (width <= 9) unpackNarrow(from, n, width, numbers);
  else unpackWide(from, n, width, numbers);
  return from + packedSize(n, width);
}

function unpackNarrow(from: usize, n: i32, width: i32, numbers: usize): void {
  const row = rows + <usize>width * ROW;
  const indices = v128.load(row);
  const multipliers = v128.load(row, 16);
  const shift = 16 - width;
  const end = numbers + <usize>n * 2;
  let at = from;
  for (let to = numbers; to < end; to += 16) {
    const windows = i8x16.swizzle(v128.load(at), indices);
    v128.store(to, i16x8.shr_u(i16x8.mul(windows, multipliers), shift));
    at += width;
  }
}

function unpackWide(from: usize, n: i32, width: i32, numbers: usize): void {
  const row = rows + <usize>width * ROW;
  const lowIndices = v128.load(row, 32);
  const lowMultipliers = v128.load(row, 48);
  const highIndices = v128.load(row, 64);
  const highMultipliers = v128.load(row, 80);
  const half = <usize>width >> 1;
  const shift = 32 - width;
  const end = numbers + <usize>n * 2;
  let at = from;
  for (let to = numbers; to < end; to += 16) {
    const low = i8x16.swizzle(v128.load(at), lowIndices);
    const high = i8x16.swizzle(v128.load(at + half), highIndices);
    v128.store(
      to,
      i16x8.narrow_i32x4_u(
        i32x4.shr_u(i32x4.mul(low, lowMultipliers), shift),
        i32x4.shr_u(i32x4.mul(high, highMultipliers), shift),
      ),
    );
    at += width;
  }
}

/** Number of bits of `value`: 0 for 0, 16 for 65535. */
export function bitLength(value: i32): i32 {
  return 32 - clz(value);
}
