// The interval of a range coder in 48 bits without carries, see lms-range/coder.ts. A part of the kernel.

const WIDTH: u64 = 48;
const WINDOW_BYTES: usize = 6;
/** Writers and readers touch so many bytes at once; those behind a reader's are 0. */
const SLACK: usize = 8;
const WHOLE: u64 = (<u64>1) << WIDTH;
const MASK: u64 = WHOLE - 1;
/** Below it lie the bits behind the leading byte. */
const TOP: u64 = 40;
const TOP_UNIT: u64 = (<u64>1) << TOP;
/** A narrower interval is cut where its leading byte changes. */
const LEAST_RANGE: u64 = (<u64>1) << 30;

let low: u64 = 0;
let range: u64 = 0;
/** Of a decoder: the width of one of 2^bits equal parts of the interval, and the bytes from its start on. */
let unit: u64 = 0;
let window: u64 = 0;
let position: usize = 0;
let bytesEnd: usize = 0;
let isSound: bool = true;

/** Of the piece that ends a block: its length in bytes and its first number. */
let pieceBytes: usize = 0;
let pieceFirst: u64 = 0;

/** @param end of the room, 8 bytes of which stay unused */
export function startWriting(bytes: usize, end: usize): void {
  low = 0;
  range = WHOLE;
  position = bytes;
  bytesEnd = end;
  isSound = true;
}

/** @param end 14 bytes of 0 follow */
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

/** Bits of the leading bytes that both ends share. */
function sharedBits(): u64 {
  return (clz(low ^ (low + range - 1)) - (64 - WIDTH)) & ~(<u64>7);
}

/** Cuts an interval that is too narrow where its leading byte changes. */
function cut(): void {
  const boundary = (low + range - 1) & ~(TOP_UNIT - 1);
  const below = boundary - low;
  if (2 * below >= range) {
    range = below;
  } else {
    low = boundary;
    range -= below;
  }
}

function shift(bits: u64): void {
  low = (low << bits) & MASK;
  range <<= bits;
}

/** The bytes of a number in the other order. */
function reverse(number: u64): u64 {
  const bytes = i64x2.splat(number);
  return i64x2.extract_lane(
    v128.shuffle<u8>(bytes, bytes, 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0),
    0,
  );
}

/** Narrows to a frequency among 2^bits. */
export function write(cumulative: u32, frequency: u32, bits: u32): void {
  const part = range >> <u64>bits;
  low += part * <u64>cumulative;
  range = part * <u64>frequency;
  putBytes(sharedBits());
  while (range < LEAST_RANGE) {
    cut();
    putBytes(sharedBits());
  }
}

/** Writes all six bytes, of which the leading ones stay: how many can hardly be foreseen by a branch. */
function putBytes(bits: u64): void {
  if (position + SLACK <= bytesEnd) {
    store<u64>(position, reverse(low << (64 - WIDTH)));
    position += <usize>(bits >> 3);
  } else {
    isSound = false;
  }
  shift(bits);
}

/** @returns in which of 2^bits equal parts the next number lies */
export function readSlot(bits: u32): u32 {
  unit = range >> <u64>bits;
  const slot = (window - low) / unit;
  if (slot >> <u64>bits === 0) return <u32>slot;
  isSound = false;
  return 0;
}

/** Narrows, after `readSlot`, as `write` did. */
export function narrow(cumulative: u32, frequency: u32): void {
  low += unit * <u64>cumulative;
  range = unit * <u64>frequency;
  takeBytes(sharedBits());
  while (range < LEAST_RANGE) {
    cut();
    takeBytes(sharedBits());
  }
}

function sixBytes(): u64 {
  return reverse(load<u64>(position)) >> (64 - WIDTH);
}

function takeBytes(bits: u64): void {
  window = ((window << bits) & MASK) | (sixBytes() >> (WIDTH - bits));
  shift(bits);
  moveTo(position + <usize>(bits >> 3));
}

/** A window that begins behind the bytes shows that there are too few. */
function moveTo(next: usize): void {
  position = min(next, bytesEnd + WINDOW_BYTES);
  if (next > position) isSound = false;
}

function fillWindow(): void {
  window = sixBytes();
  moveTo(position + WINDOW_BYTES);
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
  return <i32>clz(size) - <i32>clz(range - 1) + 1;
}

/**
 * Ends a block of the stream and starts the next with the whole interval.
 * @returns bits lost, rounded up
 */
export function writeEnd(): i32 {
  const size = findPiece();
  const waste = wasteOf(size);
  low = pieceFirst;
  putBytes(8 * <u64>pieceBytes);
  low = 0;
  range = WHOLE;
  return waste;
}

/** The same for a reader. */
export function readEnd(): i32 {
  const size = findPiece();
  const waste = wasteOf(size);
  if (window - pieceFirst >= size) isSound = false;
  moveTo(position + pieceBytes);
  position -= WINDOW_BYTES;
  low = 0;
  range = WHOLE;
  fillWindow();
  return waste;
}
