// An adaptive binary arithmetic encoder: the bytes of codecs/models/adaptive-bits.ts. A part of the kernel.

const SLOWEST: i32 = 60;
/** Of a context that has met n bits, floor(65536 / (n + 1.6)), u16. */
const rates: usize = memory.data((60 + 1) * 2, 16);
for (let n: i32 = 0; n <= SLOWEST; n++) store<u16>(rates + 2 * n, <u16>(65536.0 / (<f64>n + 1.6)));

const LEAST: u32 = 64;
/** A context: u16 probability of a 1, u8 bits met. */
export const CONTEXT_BYTES: usize = 4;
/** 1 is as likely as 0, and nothing was met. */
const FRESH: u32 = 32768;

let low: u32 = 0;
let high: u32 = 0xffffffff;
let position: usize = 0;

export function resetContexts(at: usize, count: i32): void {
  const end = at + CONTEXT_BYTES * <usize>count;
  for (; at < end; at += CONTEXT_BYTES) store<u32>(at, FRESH);
}

/** @param bytes where the code begins; memory behind it is the code's */
export function startBits(bytes: usize): void {
  low = 0;
  high = 0xffffffff;
  position = bytes;
}

/** What is last in memory may take as much more as there is. */
function putByte(byte: u32): void {
  if (position >= (<usize>memory.size()) << 16 && memory.grow(1) < 0) unreachable();
  store<u8>(position, <u8>byte);
  position++;
}

function learn(context: usize, p: u32, bit: u32): void {
  const met = <i32>load<u8>(context, 2);
  const rate = <u32>load<u16>(rates + 2 * met);
  // products are below 2^32
  const next = bit ? p + (((65536 - p) * rate) >>> 16) : p - ((p * rate) >>> 16);
  store<u16>(context, <u16>max(LEAST, min(65536 - LEAST, next)));
  if (met < SLOWEST) store<u8>(context, <u8>(met + 1), 2);
}

export function putBit(context: usize, bit: u32): void {
  const p = <u32>load<u16>(context);
  const range = high - low;
  const split = low + (range >>> 16) * p + (((range & 0xffff) * p) >>> 16);
  if (bit) high = split;
  else low = split + 1;
  learn(context, p, bit);
  while ((low ^ high) >>> 24 === 0) {
    putByte(high >>> 24);
    low <<= 8;
    high = (high << 8) | 0xff;
  }
}

/** @returns the byte behind the code */
export function finishBits(): usize {
  putByte((low >>> 24) + 1);
  return position;
}
