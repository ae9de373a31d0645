/**
 * Rounds each sample to a multiple of a step, which loses half of a step at most. With half = floor(step / 2),
 *
 *   q = floor((sample + half) / step)      decoded: q * step, kept between the least and greatest sample of the channel
 *
 * Behind `levels` a step counts codes. Side information, none at step 1 or of no frames; for each channel:
 *
 *   varint, least sample - least q * step, 0 if that is less | varint, greatest q * step - greatest sample, 0 if less
 */
import { packNumbers } from '../bytes/numbers.js';
import { readUpTo, shapeOf } from '../bytes/shape.js';
import { defineTransform, NO_SIDE_INFORMATION, type Samples, type Transformed } from '../codec.js';
import { rangeOf } from '../models/range.js';

function halfOf(step: number): number {
  return Math.floor(step / 2);
}

function encode({ data, channels }: Samples, step: number): Transformed {
  const { frames } = shapeOf({ data, channels });
  const quantized = new Int16Array(data.length);
  const numbers: number[] = [];
  for (let start = 0; start < data.length; start += frames) {
    const { least, most } = rangeOf(data.subarray(start, start + frames));
    quantizeChannel(data, quantized, start, frames, step);
    numbers.push(
      Math.max(0, least - step * quantizedOf(least, step)),
      Math.max(0, step * quantizedOf(most, step) - most),
    );
  }
  const side = step === 1 ? NO_SIDE_INFORMATION : packNumbers(numbers);
  return { samples: { data: quantized, channels }, side };
}

function quantizedOf(sample: number, step: number): number {
  return Math.floor((sample + halfOf(step)) / step);
}

function quantizeChannel(
  from: Int16Array,
  to: Int16Array,
  start: number,
  frames: number,
  step: number,
): void {
  // halfway between whole numbers, so that no rounding of the factor reaches the next one
  const offset = halfOf(step) + 0.5;
  const factor = 1 / step;
  for (let i = start; i < start + frames; i++) to[i] = Math.floor((from[i] + offset) * factor);
}

function decode({ samples: { data, channels }, side }: Transformed, step: number): Samples {
  const { frames } = shapeOf({ data, channels });
  const decoded = new Int16Array(data.length);
  const cursor = { bytes: side, at: 0 };
  for (let start = 0; start < data.length; start += frames) {
    const { least, most } = rangeOf(data.subarray(start, start + frames));
    const below = step === 1 ? 0 : readUpTo(cursor, halfOf(step), 'least sample');
    const above = step === 1 ? 0 : readUpTo(cursor, halfOf(step), 'greatest sample');
    const [lowest, highest] = [least * step + below, most * step - above];
    if (lowest < -32768 || highest > 32767) {
      throw new Error(`samples ${lowest}..${highest} beyond 16 bits`);
    }
    for (let i = start; i < start + frames; i++) {
      const value = data[i] * step;
      // where all samples lie within a step, the one may lie beyond the other
      decoded[i] = below > 0 && value < lowest ? lowest : above > 0 && value > highest ? highest : value;
    }
  }
  if (cursor.at !== side.length) throw new Error(`${side.length - cursor.at} bytes of side information left`);
  return { data: decoded, channels };
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
  open: ({ step }) => ({
    encode: samples => encode(samples, step),
    decode: transformed => decode(transformed, step),
  }),
});
