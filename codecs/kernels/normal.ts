// Shares of codes under a normal distribution, see codecs/models/normal-counts.ts. Shared by kernels.

const HALF_CELLS: i32 = 768;

/**
 * Counts below the threshold of a code, without what its place in the window adds.
 * @param counts u32, of the cell's ends, from the middle one on
 * @param threshold of the code less the expected voltage, 1/16 steps, magnitude below 2^23
 */
// inlined
export function countsBelow(counts: usize, threshold: i32, octave: i32): u32 {
  const cell = (threshold << 6) >> octave;
  return load<u32>(counts + ((<usize>max(-HALF_CELLS, min(HALF_CELLS, cell))) << 2));
}
