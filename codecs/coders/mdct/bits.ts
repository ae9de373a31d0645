/** -log2 of probabilities in 1/4096, which an encoder takes decisions to cost; a decoder knows nothing of it. */
export const BITS_OF_PROBABILITIES = Float64Array.from(
  { length: 4097 },
  (_, p) => -Math.log2(Math.max(p, 0.5) / 4096),
);
