// Adaptive binary arithmetic coding of int16 samples, see ../coder.ts

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}

/*
 * A node is a u32: the probability of a 1 in 22 bits, and below it how many bits the node has met, in 10. In order:
 *
 *   trees      65536 nodes, the upper half for negative samples' magnitudes: 2^(size - 1) + p for the bit below the
 *              prefix p of a magnitude, which p < 2^(size - 1) has its leading one at its top; the sign of a size
 *              has the place of p = 0, which no prefix takes
 *   sizes      16 nodes, 1 and the bits of the size before it as a binary number
 *   contexts   64 times 160 nodes: 16 of the size, 16 of the sign, then 4 for each size and sign, by prefix
 */
const NODE_BYTES: usize = 4;
const COUNT_BITS: u32 = 10;
const COUNT: u32 = (1 << COUNT_BITS) - 1;
const UNMET: u32 = (1 << 21) << COUNT_BITS;
const ONE: i32 = (1 << 22) - 1;
const SLOWEST: u32 = 255;
/** The least probability of either bit, in 1/65536. */
const LEAST: u32 = 32;

const TREE_NODES: usize = 65536;
const SIZE_NODES: usize = 16;
const CONTEXTS: usize = 64;
const CONTEXT_NODES: usize = 160;
const FIRST_SIGN: u32 = 16;
const FIRST_PREFIX: u32 = 32;
/** Prefixes below it have nodes in each context. */
const KNOWN_PREFIXES: u32 = 4;

const SIZE_TREE: usize = NODE_BYTES * TREE_NODES;
const CONTEXT_BYTES: usize = NODE_BYTES * CONTEXT_NODES;

/** Bytes of all nodes. */
export function modelBytes(): usize {
  return SIZE_TREE + NODE_BYTES * SIZE_NODES + CONTEXTS * CONTEXT_BYTES;
}

/** Shares of the error, in 1/65536, by which a node moves that has met 0, 1 … bits; and the same in a context. */
const rates = memory.data(4 * 256, 4);
const contextRates = memory.data(4 * 256, 4);

/** The interval, the number in it that is being decoded, and the bytes. */
let low: u32 = 0;
let high: u32 = 0;
let window: u32 = 0;
let position: usize = 0;
let bytesEnd: usize = 0;
let isWhole: bool = true;

/** Where the order-0 nodes stand, and those of the current context; 0 if there are none. */
let trees: usize = 0;
let context: usize = 0;

function start(model: usize, order: i32, bytes: usize, end: usize): void {
  for (let n: u32 = 0; n <= SLOWEST; n++) {
    store<u32>(rates + ((<usize>n) << 2), (5 * 65536) / (5 * n + 8));
    store<u32>(contextRates + ((<usize>n) << 2), 65536 / (n + 6));
  }
  const modelEnd = model + modelBytes();
  for (let node = model; node < modelEnd; node += NODE_BYTES) store<u32>(node, UNMET);
  trees = model;
  context = order === 0 ? 0 : firstContext();
  low = 0;
  high = 0xffffffff;
  position = bytes;
  bytesEnd = end;
  isWhole = true;
}

function firstContext(): usize {
  return trees + SIZE_TREE + NODE_BYTES * SIZE_NODES;
}

/** The node of the current context, or 0. */
function inContext(index: u32): usize {
  return context === 0 ? 0 : context + NODE_BYTES * <usize>index;
}

/** The next sample's context: this one's size and sign, and the bit below its leading one. */
function follow(size: u32, sign: u32, magnitude: u32): void {
  if (context === 0) return;
  const next = size < 2 ? 0 : (magnitude >> (size - 2)) & 1;
  context = firstContext() + CONTEXT_BYTES * <usize>(4 * size + 2 * sign + next);
}

/** The probability of a 1 in 1/65536. A context that has met nothing starts from what is known without it. */
function predict(node: usize, own: usize): u32 {
  let known = load<u32>(node);
  if (own !== 0) {
    if ((load<u32>(own) & COUNT) === 0) store<u32>(own, known & ~COUNT);
    known = load<u32>(own);
  }
  return max(LEAST, min(65536 - LEAST, known >> 16));
}

function learn(node: usize, own: usize, bit: u32): void {
  adapt(node, bit, rates);
  if (own !== 0) adapt(own, bit, contextRates);
}

function adapt(node: usize, bit: u32, rates: usize): void {
  const known = load<u32>(node);
  const count = known & COUNT;
  const probability = <i32>(known >> COUNT_BITS);
  const error = <i64>((-(<i32>bit) & ONE) - probability);
  const next = probability + <i32>((error * <i64>load<u32>(rates + ((<usize>count) << 2))) >> 16);
  store<u32>(node, ((<u32>next) << COUNT_BITS) | min(count + 1, SLOWEST));
}

/** The last number of the lower part, which stands for a 1. */
function split(probability: u32): u32 {
  return low + <u32>((<u64>(high - low) * <u64>probability) >> 16);
}

/** Without a branch: which part it is can hardly be foreseen. */
function narrow(middle: u32, bit: u32): void {
  const isOne = bit !== 0;
  const lower = select<u32>(low, middle + 1, isOne);
  high = select<u32>(middle, high, isOne);
  low = lower;
}

function encodeBit(node: usize, own: usize, bit: u32): void {
  narrow(split(predict(node, own)), bit);
  learn(node, own, bit);
  while (((low ^ high) & 0xff000000) === 0) {
    putByte(low >> 24);
    low <<= 8;
    high = (high << 8) | 0xff;
  }
}

function putByte(byte: u32): void {
  if (position < bytesEnd) store<u8>(position++, byte);
  else isWhole = false;
}

function decodeBit(node: usize, own: usize): u32 {
  const middle = split(predict(node, own));
  const bit: u32 = window <= middle ? 1 : 0;
  narrow(middle, bit);
  learn(node, own, bit);
  while (((low ^ high) & 0xff000000) === 0) {
    low <<= 8;
    high = (high << 8) | 0xff;
    takeByte();
  }
  return bit;
}

/** Zeros follow the bytes, but no more of them than the decoder is ahead of the encoder. */
function takeByte(): void {
  window = (window << 8) | (position < bytesEnd ? <u32>load<u8>(position) : 0);
  if (position < bytesEnd + 3) position++;
  else isWhole = false;
}

function sizeNode(prefix: u32): usize {
  return trees + SIZE_TREE + NODE_BYTES * <usize>prefix;
}

/** The node of the sign. */
function signNode(size: u32): usize {
  return trees + NODE_BYTES * <usize>((1 << size) >> 1);
}

/** The node of the bit below a prefix. */
function prefixNode(size: u32, sign: u32, prefix: u32): usize {
  return trees + NODE_BYTES * <usize>((sign << 15) + (1 << (size - 1)) + prefix);
}

function prefixInContext(size: u32, sign: u32, prefix: u32): usize {
  if (prefix >= KNOWN_PREFIXES) return 0;
  return inContext(FIRST_PREFIX + KNOWN_PREFIXES * (2 * size + sign) + prefix);
}

function encodeSample(sample: i32): void {
  const sign = <u32>sample >> 31;
  const magnitude = <u32>(sample ^ (sample >> 31));
  const size = 32 - <u32>clz(magnitude);
  let prefix: u32 = 1;
  for (let k = 3; k >= 0; k--) {
    const bit = (size >> k) & 1;
    encodeBit(sizeNode(prefix), inContext(prefix), bit);
    prefix = 2 * prefix + bit;
  }
  encodeBit(signNode(size), inContext(FIRST_SIGN + size), sign);
  prefix = 1;
  for (let k = <i32>size - 2; k >= 0; k--) {
    const bit = (magnitude >> k) & 1;
    encodeBit(prefixNode(size, sign, prefix), prefixInContext(size, sign, prefix), bit);
    prefix = 2 * prefix + bit;
  }
  follow(size, sign, magnitude);
}

function decodeSample(): i32 {
  let prefix: u32 = 1;
  for (let k = 3; k >= 0; k--) prefix = 2 * prefix + decodeBit(sizeNode(prefix), inContext(prefix));
  const size = prefix - 16;
  const sign = decodeBit(signNode(size), inContext(FIRST_SIGN + size));
  let magnitude: u32 = min(size, 1);
  for (let k = <i32>size - 2; k >= 0; k--) {
    const own = prefixInContext(size, sign, magnitude);
    magnitude = 2 * magnitude + decodeBit(prefixNode(size, sign, magnitude), own);
  }
  follow(size, sign, magnitude);
  return <i32>magnitude ^ -(<i32>sign);
}

/**
 * @param model room for `modelBytes()`
 * @param out room up to `end`
 * @returns the byte behind the stream; 0 if there was too little room
 */
export function encode(samples: usize, length: i32, order: i32, model: usize, out: usize, end: usize): usize {
  start(model, order, out, end);
  const samplesEnd = samples + ((<usize>length) << 1);
  for (let at = samples; at < samplesEnd && isWhole; at += 2) encodeSample(<i32>load<i16>(at));
  // the leading bytes differ, so this one followed by zeros lies inside the interval
  putByte((low >> 24) + 1);
  return isWhole ? position : 0;
}

/** @returns whether the stream ended just where it had to */
export function decode(
  bytes: usize,
  end: usize,
  order: i32,
  model: usize,
  samples: usize,
  length: i32,
): bool {
  start(model, order, bytes, end);
  window = 0;
  for (let k = 0; k < 4; k++) takeByte();
  const samplesEnd = samples + ((<usize>length) << 1);
  for (let at = samples; at < samplesEnd && isWhole; at += 2) store<i16>(at, decodeSample());
  return isWhole && position === bytesEnd + 3;
}
