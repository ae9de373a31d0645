// The adaptive binary arithmetic coder of codecs/models/adaptive-bits.ts. A part of the kernel.

/**
 * A decision with a probability is a u32: the probability of a 1 in 1/65536 in its upper half, and how many bits it has met
 * in the lower.
 */
export const DECISION_BYTES: usize = 4;
export const PROBABILITY_SHIFT: u32 = 16;

const SLOWEST: u32 = 60;
const LEAST: u32 = 64;
/** The decoder starts with four bytes, of which the encoder writes the first. */
const BYTES_AHEAD: usize = 3;
const LEADING: u32 = 24;

/** By how much, in 1/65536 of the error, a decision moves that has met so many bits. */
const rates: usize = memory.data(4 * 61, 4);

for (let met: u32 = 0; met <= SLOWEST; met++) {
  store<u32>(rates + ((<usize>met) << 2), <u32>(65536.0 / (<f64>met + 1.6)));
}

/** Ends of the interval, the number in it that is being decoded, and the bytes. */
let low: u32 = 0;
let high: u32 = 0;
let window: u32 = 0;
let position: usize = 0;
let bytesEnd: usize = 0;

export function startWriting(bytes: usize): void {
  low = 0;
  high = 0xffffffff;
  position = bytes;
}

/** The byte behind what was written: a decision writes four bytes at most. */
export function writtenEnd(): usize {
  return position;
}

/** @returns the byte behind the code */
export function finishWriting(): usize {
  store<u8>(position, (low >> LEADING) + 1);
  return position + 1;
}

export function startReading(bytes: usize, end: usize): void {
  startWriting(bytes);
  bytesEnd = end;
  for (let k: usize = 0; k <= BYTES_AHEAD; k++) takeByte();
}

/** Whether a reader has asked for bytes that its code does not have. */
export function endsEarly(): bool {
  return position > bytesEnd + BYTES_AHEAD;
}

/** The byte behind the last that a reader has used. */
export function readEnd(): usize {
  return position - BYTES_AHEAD;
}

function takeByte(): void {
  window = (window << 8) | (position < bytesEnd ? <u32>load<u8>(position) : 0);
  position++;
}

function dropLeadingByte(): void {
  low <<= 8;
  high = (high << 8) | 0xff;
}

/** The last number of the lower part, which stands for a 1. */
// inlined
function split(probability: u32): u32 {
  return low + <u32>((<u64>(high - low) * <u64>probability) >> 16);
}

/** Narrows to one part, without a branch: which one can hardly be foreseen. */
// inlined
function narrow(middle: u32, bit: bool): void {
  low = bit ? low : middle + 1;
  high = bit ? middle : high;
}

// inlined
function learn(decision: usize, known: u32, bit: bool): void {
  const probability = known >> PROBABILITY_SHIFT;
  const met = known & 0xffff;
  const rate = load<u32>(rates + ((<usize>met) << 2));
  const more = probability + (((65536 - probability) * rate) >> 16);
  const less = probability - ((probability * rate) >> 16);
  const next = max(LEAST, min(65536 - LEAST, bit ? more : less));
  store<u32>(decision, (next << PROBABILITY_SHIFT) | min(met + 1, SLOWEST));
}

// inlined
function writeSettled(): void {
  for (; (low ^ high) >> LEADING === 0; dropLeadingByte()) store<u8>(position++, low >> LEADING);
}

// inlined
function takeSettled(): void {
  for (; (low ^ high) >> LEADING === 0; dropLeadingByte()) takeByte();
}

export function writeBit(decision: usize, bit: bool): void {
  const known = load<u32>(decision);
  narrow(split(known >> PROBABILITY_SHIFT), bit);
  learn(decision, known, bit);
  writeSettled();
}

export function readBit(decision: usize): bool {
  const known = load<u32>(decision);
  const middle = split(known >> PROBABILITY_SHIFT);
  const bit = window <= middle;
  narrow(middle, bit);
  learn(decision, known, bit);
  takeSettled();
  return bit;
}

/** So many bits of a number, the most significant first, that are as likely as not. */
export function writePlain(number: u32, bits: i32): void {
  for (let bit = bits - 1; bit >= 0; bit--) {
    narrow(split(32768), ((number >> bit) & 1) !== 0);
    writeSettled();
  }
}

export function readPlain(bits: i32): u32 {
  let number: u32 = 0;
  for (let k = 0; k < bits; k++) {
    const middle = split(32768);
    const bit = window <= middle;
    narrow(middle, bit);
    takeSettled();
    number = (number << 1) | <u32>bit;
  }
  return number;
}
