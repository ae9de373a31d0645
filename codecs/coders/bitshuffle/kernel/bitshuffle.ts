// Bit planes of blocks; the format is in ../coder.ts

const PLANES: usize = 16;
// One byte of each plane.
const column: usize = memory.data(16, 16);
// Planes are made, and taken apart, in strips of a cache line each: planes a multiple of 4 KB apart share a few lines
// of the cache, which made blocks of 65536 samples three times slower than small ones.
const STRIP: usize = 64;
const strip: usize = memory.data(1024, 64);

export function base(): usize {
  return (__heap_base + 15) & ~15;
}

function evenBytes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}

function oddBytes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}

/** Bits 7 down to 0 of 16 bytes, as 16-bit numbers, to `last` and `step` bytes before it each. */
function storeBitsOfBytes(bytes: v128, last: usize, step: usize): void {
  let rest = bytes;
  let to = last;
  for (let bit = 0; bit < 8; bit++) {
    store<u16>(to, <u16>i8x16.bitmask(rest));
    rest = i8x16.add(rest, rest);
    to -= step;
  }
}

/** Eight samples to one byte of each plane. */
function splitEight(samples: usize, planes: usize, stride: usize): void {
  const v = v128.load(samples);
  let low = evenBytes(v, v);
  let high = oddBytes(v, v);
  let to = planes + 7 * stride;
  for (let bit = 0; bit < 8; bit++) {
    store<u8>(to, <u8>i8x16.bitmask(low));
    store<u8>(to + 8 * stride, <u8>i8x16.bitmask(high));
    low = i8x16.add(low, low);
    high = i8x16.add(high, high);
    to -= stride;
  }
}

/** Eight samples times `groups` to so many bytes of each plane. */
function splitGroups(samples: usize, groups: usize, planes: usize, stride: usize): void {
  let group: usize = 0;
  for (; group + 2 <= groups; group += 2) {
    const a = v128.load(samples + group * 16);
    const b = v128.load(samples + group * 16, 16);
    storeBitsOfBytes(evenBytes(a, b), planes + group + 7 * stride, stride);
    storeBitsOfBytes(oddBytes(a, b), planes + group + 15 * stride, stride);
  }
  if (group < groups) splitEight(samples + group * 16, planes + group, stride);
}

/** Sixteen planes' bytes, for eight samples, back to samples. */
function joinEight(planes: v128, samples: usize): void {
  storeBitsOfBytes(planes, samples + 14, 2);
}

/** Two bytes of each of eight planes. */
function loadPairs(from: usize, stride: usize): v128 {
  let v = v128.load16_splat(from);
  v = v128.load16_lane(from + stride, v, 1);
  v = v128.load16_lane(from + 2 * stride, v, 2);
  v = v128.load16_lane(from + 3 * stride, v, 3);
  v = v128.load16_lane(from + 4 * stride, v, 4);
  v = v128.load16_lane(from + 5 * stride, v, 5);
  v = v128.load16_lane(from + 6 * stride, v, 6);
  return v128.load16_lane(from + 7 * stride, v, 7);
}

/** Inverse of `splitGroups`. */
function joinGroups(planes: usize, stride: usize, groups: usize, samples: usize): void {
  let group: usize = 0;
  for (; group + 2 <= groups; group += 2) {
    const low = loadPairs(planes + group, stride);
    const high = loadPairs(planes + group + 8 * stride, stride);
    joinEight(evenBytes(low, high), samples + group * 16);
    joinEight(oddBytes(low, high), samples + group * 16 + 16);
  }
  if (group === groups) return;
  for (let plane: usize = 0; plane < PLANES; plane++) {
    store<u8>(column + plane, load<u8>(planes + group + plane * stride));
  }
  joinEight(v128.load(column), samples + group * 16);
}

function copyPlanes(from: usize, fromStride: usize, to: usize, toStride: usize, bytes: usize): void {
  for (let plane: usize = 0; plane < PLANES; plane++) {
    const source = from + plane * fromStride;
    const target = to + plane * toStride;
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) v128.store(target + i, v128.load(source + i));
    for (; i < bytes; i++) store<u8>(target + i, load<u8>(source + i));
  }
}

function splitBlock(samples: usize, n: i32, to: usize): void {
  const stride = <usize>(n >> 3);
  for (let group: usize = 0; group < stride; group += STRIP) {
    const groups = min(STRIP, stride - group);
    splitGroups(samples + group * 16, groups, strip, STRIP);
    copyPlanes(strip, STRIP, to + group, stride, groups);
  }
  memory.copy(to + stride * 16, samples + stride * 16, <usize>(n & 7) * 2);
}

function joinBlock(from: usize, n: i32, samples: usize): void {
  const stride = <usize>(n >> 3);
  for (let group: usize = 0; group < stride; group += STRIP) {
    const groups = min(STRIP, stride - group);
    copyPlanes(from + group, stride, strip, STRIP, groups);
    joinGroups(strip, STRIP, groups, samples + group * 16);
  }
  memory.copy(samples + stride * 16, from + stride * 16, <usize>(n & 7) * 2);
}

/** Transposes `n` samples in blocks; the result is as long as the samples. */
export function split(samples: usize, n: i32, block: i32, to: usize): void {
  for (let i = 0; i < n; i += block) {
    const at = <usize>i * 2;
    splitBlock(samples + at, min(block, n - i), to + at);
  }
}

/** Inverse of `split`. */
export function join(from: usize, n: i32, block: i32, samples: usize): void {
  for (let i = 0; i < n; i += block) {
    const at = <usize>i * 2;
    joinBlock(from + at, min(block, n - i), samples + at);
  }
}
