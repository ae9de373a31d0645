// The interval of a range coder in 48 bits without carries, see codecs/coders/lms-range.ts. A part of kernels.

const WIDTH: u64 = 48;
const WINDOW_BYTES: usize = 6;
const WHOLE: u64 = (<u64>1) << WIDTH;
const MASK: u64 = WHOLE - 1;
/** Below it lie the bits behind the leading byte. */
const TOP: u64 = 40;
const TOP_UNIT: u64 = (<u64>1) << TOP;
/** A narrower interval is cut where its leading byte changes. */
const LEAST_RANGE: u64 = (<u64>1) << 30;

let low: u64 = 0;
let range: u64 = 0;
/** Of a decoder: what an equal share of the interval is worth, and the bytes from its start on. */
let unit: u64 = 0;
let window: u64 = 0;
let position: usize = 0;
let bytesEnd: usize = 0;
let isSound: bool = true;

/** Of the piece that ends a block: its length in bytes and its first number. */
let pieceBytes: usize = 0;
let pieceFirst: u64 = 0;

export function startWriting(bytes: usize, end: usize): void {
  low = 0;
  range = WHOLE;
  position = bytes;
  bytesEnd = end;
  isSound = true;
}

export function startReading(bytes: usize, end: usize): void {
  startWriting(bytes, end);
  fillWindow();
}

/** Whether all was written inside its room; of a reader, whether all that was read could have been written. */
export function isIntact(): bool {
  return isSound;
}

export function refuse(): void {
  isSound = false;
}

/** The byte behind what was written. */
export function writtenEnd(): usize {
  return position;
}

/** Whether a reader, at the end of a block, has used up its bytes. */
export function isAtEnd(): bool {
  return isSound && position === bytesEnd + WINDOW_BYTES;
}

/** Whether both ends share their leading byte; an interval that is too narrow is cut so that they do. */
function isSettled(): bool {
  const last = low + range - 1;
  if ((low ^ last) < TOP_UNIT) return true;
  if (range >= LEAST_RANGE) return false;
  const boundary = last & ~(TOP_UNIT - 1);
  const below = boundary - low;
  if (2 * below >= range) {
    range = below;
  } else {
    low = boundary;
    range -= below;
  }
  return true;
}

function shift(): void {
  low = (low << 8) & MASK;
  range <<= 8;
}

function putByte(byte: u64): void {
  if (position < bytesEnd) store<u8>(position++, byte);
  else isSound = false;
}

/** Narrows to `count` of 2^bits shares, from `lower` on. */
export function write(lower: u32, count: u32, bits: u32): void {
  const share = range >> <u64>bits;
  low += share * <u64>lower;
  range = share * <u64>count;
  while (isSettled()) {
    putByte(low >> TOP);
    shift();
  }
}

/** @returns in which of 2^bits shares the next number lies */
export function readShare(bits: u32): u32 {
  unit = range >> <u64>bits;
  const share = (window - low) / unit;
  if (share >> <u64>bits === 0) return <u32>share;
  isSound = false;
  return 0;
}

/** Narrows, after `readShare`, as `write` did. */
export function narrow(lower: u32, count: u32): void {
  low += unit * <u64>lower;
  range = unit * <u64>count;
  while (isSettled()) {
    shift();
    takeByte();
  }
}

/** Zeros follow the bytes; a window that begins behind them shows that the stream is too short. */
function takeByte(): void {
  const byte: u64 = position < bytesEnd ? <u64>load<u8>(position) : 0;
  window = ((window << 8) & MASK) | byte;
  position++;
  if (position > bytesEnd + WINDOW_BYTES) isSound = false;
}

function fillWindow(): void {
  window = 0;
  for (let k: usize = 0; k < WINDOW_BYTES; k++) takeByte();
}

/** Finds the fewest bytes that stay inside the interval whatever follows them; of several such, the first. */
function findPiece(): u64 {
  pieceBytes = 0;
  let size = WHOLE;
  pieceFirst = (low + size - 1) & ~(size - 1);
  while (pieceFirst + size > low + range) {
    pieceBytes++;
    size >>= 8;
    pieceFirst = (low + size - 1) & ~(size - 1);
  }
  return size;
}

/** Bits, rounded up, that a piece of so many numbers gives away. */
function wasteOf(size: u64): i32 {
  return <i32>(clz(size) - clz(range)) + 1;
}

/**
 * Ends a block of the stream and starts the next with the whole interval.
 * @returns bits lost, rounded up
 */
export function writeEnd(): i32 {
  const size = findPiece();
  const waste = wasteOf(size);
  for (let k: usize = 0; k < pieceBytes; k++) putByte((pieceFirst >> (TOP - 8 * <u64>k)) & 0xff);
  low = 0;
  range = WHOLE;
  return waste;
}

/** The same for a reader. */
export function readEnd(): i32 {
  const size = findPiece();
  const waste = wasteOf(size);
  if (window - pieceFirst >= size) isSound = false;
  position -= WINDOW_BYTES - pieceBytes;
  if (position > bytesEnd) isSound = false;
  low = 0;
  range = WHOLE;
  fillWindow();
  return waste;
}
