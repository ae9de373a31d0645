/**
 * Differences of neighbouring samples, modulo 2^16, within each channel.
 *
 *   order 1   y[i] = x[i] - x[i-1]
 *   order 2   the differences of those, and so on
 *
 * Samples before the first count as 0, so y[0] = x[0] at every order. No side information.
 */

import { shapeOf } from '../../bytes/shape.js';
import { type KernelExports, loadKernel, reserve } from '../../bytes/wasm.js';
import { defineTransform, NO_SIDE_INFORMATION, type Samples } from '../../codec.js';

/** One pass over `count` samples at byte `data`, in place. */
type Pass = (data: number, count: number) => void;

interface DeltaKernel extends KernelExports {
  readonly difference: Pass;
  readonly accumulate: Pass;
}

function overChannels(kernel: DeltaKernel, samples: Samples, order: number, pass: Pass): Samples {
  const { channels, frames } = shapeOf(samples);
  const at = kernel.base();
  reserve(kernel, at + frames * 2);
  const channel = new Int16Array(kernel.memory.buffer, at, frames);
  const data = new Int16Array(samples.data.length);
  for (let start = 0; start < data.length; start += frames) {
    channel.set(samples.data.subarray(start, start + frames));
    for (let k = 0; k < order; k++) pass(at, frames);
    data.set(channel, start);
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
  live: ({ order }) => ({ stateBytes: 2 * order }),
  open: async ({ order }) => {
    const kernel = await loadKernel<DeltaKernel>('delta');
    return {
      encode: samples => ({
        samples: overChannels(kernel, samples, order, kernel.difference),
        side: NO_SIDE_INFORMATION,
      }),
      decode: ({ samples }) => overChannels(kernel, samples, order, kernel.accumulate),
    };
  },
});
