// Pairs of first count and count, u32 each, of 2^BITS, and rANS of them. A part of mixed-gaussian, of both formats.

export const BITS: i32 = 24;
/** The least state of rANS. */
export const LOWEST: u64 = 1 << 31;

// inlined
export function pair(pairs: usize, first: u32, count: u32): usize {
  store<u32>(pairs, first);
  store<u32>(pairs, count, 4);
  return pairs + 8;
}

/** Pushes pairs, the last one first, down from `end`. @returns where the state, and the words behind it, begin */
export function push(pairs: usize, pairsTo: usize, end: usize): usize {
  let x = LOWEST;
  let words = end;
  for (let at = pairsTo; at > pairs; ) {
    at -= 8;
    const first = <u64>load<u32>(at);
    const count = <u64>load<u32>(at, 4);
    if (x >= count << (63 - BITS)) {
      words -= 4;
      store<u32>(words, <u32>x);
      x >>= 32;
    }
    const quotient = x / count;
    x = (quotient << BITS) + (x - quotient * count) + first;
  }
  store<u64>(words - 8, x);
  return words - 8;
}
