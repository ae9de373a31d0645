/** Mean waveforms of a channel's spikes, found by an encoder: k-means, from clusters of equal size by depth. */
import { withinInt16 } from '../../models/range.js';

const ROUNDS = 16;

export interface Templates {
  /** As many as were asked for, or fewer; each of `before + 1 + after` values. */
  readonly shapes: readonly Int16Array[];
  /** Of each spike. */
  readonly labels: Uint8Array;
}

export interface Window {
  /** Frames. */
  readonly before: number;
  readonly after: number;
}

/** @param most at least 1 */
export function findTemplates(
  band: Float64Array,
  times: Uint32Array,
  { before, after }: Window,
  most: number,
): Templates {
  const length = before + 1 + after;
  const waves = Array.from(times, time => waveAt(band, time - before, length));
  const count = Math.min(most, times.length);
  const labels = new Uint8Array(times.length);
  const byDepth = [...waves.keys()].sort((a, b) => waves[a][before] - waves[b][before] || a - b);
  for (const [rank, k] of byDepth.entries()) labels[k] = Math.floor((rank * count) / times.length);
  let means = meansOf(waves, labels, count, length);
  for (let round = 0; round < ROUNDS; round++) {
    if (!relabel(waves, means, labels)) break;
    means = meansOf(waves, labels, count, length);
  }
  // clusters that ran empty are left out
  const used = [...new Set(labels)].sort((a, b) => a - b);
  return {
    shapes: used.map(label => Int16Array.from(means[label], value => withinInt16(Math.round(value)))),
    labels: labels.map(label => used.indexOf(label)),
  };
}

/** What lies outside of the band is 0. */
function waveAt(band: Float64Array, start: number, length: number): Float64Array {
  const wave = new Float64Array(length);
  for (let i = 0; i < length; i++) wave[i] = band[start + i] ?? 0;
  return wave;
}

function meansOf(
  waves: readonly Float64Array[],
  labels: Uint8Array,
  count: number,
  length: number,
): Float64Array[] {
  const sums = Array.from({ length: count }, () => new Float64Array(length));
  const counts = new Uint32Array(count);
  for (const [k, wave] of waves.entries()) {
    const sum = sums[labels[k]];
    counts[labels[k]]++;
    for (let i = 0; i < length; i++) sum[i] += wave[i];
  }
  for (const [label, sum] of sums.entries()) {
    for (let i = 0; i < length; i++) sum[i] /= Math.max(1, counts[label]);
  }
  return sums;
}

/** @returns whether any moved */
function relabel(
  waves: readonly Float64Array[],
  means: readonly Float64Array[],
  labels: Uint8Array,
): boolean {
  let moved = false;
  for (const [k, wave] of waves.entries()) {
    let nearest = labels[k];
    let least = distance(wave, means[nearest]);
    for (let label = 0; label < means.length; label++) {
      const other = distance(wave, means[label]);
      if (other < least) [nearest, least] = [label, other];
    }
    if (nearest !== labels[k]) moved = true;
    labels[k] = nearest;
  }
  return moved;
}

function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}
