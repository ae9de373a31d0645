/** The decoding half of the Rice kernel. */
import { packedSize, unpack } from '../../../kernels/pack';
import {
  CONSTANT,
  FLAT,
  LARGEST_BLOCK,
  LARGEST_K,
  LIMIT,
  largestLane,
  NEW_MODE_BITS,
  SAME_MODE_BITS,
  zigzags,
} from './format';

const ENDS_IN_HEADERS = 1;
const ENDS_IN_UNARY = 2;
const ENDS_IN_PACKED = 3;
const RUN_TOO_LONG = 4;
const LEFT_OVER = 5;

// Positions, modulo 2^16, of ones in the unary section; before them, that of the last block's last.
const ones: usize = memory.data(LARGEST_BLOCK * 2 + 64, 16) + 16;
// For each byte, the positions of its ones, as eight 16-bit numbers.
const onesOfByte: usize = memory.data(4096, 16);
// 16 bytes of ones, then of zeros: loaded m bytes before the middle, a mask of the first m bytes.
const firstBytes: usize = memory.data(32, 16);

memory.fill(firstBytes, 0xff, 16);
for (let byte = 0; byte < 256; byte++) {
  let at = onesOfByte + <usize>byte * 16;
  for (let bit = 0; bit < 8; bit++) {
    if ((byte >> bit) & 1) {
      store<u16>(at, <u16>bit);
      at += 2;
    }
  }
}

// How far the sections are read, which blocks hand on.
let mode = 0;
let headers: usize = 0;
let headerBits: usize = 0;
let unary: usize = 0;
let unaryBits: i32 = 0;
/** Ones found beyond the last block's, 0..7; they stand at the front of `ones`. */
let spareOnes: i32 = 0;
let packed: usize = 0;

function openSections(headersAt: usize, unaryAt: usize, packedAt: usize): void {
  mode = 0;
  headers = headersAt;
  headerBits = 0;
  unary = unaryAt;
  unaryBits = 0;
  spareOnes = 0;
  packed = packedAt;
  store<u16>(ones - 2, 0xffff);
}

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
    if (at + 16 > bytes) runs = v128.and(runs, v128.load(firstBytes + 16 - (bytes - at)));
    longest = i16x8.max_u(longest, runs);
  }
  return largestLane(longest);
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
  packedEnd: usize,
  samples: usize,
  channels: i32,
  frames: i32,
  block: i32,
): i32 {
  openSections(headersAt, unaryAt, packedAt);
  const end = samples + <usize>(channels * frames) * 2;
  let frame = 0;
  for (let at = samples; at < end; ) {
    if (!readMode(unaryAt)) return ENDS_IN_HEADERS;
    const level: i16 = frame === 0 ? 0 : load<i16>(at - 2);
    const n = min(block, frames - frame);
    const failure = decodeBlock(n, level, packedAt, packedEnd, at);
    if (failure !== 0) return failure;
    at += <usize>n * 2;
    frame = frame + n === frames ? 0 : frame + n;
  }
  const headersRead = headers + ((headerBits + 7) >> 3) === unaryAt;
  const unaryRead = unary === packedAt && spareOnes === 0;
  return headersRead && unaryRead && packed === packedEnd ? 0 : LEFT_OVER;
}
