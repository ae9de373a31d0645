/**
 * Rounds each sample to a multiple of a step, which loses half of a step at most. With half = floor(step / 2),
 *
 *   q = floor((sample + half) / step)      decoded: q * step, kept between the least and greatest sample of the channel
 *
 * Behind `levels` a step counts codes. Side information, none at step 1 or of no frames; for each channel:
 *
 *   varint, least sample - least q * step, 0 if that is less | varint, greatest q * step - greatest sample, 0 if less
 */
import { packNumbers } from '../../bytes/numbers.js';
import { readUpTo, shapeOf } from '../../bytes/shape.js';
import { type KernelExports, loadKernel, reserve } from '../../bytes/wasm.js';
import { defineTransform, NO_SIDE_INFORMATION, type Samples, type Transformed } from '../../codec.js';

interface QuantizeKernel extends KernelExports {
  /** Over `count` samples at byte `data`, in place. */
  readonly reduce: (data: number, count: number, step: number) => void;
  readonly measure: (data: number, count: number) => void;
  readonly expand: (data: number, count: number, step: number, lowest: number, highest: number) => void;
  readonly leastSample: () => number;
  readonly mostSample: () => number;
}

/** What no sample lies below, or over. */
const [FREE_BELOW, FREE_ABOVE] = [-(2 ** 31), 2 ** 31 - 1];

function halfOf(step: number): number {
  return Math.floor(step / 2);
}

function quantizedOf(sample: number, step: number): number {
  return Math.floor((sample + halfOf(step)) / step);
}

/** Calls `work` for each channel, whose samples lie in the kernel's memory at `at` and are taken from there again. */
function overChannels(
  kernel: QuantizeKernel,
  { data, channels }: Samples,
  work: (at: number, frames: number) => void,
): Samples {
  const { frames } = shapeOf({ data, channels });
  const at = kernel.base();
  reserve(kernel, at + 2 * frames);
  const channel = new Int16Array(kernel.memory.buffer, at, frames);
  const changed = new Int16Array(data.length);
  for (let start = 0; start < data.length; start += frames) {
    channel.set(data.subarray(start, start + frames));
    work(at, frames);
    changed.set(channel, start);
  }
  return { data: changed, channels };
}

function encode(kernel: QuantizeKernel, given: Samples, step: number): Transformed {
  const numbers: number[] = [];
  const samples = overChannels(kernel, given, (at, frames) => {
    kernel.reduce(at, frames, step);
    const [least, most] = [kernel.leastSample(), kernel.mostSample()];
    numbers.push(
      Math.max(0, least - step * quantizedOf(least, step)),
      Math.max(0, step * quantizedOf(most, step) - most),
    );
  });
  return { samples, side: step === 1 ? NO_SIDE_INFORMATION : packNumbers(numbers) };
}

function decode(kernel: QuantizeKernel, { samples, side }: Transformed, step: number): Samples {
  const cursor = { bytes: side, at: 0 };
  const decoded = overChannels(kernel, samples, (at, frames) => {
    kernel.measure(at, frames);
    const below = step === 1 ? 0 : readUpTo(cursor, halfOf(step), 'least sample');
    const above = step === 1 ? 0 : readUpTo(cursor, halfOf(step), 'greatest sample');
    const lowest = kernel.leastSample() * step + below;
    const highest = kernel.mostSample() * step - above;
    if (lowest < -32768 || highest > 32767) {
      throw new Error(`samples ${lowest}..${highest} beyond 16 bits`);
    }
    // where all samples lie within a step, the one may lie beyond the other
    kernel.expand(at, frames, step, below > 0 ? lowest : FREE_BELOW, above > 0 ? highest : FREE_ABOVE);
  });
  if (cursor.at !== side.length) throw new Error(`${side.length - cursor.at} bytes of side information left`);
  return decoded;
}

export const quantize = defineTransform({
  name: 'quantize',
  family: 'grid',
  summary: 'rounds to multiples of a step, which loses half of a step at most (lossy)',
  parameters: {
    step: {
      type: 'integer',
      minimum: 1,
      maximum: 1024,
      default: 3,
      sweep: [3, 5, 9],
      meaning: 'distance of the values that are left; behind levels, in codes',
    },
  },
  loss: { kind: 'bounded', greatestError: ({ step }) => halfOf(step), idempotent: true },
  live: () => ({}),
  open: async ({ step }) => {
    const kernel = await loadKernel<QuantizeKernel>('quantize');
    return {
      encode: samples => encode(kernel, samples, step),
      decode: transformed => decode(kernel, transformed, step),
    };
  },
});
