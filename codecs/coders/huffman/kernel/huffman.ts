// Canonical Huffman coding of int16 samples in four bit streams, see ../coder.ts

export { histogram } from '../../../kernels/histogram';

const STREAMS: i32 = 4;
/** Longest code. */
const LONGEST: i32 = 16;
/** Codes that a 64-bit word holds beside the 7 bits that may stand before them. */
const CODES_A_WORD: usize = 3;

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~(<usize>15);
}

/** The lowest `length` bits of `code`, the other way round: streams are read from the least significant bit. */
function reverse(code: u32, length: u32): u32 {
  let bits = ((code & 0x5555) << 1) | ((code >> 1) & 0x5555);
  bits = ((bits & 0x3333) << 2) | ((bits >> 2) & 0x3333);
  bits = ((bits & 0x0f0f) << 4) | ((bits >> 4) & 0x0f0f);
  bits = ((bits & 0x00ff) << 8) | ((bits >> 8) & 0x00ff);
  return bits >> (16 - length);
}

const nextCodes = memory.data(4 * (LONGEST + 2));

/** Sets `nextCodes` to the first code of each length; codes of a length are given out in ascending order of value. */
function startCodes(lengths: usize, distinct: i32): void {
  memory.fill(nextCodes, 0, 4 * (LONGEST + 2));
  for (let k = 0; k < distinct; k++) {
    const counter = nextCodes + ((<usize>load<u8>(lengths + k)) << 2) + 4;
    store<u32>(counter, load<u32>(counter) + 1);
  }
  let code: u32 = 0;
  for (let length = 1; length <= LONGEST; length++) {
    const first = nextCodes + ((<usize>length) << 2);
    code = (code + load<u32>(first)) << 1;
    store<u32>(first, code);
  }
}

/** @returns the next code of the given length, reversed */
function takeCode(length: u32): u32 {
  const next = nextCodes + ((<usize>length) << 2);
  const code = load<u32>(next);
  store<u32>(next, code + 1);
  return reverse(code, length);
}

/**
 * Writes `code | length << 16` for each value at `codes[value as u16]`.
 * @param lengths a length of 1 to 16 for each of the values, which ascend
 */
export function fillCodes(values: usize, lengths: usize, distinct: i32, codes: usize): void {
  startCodes(lengths, distinct);
  for (let k = 0; k < distinct; k++) {
    const length = <u32>load<u8>(lengths + k);
    store<u32>(
      codes + ((<usize>load<u16>(values + ((<usize>k) << 1))) << 2),
      takeCode(length) | (length << 16),
    );
  }
}

/**
 * Writes `value | length << 16` at every index of `longest` bits that begins with the value's code.
 * @param lengths of a complete code, none over `longest`
 * @param lookup room for 2^longest u32
 */
export function fillLookup(values: usize, lengths: usize, distinct: i32, longest: i32, lookup: usize): void {
  startCodes(lengths, distinct);
  for (let k = 0; k < distinct; k++) {
    const length = <u32>load<u8>(lengths + k);
    const entry = <u32>load<u16>(values + ((<usize>k) << 1)) | (length << 16);
    const step: usize = (<usize>4) << length;
    const end = lookup + ((<usize>4) << longest);
    for (let at = lookup + ((<usize>takeCode(length)) << 2); at < end; at += step) store<u32>(at, entry);
  }
}

/** First sample of a stream: each but the last has a quarter of the samples, rounded up. */
function streamStart(length: i32, stream: i32): i32 {
  return min(length, stream * ((length + STREAMS - 1) / STREAMS));
}

/**
 * Writes the four streams one behind the other, each from a byte of its own.
 * @param codes as `fillCodes` left them, for all samples
 * @param sizes room for four u32: bytes of each stream
 * @param out room for all codes, and 12 bytes more
 */
export function encode(samples: usize, length: i32, codes: usize, sizes: usize, out: usize): void {
  let at = out;
  for (let stream = 0; stream < STREAMS; stream++) {
    const from = samples + ((<usize>streamStart(length, stream)) << 1);
    const to = samples + ((<usize>streamStart(length, stream + 1)) << 1);
    const end = encodeStream(from, to, codes, at);
    store<u32>(sizes + ((<usize>stream) << 2), <u32>(end - at));
    at = end;
  }
}

/** @returns the byte behind the stream */
function encodeStream(from: usize, to: usize, codes: usize, out: usize): usize {
  let word: u64 = 0;
  let bits: u64 = 0;
  let at = out;
  let sample = from;
  for (; sample + 2 * CODES_A_WORD <= to; sample += 2 * CODES_A_WORD) {
    for (let k: usize = 0; k < CODES_A_WORD; k++) {
      const code = load<u32>(codes + ((<usize>load<u16>(sample + 2 * k)) << 2));
      word |= (<u64>(code & 0xffff)) << bits;
      bits += code >> 16;
    }
    store<u64>(at, word);
    at += <usize>(bits >> 3);
    word >>= bits & ~(<u64>7);
    bits &= 7;
  }
  for (; sample < to; sample += 2) {
    const code = load<u32>(codes + ((<usize>load<u16>(sample)) << 2));
    word |= (<u64>(code & 0xffff)) << bits;
    bits += code >> 16;
  }
  store<u64>(at, word);
  return at + <usize>((bits + 7) >> 3);
}

/**
 * Reads the four streams.
 * @param sizes four u32: bytes of each stream
 * @param streams the streams one behind the other, and 8 bytes more that may be read
 * @returns whether every stream ended just where it had to
 */
export function decode(
  streams: usize,
  sizes: usize,
  lookup: usize,
  longest: i32,
  samples: usize,
  length: i32,
): bool {
  const mask = (((<u64>1) << longest) - 1) as u64;
  const end0 = load<u32>(sizes) << 3;
  const end1 = end0 + (load<u32>(sizes + 4) << 3);
  const end2 = end1 + (load<u32>(sizes + 8) << 3);
  const end3 = end2 + (load<u32>(sizes + 12) << 3);
  let bit0: u32 = 0;
  let bit1 = end0;
  let bit2 = end1;
  let bit3 = end2;
  const quarter = (<usize>streamStart(length, 1)) << 1;
  const to = samples + ((<usize>length) << 1);
  // the last stream is the shortest
  let at0 = samples;
  let at3 = min(to, samples + 3 * quarter);
  // bits of one word stay within 8 bytes behind a stream's end, and that is checked before the next
  while (at3 + 2 * CODES_A_WORD <= to && bit0 <= end0 && bit1 <= end1 && bit2 <= end2 && bit3 <= end3) {
    let word0 = wordAt(streams, bit0);
    let word1 = wordAt(streams, bit1);
    let word2 = wordAt(streams, bit2);
    let word3 = wordAt(streams, bit3);
    for (let k: usize = 0; k < CODES_A_WORD; k++) {
      const entry0 = load<u32>(lookup + ((<usize>(word0 & mask)) << 2));
      const entry1 = load<u32>(lookup + ((<usize>(word1 & mask)) << 2));
      const entry2 = load<u32>(lookup + ((<usize>(word2 & mask)) << 2));
      const entry3 = load<u32>(lookup + ((<usize>(word3 & mask)) << 2));
      store<u16>(at0 + 2 * k, entry0);
      store<u16>(at0 + quarter + 2 * k, entry1);
      store<u16>(at0 + 2 * quarter + 2 * k, entry2);
      store<u16>(at3 + 2 * k, entry3);
      word0 >>= <u64>(entry0 >> 16);
      word1 >>= <u64>(entry1 >> 16);
      word2 >>= <u64>(entry2 >> 16);
      word3 >>= <u64>(entry3 >> 16);
      bit0 += entry0 >> 16;
      bit1 += entry1 >> 16;
      bit2 += entry2 >> 16;
      bit3 += entry3 >> 16;
    }
    at0 += 2 * CODES_A_WORD;
    at3 += 2 * CODES_A_WORD;
  }
  return (
    decodeRest(streams, bit0, end0, lookup, mask, at0, min(to, samples + quarter)) &&
    decodeRest(streams, bit1, end1, lookup, mask, at0 + quarter, min(to, samples + 2 * quarter)) &&
    decodeRest(streams, bit2, end2, lookup, mask, at0 + 2 * quarter, min(to, samples + 3 * quarter)) &&
    decodeRest(streams, bit3, end3, lookup, mask, at0 + 3 * quarter, to)
  );
}

function wordAt(streams: usize, bit: u32): u64 {
  return load<u64>(streams + <usize>(bit >> 3)) >> <u64>(bit & 7);
}

/** One code at a time. @returns whether the stream ends in its last byte, with zeros behind the last code */
function decodeRest(
  streams: usize,
  from: u32,
  end: u32,
  lookup: usize,
  mask: u64,
  at: usize,
  to: usize,
): bool {
  let bit = from;
  for (let sample = at; sample < to; sample += 2) {
    if (bit > end) return false;
    const entry = load<u32>(lookup + ((<usize>(wordAt(streams, bit) & mask)) << 2));
    store<u16>(sample, entry);
    bit += entry >> 16;
  }
  if (bit > end || end - bit > 7) return false;
  return (wordAt(streams, bit) & (((<u64>1) << (end - bit)) - 1)) === 0;
}
