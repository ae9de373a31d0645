// kernel: block-adaptive Golomb-Rice; the format and its modes are at the top of coders/rice.ts
import { bitLength, pack, packedSize, unpack } from './pack';

const LARGEST_BLOCK = 4096;

const LARGEST_K = 13;
const FLAT = 14;
const CONSTANT = 15;

const SAME_MODE_BITS = 1;
const NEW_MODE_BITS = 6;

/** Quotients from here on are escaped: 24 zeros, a one, and 16 bits apart. Three zero bytes are the longest run. */
const LIMIT = 24;
const ESCAPE_BITS = 16;

const ENDS_IN_HEADERS = 1;
const ENDS_IN_UNARY = 2;
const ENDS_IN_PACKED = 3;
const RUN_TOO_LONG = 4;
const LEFT_OVER = 5;

// Numbers of one block, up to the next multiple of eight.
const zigzags: usize = memory.data(LARGEST_BLOCK * 2 + 32, 16);
const quotients: usize = memory.data(LARGEST_BLOCK * 2 + 32, 16);
// Positions, modulo 2^16, of ones in the unary section; before them, that of the last block's last.
const ones: usize = memory.data(LARGEST_BLOCK * 2 + 64, 16) + 16;
// For each byte, the positions of its ones, as eight 16-bit numbers.
const onesOfByte: usize = memory.data(256 * 16, 16);
// Eight lanes of ones, then eight of zeros: loaded 2m bytes before the middle, a mask of the first m lanes.
const lanesBelow: usize = memory.data(32, 16);
const scratch: usize = memory.data(16, 16);

memory.fill(lanesBelow, 0xff, 16);
for (let byte = 0; byte < 256; byte++) {
  let at = onesOfByte + <usize>byte * 16;
  for (let bit = 0; bit < 8; bit++) {
    if ((byte >> bit) & 1) {
      store<u16>(at, <u16>bit);
      at += 2;
    }
  }
}

export function base(): usize {
  return (__heap_base + 15) & ~15;
}

// ---- sections being written or read: positions that blocks hand on

let mode = 0;
let headers: usize = 0;
/** Bits of headers so far. */
let headerBits: usize = 0;
let unary: usize = 0;
/** Bits of the unary section that do not fill a byte yet (encode). */
let pending: u64 = 0;
let pendingBits: u64 = 0;
let packed: usize = 0;
/** Ones found beyond the block's last, 0..7, and bits read so far (decode). */
let spareOnes: i32 = 0;
let unaryBits: i32 = 0;

function openSections(headersAt: usize, unaryAt: usize, packedAt: usize): void {
  mode = 0;
  headers = headersAt;
  headerBits = 0;
  unary = unaryAt;
  pending = 0;
  pendingBits = 0;
  packed = packedAt;
  spareOnes = 0;
  unaryBits = 0;
  store<u16>(ones - 2, 0xffff);
}

// ---- encode

/** Leaves the zigzagged block, filled up with zeros, in `zigzags`. @returns the largest */
function zigzagBlock(samples: usize, n: i32): i32 {
  const bytes = <usize>n * 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const v = v128.load(samples + at);
    v128.store(zigzags + at, v128.xor(i16x8.shl(v, 1), i16x8.shr_s(v, 15)));
  }
  v128.store(zigzags + bytes, i16x8.splat(0));
  let largest = i16x8.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) largest = i16x8.max_u(largest, v128.load(zigzags + at));
  v128.store(scratch, largest);
  let result: i32 = 0;
  for (let k: usize = 0; k < 16; k += 2) result = max(result, <i32>load<u16>(scratch + k));
  return result;
}

/**
 * Bits that the block's quotients take beyond one each. Lanes do not overflow: 4096 / 8 numbers of at most
 * LIMIT + ESCAPE_BITS add up to 20480.
 */
function quotientBits(n: i32, k: i32): i32 {
  const limit = i16x8.splat(<i16>LIMIT);
  const penalty = i16x8.splat(<i16>ESCAPE_BITS);
  const end = zigzags + <usize>n * 2;
  let sum = i16x8.splat(0);
  for (let at = zigzags; at < end; at += 16) {
    const quotient = i16x8.shr_u(v128.load(at), k);
    const run = i16x8.min_u(quotient, limit);
    sum = i16x8.add(sum, i16x8.add(run, v128.and(i16x8.eq(run, limit), penalty)));
  }
  const pairs = i32x4.extadd_pairwise_i16x8_u(sum);
  return (
    i32x4.extract_lane(pairs, 0) +
    i32x4.extract_lane(pairs, 1) +
    i32x4.extract_lane(pairs, 2) +
    i32x4.extract_lane(pairs, 3)
  );
}

function headerCost(candidate: i32): i32 {
  return candidate === mode ? SAME_MODE_BITS : NEW_MODE_BITS;
}

let bestCost = 0;
let bestMode = 0;

/** @returns the quotients' bits */
function tryRice(n: i32, k: i32): i32 {
  const quotient = quotientBits(n, k);
  const cost = n * (k + 1) + quotient + headerCost(k);
  if (cost < bestCost || (cost === bestCost && k < bestMode)) {
    bestCost = cost;
    bestMode = k;
  }
  return quotient;
}

/**
 * The mode with the fewest bits; of equals, the lowest. Exact, without trying each k: the search goes both ways from
 * a guess until no k farther on can win. Upward, a number takes at least k + 1 bits; downward, quotients only grow,
 * so that a block takes at least one bit a number and the quotient bits seen so far.
 */
function chooseMode(n: i32, largest: i32): i32 {
  const width = bitLength(largest);
  bestMode = CONSTANT + width;
  bestCost = n * width + headerCost(bestMode);
  const guess = min(mode <= LARGEST_K ? mode : max(width - 3, 0), LARGEST_K);
  let quotient = tryRice(n, guess);
  for (let k = guess + 1; k <= LARGEST_K && n * (k + 1) + SAME_MODE_BITS <= bestCost; k++) tryRice(n, k);
  for (let k = guess - 1; k >= 0 && n + quotient + SAME_MODE_BITS <= bestCost; k--) quotient = tryRice(n, k);
  return bestMode;
}

function writeMode(next: i32): void {
  const at = headers + (headerBits >> 3);
  const shift = <u32>(headerBits & 7);
  // whatever lies there above the bits written so far is overwritten
  const kept = <u32>load<u8>(at) & ((1 << shift) - 1);
  if (next === mode) {
    store<u16>(at, <u16>(kept | (1 << shift)));
    headerBits += SAME_MODE_BITS;
  } else {
    store<u16>(at, <u16>(kept | ((<u32>next) << (shift + 1))));
    headerBits += NEW_MODE_BITS;
  }
  mode = next;
}

function writeUnary(n: i32): void {
  let bits = pending;
  let length = pendingBits;
  let to = unary;
  const last = quotients + <usize>(n - 1) * 2;
  let at = quotients;
  for (; at < last; at += 4) {
    // two codes of at most LIMIT + 1 bits behind at most seven: 57 of 64
    const pair = load<u32>(at);
    length += pair & 0xffff;
    bits |= (<u64>1) << length;
    length += 1 + (pair >> 16);
    bits |= (<u64>1) << length;
    length += 1;
    store<u64>(to, bits);
    to += <usize>(length >> 3);
    bits >>= length & 56;
    length &= 7;
  }
  if (at === last) {
    length += load<u16>(at);
    bits |= (<u64>1) << length;
    length += 1;
    store<u64>(to, bits);
    to += <usize>(length >> 3);
    bits >>= length & 56;
    length &= 7;
  }
  pending = bits;
  pendingBits = length;
  unary = to;
}

function writeEscapes(n: i32, k: i32): void {
  const end = zigzags + <usize>n * 2;
  for (let at = zigzags; at < end; at += 2) {
    const zigzag = <i32>load<u16>(at);
    if (zigzag >> k >= LIMIT) {
      store<u16>(packed, <u16>zigzag);
      packed += 2;
    }
  }
}

function writeRice(n: i32, k: i32, largest: i32): void {
  const limit = i16x8.splat(<i16>LIMIT);
  const bytes = <usize>n * 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(quotients + at, i16x8.min_u(i16x8.shr_u(v128.load(zigzags + at), k), limit));
  }
  writeUnary(n);
  if (k > 0) packed = pack(zigzags, n, k, packed);
  if (largest >> k >= LIMIT) writeEscapes(n, k);
}

function isConstant(samples: usize, n: i32): bool {
  const first = load<i16>(samples);
  const firsts = i16x8.splat(first);
  const end = samples + <usize>n * 2;
  let at = samples;
  for (; at + 16 <= end; at += 16) {
    if (!i16x8.all_true(i16x8.eq(v128.load(at), firsts))) return false;
  }
  for (; at < end; at += 2) if (load<i16>(at) !== first) return false;
  return true;
}

/** @param level the sample before the block */
function encodeBlock(samples: usize, n: i32, level: i16): void {
  if (isConstant(samples, n)) {
    const value = load<i16>(samples);
    writeMode(value === level ? FLAT : CONSTANT);
    if (value === level) return;
    store<i16>(packed, value);
    packed += 2;
    return;
  }
  const largest = zigzagBlock(samples, n);
  const next = chooseMode(n, largest);
  writeMode(next);
  if (next <= LARGEST_K) writeRice(n, next, largest);
  else packed = pack(zigzags, n, next - CONSTANT, packed);
}

/**
 * Encodes every channel in blocks into three sections, of the sizes that `headerSize`, `unarySize` and `packedSize`
 * tell afterwards. Reads up to 14 bytes behind the samples; overwrites up to 15 behind each section.
 */
export function encode(
  samples: usize,
  channels: i32,
  frames: i32,
  block: i32,
  headersAt: usize,
  unaryAt: usize,
  packedAt: usize,
): void {
  openSections(headersAt, unaryAt, packedAt);
  let at = samples;
  for (let channel = 0; channel < channels; channel++) {
    let level: i16 = 0;
    for (let frame = 0; frame < frames; frame += block) {
      const n = min(block, frames - frame);
      encodeBlock(at, n, level);
      at += <usize>n * 2;
      level = load<i16>(at - 2);
    }
  }
  if (pendingBits > 0) store<u8>(unary++, <u8>pending);
}

/** Position behind the headers. */
export function headersEnd(): usize {
  return headers + ((headerBits + 7) >> 3);
}

/** Position behind the unary section. */
export function unaryEnd(): usize {
  return unary;
}

/** Position behind the packed section. */
export function packedEnd(): usize {
  return packed;
}

// ---- decode

/** @returns whether the bits were there */
function readMode(end: usize): bool {
  const at = headers + (headerBits >> 3);
  if (at >= end) return false;
  // five bits of a mode may lie in the next byte, where up to one byte of another section is read and refused below
  const bits = <u32>load<u16>(at) >> <u32>(headerBits & 7);
  if (bits & 1) {
    headerBits += SAME_MODE_BITS;
    return true;
  }
  headerBits += NEW_MODE_BITS;
  mode = (bits >> 1) & 31;
  return headers + ((headerBits + 7) >> 3) <= end;
}

/** Finds the next `n` ones; up to seven more stay in `spareOnes`. @returns whether they were there */
function findOnes(n: i32, end: usize): bool {
  let count = spareOnes;
  let bits = unaryBits;
  let from = unary;
  while (count < n) {
    if (from >= end) return false;
    const byte = <usize>load<u8>(from++);
    const positions = i16x8.add(v128.load(onesOfByte + 16 * byte), i16x8.splat(<i16>bits));
    v128.store(ones + <usize>count * 2, positions);
    count += <i32>popcnt<u32>(<u32>byte);
    bits += 8;
  }
  unary = from;
  unaryBits = bits;
  spareOnes = count - n;
  return true;
}

/** Moves the ones that belong to later blocks to the front. */
function dropOnes(n: i32): void {
  const behind = ones + <usize>n * 2;
  store<u16>(ones - 2, load<u16>(behind - 2));
  v128.store(ones, v128.load(behind));
}

function unzigzag(zigzag: v128): v128 {
  return v128.xor(i16x8.shr_u(zigzag, 1), i16x8.neg(v128.and(zigzag, i16x8.splat(1))));
}

function decodeEscapes(n: i32, end: usize, samples: usize): i32 {
  for (let i: usize = 0; i < <usize>n; i++) {
    const one = ones + 2 * i;
    if (<u16>(load<u16>(one) - load<u16>(one - 2)) === LIMIT + 1) {
      if (packed + 2 > end) return ENDS_IN_PACKED;
      const zigzag = <i32>load<u16>(packed);
      packed += 2;
      store<i16>(samples + 2 * i, <i16>((zigzag >> 1) ^ -(zigzag & 1)));
    }
  }
  return 0;
}

/** Runs of zeros, from `ones`, joined with the low bits, from `zigzags`, to samples. @returns the longest run */
function joinQuotients(n: i32, k: i32, samples: usize): i32 {
  const one = i16x8.splat(1);
  const bytes = <usize>n * 2;
  let longest = i16x8.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const distances = i16x8.sub(v128.load(ones + at), v128.load(ones + at - 2));
    let runs = i16x8.sub(distances, one);
    v128.store(samples + at, unzigzag(v128.or(v128.load(zigzags + at), i16x8.shl(runs, k))));
    if (at + 16 > bytes) runs = v128.and(runs, v128.load(lanesBelow + 16 - (bytes - at)));
    longest = i16x8.max_u(longest, runs);
  }
  v128.store(scratch, longest);
  let result: i32 = 0;
  for (let lane: usize = 0; lane < 16; lane += 2) result = max(result, <i32>load<u16>(scratch + lane));
  return result;
}

function decodeRice(n: i32, k: i32, unaryEnd: usize, packedEnd: usize, samples: usize): i32 {
  if (!findOnes(n, unaryEnd)) return ENDS_IN_UNARY;
  if (packedSize(n, k) > packedEnd - packed) return ENDS_IN_PACKED;
  packed = unpack(packed, n, k, zigzags);
  const longest = joinQuotients(n, k, samples);
  if (longest > LIMIT) return RUN_TOO_LONG;
  if (longest === LIMIT) {
    const failure = decodeEscapes(n, packedEnd, samples);
    if (failure !== 0) return failure;
  }
  dropOnes(n);
  return 0;
}

function decodeFixed(n: i32, width: i32, packedEnd: usize, samples: usize): i32 {
  if (packedSize(n, width) > packedEnd - packed) return ENDS_IN_PACKED;
  packed = unpack(packed, n, width, zigzags);
  const bytes = <usize>n * 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(samples + at, unzigzag(v128.load(zigzags + at)));
  }
  return 0;
}

function fill(samples: usize, n: i32, value: i16): void {
  const end = samples + <usize>n * 2;
  for (let at = samples; at < end; at += 16) v128.store(at, i16x8.splat(value));
}

function decodeBlock(n: i32, level: i16, unaryEnd: usize, packedEnd: usize, samples: usize): i32 {
  if (mode <= LARGEST_K) return decodeRice(n, mode, unaryEnd, packedEnd, samples);
  if (mode > CONSTANT) return decodeFixed(n, mode - CONSTANT, packedEnd, samples);
  if (mode === FLAT) {
    fill(samples, n, level);
    return 0;
  }
  if (packed + 2 > packedEnd) return ENDS_IN_PACKED;
  fill(samples, n, load<i16>(packed));
  packed += 2;
  return 0;
}

/**
 * Inverse of `encode`; the three sections stand one behind the other. Reads up to 31 bytes behind the last; overwrites
 * up to 14 bytes behind the samples.
 * @returns 0, or what is wrong: 1 headers end, 2 unary section ends, 3 packed section ends, 4 a run over LIMIT,
 *   5 something is left over
 */
export function decode(
  headersAt: usize,
  unaryAt: usize,
  packedAt: usize,
  end: usize,
  samples: usize,
  channels: i32,
  frames: i32,
  block: i32,
): i32 {
  openSections(headersAt, unaryAt, packedAt);
  let at = samples;
  for (let channel = 0; channel < channels; channel++) {
    let level: i16 = 0;
    for (let frame = 0; frame < frames; frame += block) {
      if (!readMode(unaryAt)) return ENDS_IN_HEADERS;
      const n = min(block, frames - frame);
      const failure = decodeBlock(n, level, packedAt, end, at);
      if (failure !== 0) return failure;
      at += <usize>n * 2;
      level = load<i16>(at - 2);
    }
  }
  const complete = headersEnd() === unaryAt && unary === packedAt && spareOnes === 0 && packed === end;
  return complete ? 0 : LEFT_OVER;
}
