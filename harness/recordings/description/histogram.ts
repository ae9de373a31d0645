/** Counts of whole numbers over no more than the range in which they lie. */
import type { Levels } from '../../../codecs/transforms/levels/forms.js';

/** `counts[i]` is how often `i + least` occurs; empty if nothing was counted. */
export interface Histogram {
  least: number;
  counts: Float64Array;
}

export function makeHistogram(): Histogram {
  return { least: 0, counts: new Float64Array(0) };
}

/** Counts values from index `start` to before `end`. */
export function countValues(histogram: Histogram, values: Int16Array, start: number, end: number): void {
  if (start >= end) return;
  let least = values[start];
  let most = least;
  for (let i = start + 1; i < end; i++) {
    const value = values[i];
    if (value < least) least = value;
    else if (value > most) most = value;
  }
  cover(histogram, least, most);
  const { counts, least: first } = histogram;
  for (let i = start; i < end; i++) counts[values[i] - first]++;
}

/** Counts differences of the values at `start` to before `end` to those before them; `start` is at least 1. */
export function countDifferences(histogram: Histogram, values: Int16Array, start: number, end: number): void {
  if (start >= end) return;
  let least = values[start] - values[start - 1];
  let most = least;
  for (let i = start + 1; i < end; i++) {
    const difference = values[i] - values[i - 1];
    if (difference < least) least = difference;
    else if (difference > most) most = difference;
  }
  cover(histogram, least, most);
  const { counts, least: first } = histogram;
  for (let i = start; i < end; i++) counts[values[i] - values[i - 1] - first]++;
}

export function addHistogram(into: Histogram, { least, counts }: Histogram): void {
  if (counts.length === 0) return;
  cover(into, least, least + counts.length - 1);
  const at = least - into.least;
  for (let i = 0; i < counts.length; i++) into.counts[at + i] += counts[i];
}

/** Makes room for all values from `least` to `most`. */
function cover(histogram: Histogram, least: number, most: number): void {
  const { counts, least: before } = histogram;
  const isEmpty = counts.length === 0;
  const first = isEmpty ? least : Math.min(least, before);
  const last = isEmpty ? most : Math.max(most, before + counts.length - 1);
  if (last - first + 1 === counts.length) return;
  histogram.counts = new Float64Array(last - first + 1);
  histogram.least = first;
  if (!isEmpty) histogram.counts.set(counts, before - first);
}

/** Those that occur, as the stage `levels` takes them. */
export function levelsOf({ counts, least }: Histogram): Levels {
  const values: number[] = [];
  const found: number[] = [];
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] === 0) continue;
    values.push(i + least);
    found.push(counts[i]);
  }
  return { values, counts: () => found };
}
