/**
 * Keeps a band of frequencies of each channel and nothing else: what spikes are found in, without the field below it and
 * the noise above. Decode gives what was kept, to be quantised by a stage behind, such as `quantize`.
 *
 *   filter    Butterworth band-pass of order 3 at the given edges, forwards and backwards: nothing is delayed, the gain at
 *             an edge is 1/2. An upper edge over 0.45 of the rate comes down to that. Ends are continued, turned about
 *             their last sample; channels of 21 frames or fewer are too short for that and stay as they are
 *   sent      the filtered samples, rounded, halves upwards, and kept within 16 bits
 *
 * Edges are in hertz of the rate that samples come with, 20,000 where they come with none. No side information: decode
 * returns the samples as they are, so nothing that a decoder depends on is computed in fractions. Filtered again, the edges
 * lose again: not idempotent.
 */

import { shapeOf } from '../bytes/shape.js';
import { defineTransform, NO_SIDE_INFORMATION, type Samples } from '../codec.js';
import { bandAt, bandPassOf } from '../models/bands.js';
import { type BandPass, edgeOf, filterBothWays } from '../models/butterworth/butterworth.js';
import { withinInt16 } from '../models/range.js';
import { rateOf } from '../models/rate.js';

function checkEdges(low: number, high: number): void {
  if (low >= high) throw new Error(`band: low ${low} Hz is not under high ${high} Hz`);
}

function filterFor(low: number, high: number, rateHz: number): BandPass {
  const edges = bandAt({ low, high }, rateHz);
  if (edges === undefined) {
    const { high: highest } = bandAt({ low: 0, high }, rateHz) ?? { high };
    throw new Error(`low ${low} Hz at ${rateHz} samples a second, want under ${highest} Hz`);
  }
  return bandPassOf(edges, rateHz);
}

function keepBand(samples: Samples, low: number, high: number): Samples {
  const { channels, frames } = shapeOf(samples);
  const filter = filterFor(low, high, rateOf(samples));
  const kept = samples.data.slice();
  if (frames <= edgeOf(filter)) return { data: kept, channels };
  for (let start = 0; start < kept.length; start += frames) {
    const filtered = filterBothWays(filter, Float64Array.from(samples.data.subarray(start, start + frames)));
    for (let i = 0; i < frames; i++) kept[start + i] = toSixteenBits(filtered[i]);
  }
  return { data: kept, channels };
}

function toSixteenBits(value: number): number {
  return withinInt16(Math.floor(value + 0.5));
}

export const band = defineTransform({
  name: 'band',
  family: 'prediction',
  summary: 'keeps a band of frequencies, by a zero-phase filter (lossy)',
  parameters: {
    low: {
      type: 'integer',
      minimum: 1,
      maximum: 5000,
      default: 300,
      sweep: [300],
      meaning: 'lower edge in hertz',
    },
    high: {
      type: 'integer',
      minimum: 400,
      maximum: 100_000,
      default: 6000,
      sweep: [3000, 6000],
      meaning: 'upper edge in hertz; at most 0.45 of the rate',
    },
  },
  loss: { kind: 'free' },
  open: ({ low, high }) => {
    checkEdges(low, high);
    return {
      encode: samples => ({ samples: keepBand(samples, low, high), side: NO_SIDE_INFORMATION }),
      decode: ({ samples: { data, channels } }) => ({ data: data.slice(), channels }),
    };
  },
});
