/**
 * The reversible integer wavelet 5/3 (LeGall; ISO/IEC 15444-1, annex F), by lifting, within each channel. One level:
 *
 *   details    d[i] = x[2i+1] - floor((x[2i] + x[2i+2]) / 2)
 *   averages   a[i] = x[2i] + floor((d[i-1] + d[i] + 2) / 4)        both modulo 2^16, as int16
 *
 * Beyond the ends the samples are mirrored at the last one, which repeats the nearest d or even x. The averages, one
 * more than the details if the count is odd, take the next level, as long as there are two of them. A channel becomes
 *
 *   averages of the last level | its details | … | details of the first level
 *
 * No side information.
 */

import { shapeOf } from '../../bytes/shape.js';
import { type KernelExports, loadKernel, reserve, roundUp } from '../../bytes/wasm.js';
import { defineTransform, NO_SIDE_INFORMATION, type Samples } from '../../codec.js';

/** One level over `count` samples at byte `samples`, in place. */
type Level = (samples: number, count: number, low: number, high: number) => void;

interface IwtKernel extends KernelExports {
  readonly split: Level;
  readonly join: Level;
}

/** Before and behind each of the kernel's three rooms. */
const MARGIN_BYTES = 32;

/** How many samples each level splits, the finest first. */
function countsOf(frames: number, levels: number): number[] {
  const counts: number[] = [];
  for (let count = frames; counts.length < levels && count >= 2; count = Math.ceil(count / 2)) {
    counts.push(count);
  }
  return counts;
}

function overChannels(kernel: IwtKernel, samples: Samples, counts: readonly number[], level: Level): Samples {
  const { channels, frames } = shapeOf(samples);
  const at = kernel.base();
  const low = roundUp(at + frames * 2) + 2 * MARGIN_BYTES;
  const high = roundUp(low + frames) + 2 * MARGIN_BYTES;
  reserve(kernel, high + frames + MARGIN_BYTES);
  const channel = new Int16Array(kernel.memory.buffer, at, frames);
  const data = new Int16Array(samples.data.length);
  for (let start = 0; start < data.length; start += frames) {
    channel.set(samples.data.subarray(start, start + frames));
    for (const count of counts) level(at, count, low, high);
    data.set(channel, start);
  }
  return { data, channels };
}

export const iwt = defineTransform({
  name: 'iwt',
  family: 'prediction',
  summary: 'reversible integer 5/3 wavelet (LeGall) of each channel, coarse to fine',
  parameters: {
    levels: {
      type: 'integer',
      minimum: 1,
      maximum: 8,
      default: 3,
      sweep: [1, 3, 5],
      meaning: 'how many times the averages are split again',
    },
  },
  open: async ({ levels }) => {
    const kernel = await loadKernel<IwtKernel>('iwt');
    return {
      encode: samples => ({
        samples: overChannels(kernel, samples, countsOf(shapeOf(samples).frames, levels), kernel.split),
        side: NO_SIDE_INFORMATION,
      }),
      decode: ({ samples }) =>
        overChannels(kernel, samples, countsOf(shapeOf(samples).frames, levels).reverse(), kernel.join),
    };
  },
});
