/**
 * Differences of neighbouring samples, modulo 2^16, within each channel.
 *
 *   order 1   y[i] = x[i] - x[i-1]
 *   order 2   the differences of those, and so on
 *
 * Samples before the first count as 0, so y[0] = x[0] at every order. No side information.
 */
import { defineTransform, NO_SIDE_INFORMATION, type Samples } from '../codec.js';
import { shapeOf } from '../shape.js';

/** Replaces a channel's samples by their differences, in place, backwards so that each is still there when needed. */
function difference(data: Int16Array, start: number, end: number): void {
  for (let i = end - 1; i > start; i--) data[i] -= data[i - 1];
}

/** Inverse of `difference`. The running sum may wrap in 32 bits: only its low 16 count. */
function accumulate(data: Int16Array, start: number, end: number): void {
  let sum = 0;
  for (let i = start; i < end; i++) {
    sum = (sum + data[i]) | 0;
    data[i] = sum;
  }
}

type Pass = (data: Int16Array, start: number, end: number) => void;

function overChannels(samples: Samples, order: number, pass: Pass): Samples {
  const { channels, frames } = shapeOf(samples);
  const data = samples.data.slice();
  for (let channel = 0; channel < channels; channel++) {
    for (let k = 0; k < order; k++) pass(data, channel * frames, (channel + 1) * frames);
  }
  return { data, channels };
}

export const delta = defineTransform({
  name: 'delta',
  family: 'prediction',
  summary: 'difference to the previous sample of the channel',
  parameters: {
    order: {
      type: 'integer',
      minimum: 1,
      maximum: 3,
      default: 1,
      sweep: [1, 2],
      meaning: 'how many times the difference is taken',
    },
  },
  open: ({ order }) => ({
    encode: samples => ({
      samples: overChannels(samples, order, difference),
      side: NO_SIDE_INFORMATION,
    }),
    decode: ({ samples }) => overChannels(samples, order, accumulate),
  }),
});
