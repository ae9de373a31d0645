/** The encoding half of the Rice kernel. */
import { bitLength, pack } from '../../../kernels/pack';
import {
  CONSTANT,
  ESCAPE_BITS,
  FLAT,
  LARGEST_BLOCK,
  LARGEST_K,
  LIMIT,
  largestLane,
  NEW_MODE_BITS,
  SAME_MODE_BITS,
  zigzags,
} from './format';

// Numbers of one block, up to the next multiple of eight.
const quotients: usize = memory.data(LARGEST_BLOCK * 2 + 32, 16);

// Where the sections end so far, which blocks hand on.
let mode = 0;
let headers: usize = 0;
let headerBits: usize = 0;
let unaryStart: usize = 0;
let unary: usize = 0;
/** Bits of the unary section that do not fill a byte yet. */
let pending: u64 = 0;
let pendingBits: u64 = 0;
let packedStart: usize = 0;
let packed: usize = 0;

function openSections(headersAt: usize, unaryAt: usize, packedAt: usize): void {
  mode = 0;
  headers = headersAt;
  headerBits = 0;
  unaryStart = unaryAt;
  unary = unaryAt;
  pending = 0;
  pendingBits = 0;
  packedStart = packedAt;
  packed = packedAt;
}

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
  return largestLane(largest);
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
 * Rice or fixed (as wide as the largest needs): the mode with the fewest bits; of equals, the lowest. Exact, without trying each k: the search goes both ways from
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
 * Encodes every channel in blocks into three sections, whose sizes `headerBytes`, `unaryBytes` and `packedBytes` return
 * afterwards. Reads up to 14 bytes behind the samples; overwrites up to 15 behind each section.
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
  const end = samples + <usize>(channels * frames) * 2;
  let frame = 0;
  for (let at = samples; at < end; ) {
    const level: i16 = frame === 0 ? 0 : load<i16>(at - 2);
    const n = min(block, frames - frame);
    encodeBlock(at, n, level);
    at += <usize>n * 2;
    frame = frame + n === frames ? 0 : frame + n;
  }
  if (pendingBits > 0) store<u8>(unary++, <u8>pending);
}

/** Bytes of the headers. */
export function headerBytes(): usize {
  return (headerBits + 7) >> 3;
}

/** Bytes of the unary section. */
export function unaryBytes(): usize {
  return unary - unaryStart;
}

/** Bytes of the packed section. */
export function packedBytes(): usize {
  return packed - packedStart;
}
