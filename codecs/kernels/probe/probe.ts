// A fixed amount of work that keeps the arithmetic units busy, whose time shows whether a machine is disturbed.

/** First byte of free memory. */
export function base(): usize {
  return (__heap_base + 15) & ~15;
}

/**
 * `steps` times six chains of additions, shifts and exclusive ors that do not wait for each other: whatever shares the
 * core slows it, as it slows a codec. A single chain waits for itself and would not notice.
 */
export function work(steps: u32, seed: u32): u32 {
  let a = seed;
  let b = ~seed;
  let c = seed + 0x9e3779b9;
  let d = seed ^ 0x85ebca6b;
  let e = seed * 3;
  let f = seed * 5;
  for (let i: u32 = 0; i < steps; i++) {
    a += (a << 5) ^ i;
    b ^= (b >>> 3) + i;
    c += (c << 7) ^ i;
    d ^= (d >>> 5) + i;
    e += (e << 9) ^ i;
    f ^= (f >>> 7) + i;
  }
  return a ^ b ^ c ^ d ^ e ^ f;
}
