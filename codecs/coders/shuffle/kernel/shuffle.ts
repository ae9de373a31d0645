// Low and high bytes apart; the format is in ../coder.ts

export function base(): usize {
  return (__heap_base + 15) & ~15;
}

/** Writes the low bytes of `n` samples to `low`, their high bytes to `high`. */
export function split(samples: usize, n: i32, low: usize, high: usize): void {
  const count = <usize>n;
  let i: usize = 0;
  for (; i + 16 <= count; i += 16) {
    const a = v128.load(samples + i * 2);
    const b = v128.load(samples + i * 2, 16);
    v128.store(low + i, i8x16.shuffle(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30));
    v128.store(high + i, i8x16.shuffle(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31));
  }
  for (; i < count; i++) {
    store<u8>(low + i, load<u8>(samples + i * 2));
    store<u8>(high + i, load<u8>(samples + i * 2, 1));
  }
}

/** Inverse of `split`. */
export function join(low: usize, high: usize, n: i32, samples: usize): void {
  const count = <usize>n;
  let i: usize = 0;
  for (; i + 16 <= count; i += 16) {
    const a = v128.load(low + i);
    const b = v128.load(high + i);
    const to = samples + i * 2;
    v128.store(to, i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
    v128.store(to, i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), 16);
  }
  for (; i < count; i++) {
    store<u8>(samples + i * 2, load<u8>(low + i));
    store<u8>(samples + i * 2, load<u8>(high + i), 1);
  }
}
