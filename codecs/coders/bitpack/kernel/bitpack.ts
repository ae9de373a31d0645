// Frame of reference and packed bits; the format is at the top of ../coder.ts
import { bitLength, pack, packedSize, unpack } from '../../../kernels/pack';
import { findLaneRanges, maximumOfLanes, minimumOfLanes } from '../../../kernels/range';

const LARGEST_BLOCK = 4096;
const HEADER: usize = 3;
const ENDS_EARLY = -1;
const TOO_WIDE = -2;
// A block's samples above its minimum, up to the next multiple of eight.
const offsets: usize = memory.data(LARGEST_BLOCK * 2 + 32, 16);

export function base(): usize {
  return (__heap_base + 15) & ~15;
}

/** Reads up to 14 bytes behind the block. */
function encodeBlock(samples: usize, n: i32, to: usize): usize {
  findLaneRanges(samples, n);
  const least = minimumOfLanes();
  const width = bitLength(maximumOfLanes() - least);
  store<u8>(to, <u8>width);
  store<i16>(to, <i16>least, 1);
  if (width === 0) return to + HEADER;
  const bytes = <usize>n * 2;
  const reference = i16x8.splat(<i16>least);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(offsets + at, i16x8.sub(v128.load(samples + at), reference));
  }
  v128.store(offsets + bytes, i16x8.splat(0));
  return pack(offsets, n, width, to + HEADER);
}

/**
 * Encodes every channel in blocks.
 * Reads up to 14 bytes behind the samples; overwrites up to 15 behind the result.
 * @returns bytes written
 */
export function encode(samples: usize, channels: i32, frames: i32, block: i32, to: usize): usize {
  const end = samples + <usize>(channels * frames) * 2;
  let at = to;
  let frame = 0;
  for (let from = samples; from < end; ) {
    const n = min(block, frames - frame);
    at = encodeBlock(from, n, at);
    from += <usize>n * 2;
    frame = frame + n === frames ? 0 : frame + n;
  }
  return at - to;
}

function decodeBlock(from: usize, n: i32, width: i32, samples: usize): void {
  const reference = v128.load16_splat(from + 1);
  unpack(from + HEADER, n, width, offsets);
  const bytes = <usize>n * 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(samples + at, i16x8.add(v128.load(offsets + at), reference));
  }
}

/**
 * Inverse of `encode`. Reads up to 31 bytes behind `end`; overwrites up to 14 bytes behind the samples.
 * @returns the bytes that the blocks took; -1 if they end early, -2 for a width over 16
 */
export function decode(from: usize, end: usize, samples: usize, channels: i32, frames: i32, block: i32): i32 {
  const samplesEnd = samples + <usize>(channels * frames) * 2;
  let at = from;
  let frame = 0;
  for (let to = samples; to < samplesEnd; ) {
    const n = min(block, frames - frame);
    if (end - at < HEADER) return ENDS_EARLY;
    const width = <i32>load<u8>(at);
    if (width > 16) return TOO_WIDE;
    const size = HEADER + packedSize(n, width);
    if (end - at < size) return ENDS_EARLY;
    decodeBlock(at, n, width, to);
    at += size;
    to += <usize>n * 2;
    frame = frame + n === frames ? 0 : frame + n;
  }
  return <i32>(at - from);
}
