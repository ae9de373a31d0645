/** A few figures that tell what kind of samples a recording holds. */
import type { Samples } from '../../codecs/codec.js';

export interface SampleStatistics {
  /** Distinct values over all channels. */
  readonly distinct: number;
  /** Order-0 entropy in bits a sample, the mean of the channels. */
  readonly entropyBits: number;
  /** The same of first differences within a channel. */
  readonly differenceEntropyBits: number;
}

/** Differences of int16 lie in -65535 .. 65535. */
const DIFFERENCES = 131072;

export function describeSamples({ data, channels }: Samples): SampleStatistics {
  const frames = data.length / channels;
  const seen = new Uint8Array(65536);
  let entropy = 0;
  let differenceEntropy = 0;
  for (let channel = 0; channel < channels; channel++) {
    const plane = data.subarray(channel * frames, (channel + 1) * frames);
    for (const value of plane) seen[value + 32768] = 1;
    entropy += entropyOf(countValues(plane), frames);
    differenceEntropy += entropyOf(countDifferences(plane), frames - 1);
  }
  return {
    distinct: seen.reduce((sum, one) => sum + one, 0),
    entropyBits: entropy / channels,
    differenceEntropyBits: differenceEntropy / channels,
  };
}

function countValues(plane: Int16Array): Uint32Array {
  const counts = new Uint32Array(65536);
  for (let i = 0; i < plane.length; i++) counts[plane[i] + 32768]++;
  return counts;
}

function countDifferences(plane: Int16Array): Uint32Array {
  const counts = new Uint32Array(DIFFERENCES);
  for (let i = 1; i < plane.length; i++) counts[plane[i] - plane[i - 1] + DIFFERENCES / 2]++;
  return counts;
}

function entropyOf(counts: Uint32Array, total: number): number {
  let bits = 0;
  for (const count of counts) {
    if (count > 0) bits -= (count / total) * Math.log2(count / total);
  }
  return bits;
}
