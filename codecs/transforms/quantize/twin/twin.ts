/** The formulas of ../transform.ts in plain TypeScript, for tests. */
import { packNumbers } from '../../../bytes/numbers.js';
import { readUpTo, shapeOf } from '../../../bytes/shape.js';
import { NO_SIDE_INFORMATION, type Samples, type Transformed } from '../../../codec.js';
import { rangeOf } from '../../../models/range.js';

function halfOf(step: number): number {
  return Math.floor(step / 2);
}

export function encodeTwin({ data, channels }: Samples, step: number): Transformed {
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

export function decodeTwin({ samples: { data, channels }, side }: Transformed, step: number): Samples {
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
