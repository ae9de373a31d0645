// XXH64, seed 0 (xxHash specification 0.1.1): the checksum in a Zstandard frame.

const PRIME1: u64 = 0x9e3779b185ebca87;
const PRIME2: u64 = 0xc2b2ae3d27d4eb4f;
const PRIME3: u64 = 0x165667b19e3779f9;
const PRIME4: u64 = 0x85ebca77c2b2ae63;
const PRIME5: u64 = 0x27d4eb2f165667c5;

export function base(): usize {
  return (__heap_base + 15) & ~15;
}

function round(lane: u64, word: u64): u64 {
  return rotl<u64>(lane + word * PRIME2, 31) * PRIME1;
}

function merge(hash: u64, lane: u64): u64 {
  return (hash ^ round(0, lane)) * PRIME1 + PRIME4;
}

function stripes(start: usize, end: usize): u64 {
  let a: u64 = PRIME1 + PRIME2;
  let b: u64 = PRIME2;
  let c: u64 = 0;
  let d: u64 = 0 - PRIME1;
  for (let at = start; at < end; at += 32) {
    a = round(a, load<u64>(at));
    b = round(b, load<u64>(at, 8));
    c = round(c, load<u64>(at, 16));
    d = round(d, load<u64>(at, 24));
  }
  const hash = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18);
  return merge(merge(merge(merge(hash, a), b), c), d);
}

function tail(hash: u64, start: usize, end: usize): u64 {
  let at = start;
  for (; at + 8 <= end; at += 8) {
    hash = rotl<u64>(hash ^ round(0, load<u64>(at)), 27) * PRIME1 + PRIME4;
  }
  if (at + 4 <= end) {
    hash = rotl<u64>(hash ^ (<u64>load<u32>(at) * PRIME1), 23) * PRIME2 + PRIME3;
    at += 4;
  }
  for (; at < end; at++) hash = rotl<u64>(hash ^ (<u64>load<u8>(at) * PRIME5), 11) * PRIME1;
  return hash;
}

function avalanche(hash: u64): u64 {
  hash = (hash ^ (hash >> 33)) * PRIME2;
  hash = (hash ^ (hash >> 29)) * PRIME3;
  return hash ^ (hash >> 32);
}

/** Low 32 bits of the hash of `length` bytes at `start`: as much of it as a frame holds. */
export function hash32(start: usize, length: usize): u32 {
  const end = start + length;
  const whole = start + (length & ~31);
  const hash = (length < 32 ? PRIME5 : stripes(start, whole)) + length;
  return <u32>avalanche(tail(hash, whole, end));
}
