// Blocks of LZ4 (lz4_Block_format.md), by the greedy search of the reference's fast levels on 64-bit machines.
// Copies go by eight bytes: up to 7 bytes behind what is written are overwritten, up to 7 behind what is read are read.

const SMALLEST_MATCH: usize = 4;
/** Where the format forbids matches: they begin this far before the end at the latest … */
const LAST_BEGINNING: usize = 12;
/** … and leave this many literals. */
const LAST_LITERALS: usize = 5;
const LARGEST_DISTANCE: usize = 65535;
/** From this length on four bytes are hashed no more, but five. */
const WIDE_LENGTH: usize = 65536 + LAST_BEGINNING - 1;
/** Fruitless tries, times the acceleration, after which the step grows by one. */
const TRIES_LOG: u32 = 6;
const LONG: usize = 15;

// Position of the last four or five bytes of a hash, from the block's beginning.
const TABLE_BYTES: usize = 4 << 13;
const table: usize = memory.data(32768, 16);

export function base(): usize {
  return (__heap_base + 15) & ~15;
}

let wide = false;
let source: usize = 0;
let to: usize = 0;
/** Of the sequence that is being written. */
let token: usize = 0;
let match: usize = 0;

function slotAt(at: usize): usize {
  const hash = wide
    ? <u32>(((load<u64>(at) << 24) * 889523592379) >> 52)
    : (load<u32>(at) * 2654435761) >> 19;
  return table + ((<usize>hash) << 2);
}

function copy(from: usize, length: usize, target: usize): void {
  for (let k: usize = 0; k < length; k += 8) store<u64>(target + k, load<u64>(from + k));
}

/** Writes what does not fit in the four bits of a token. */
function writeLength(length: usize): void {
  let rest = length - LONG;
  for (; rest >= 255; rest -= 255) store<u8>(to++, 255);
  store<u8>(to++, <u8>rest);
}

function writeLiterals(from: usize, length: usize): void {
  token = to++;
  store<u8>(token, <u8>(min<usize>(length, LONG) << 4));
  if (length >= LONG) writeLength(length);
  copy(from, length, to);
  to += length;
}

/** Writes a match of the bytes at `at`, and returns the position behind them. */
function writeMatch(at: usize, limit: usize): usize {
  store<u16>(to, <u16>(at - match));
  to += 2;
  const length = commonBytes(at + SMALLEST_MATCH, match + SMALLEST_MATCH, limit);
  store<u8>(token, load<u8>(token) | <u8>min<usize>(length, LONG));
  if (length >= LONG) writeLength(length);
  return at + SMALLEST_MATCH + length;
}

function commonBytes(at: usize, earlier: usize, limit: usize): usize {
  const start = at;
  for (; at + 8 <= limit; at += 8, earlier += 8) {
    const difference = load<u64>(at) ^ load<u64>(earlier);
    if (difference !== 0) return at - start + <usize>(ctz(difference) >> 3);
  }
  for (; at < limit && load<u8>(at) === load<u8>(earlier); at++) earlier++;
  return at - start;
}

/** Enters a position in the table; sets `match` to what stood there and returns whether that is one. */
function tryMatch(at: usize): bool {
  const slot = slotAt(at);
  match = source + <usize>load<u32>(slot);
  store<u32>(slot, <u32>(at - source));
  return at - match <= LARGEST_DISTANCE && load<u32>(match) === load<u32>(at);
}

/** Searches from `at` on, in growing steps, for a match; 0 if there is none. */
function search(at: usize, end: usize, acceleration: u32): usize {
  let tries = acceleration << TRIES_LOG;
  let next = at + 1;
  while (next <= end) {
    if (tryMatch(at)) return at;
    at = next;
    next += <usize>(tries++ >> TRIES_LOG);
  }
  return 0;
}

/** Writes the block of `length` bytes at `from` to `target`, and returns its length. */
export function encode(from: usize, length: usize, target: usize, acceleration: u32): usize {
  source = from;
  to = target;
  wide = length >= WIDE_LENGTH;
  let literals = from;
  if (length > LAST_BEGINNING) literals = encodeSequences(from + length, acceleration);
  writeLiterals(literals, from + length - literals);
  return to - target;
}

/** Writes all sequences but the last, and returns where that begins. */
function encodeSequences(end: usize, acceleration: u32): usize {
  const searchEnd = end - LAST_BEGINNING + 1;
  let literals = source;
  memory.fill(table, 0, TABLE_BYTES);
  let at = search(source + 1, searchEnd, acceleration);
  while (at !== 0) {
    for (; at > literals && match > source && load<u8>(at - 1) === load<u8>(match - 1); at--) match--;
    writeLiterals(literals, at - literals);
    at = writeMatches(at, end);
    literals = at;
    at = at < searchEnd ? search(at + 1, searchEnd, acceleration) : 0;
  }
  return literals;
}

/** Writes a match and those that follow without a literal between them, and returns the position behind the last. */
function writeMatches(at: usize, end: usize): usize {
  const limit = end - LAST_LITERALS;
  at = writeMatch(at, limit);
  while (at <= end - LAST_BEGINNING) {
    store<u32>(slotAt(at - 2), <u32>(at - 2 - source));
    if (!tryMatch(at)) break;
    writeLiterals(at, 0);
    at = writeMatch(at, limit);
  }
  return at;
}

const ENDS_EARLY = 1;
const TOO_LONG = 2;
const TOO_SHORT = 3;
const BAD_DISTANCE = 4;

/** Where a block is read, and its end. */
let at: usize = 0;
let end: usize = 0;

/** Goes on reading a length, until it is over `most`. */
function readLength(short: usize, most: usize): usize {
  let length = short;
  if (short < LONG) return length;
  while (at < end && length <= most) {
    const byte = <usize>load<u8>(at++);
    length += byte;
    if (byte < 255) break;
  }
  return length;
}

function copyMatch(distance: usize, length: usize): void {
  if (distance >= 8) {
    copy(to - distance, length, to);
  } else {
    for (let k: usize = 0; k < length; k++) store<u8>(to + k, load<u8>(to + k - distance));
  }
  to += length;
}

/** Decodes the block of `length` bytes at `from` into the `contentLength` bytes at `target`; 0, or what is wrong. */
export function decode(from: usize, length: usize, target: usize, contentLength: usize): i32 {
  at = from;
  end = from + length;
  to = target;
  const contentEnd = target + contentLength;
  while (at < end) {
    const code = <usize>load<u8>(at++);
    const literals = readLength(code >> 4, contentEnd - to);
    if (literals > contentEnd - to) return TOO_LONG;
    if (literals > end - at) return ENDS_EARLY;
    copy(at, literals, to);
    at += literals;
    to += literals;
    if (at === end) return to === contentEnd ? 0 : TOO_SHORT;
    if (end - at < 2) return ENDS_EARLY;
    const distance = <usize>load<u16>(at);
    at += 2;
    if (distance === 0 || distance > to - target) return BAD_DISTANCE;
    const length = SMALLEST_MATCH + readLength(code & LONG, contentEnd - to);
    if (length > contentEnd - to) return TOO_LONG;
    copyMatch(distance, length);
  }
  return ENDS_EARLY;
}
