/** Recordings that are the same in every engine: whole numbers alone. */
import type { Samples } from '../../../codecs/codec.js';
import { makeRandom } from '../../../codecs/random.js';

export interface NamedSamples {
  readonly name: string;
  readonly samples: Samples;
}

const RATE_HZ = 20_000;
const TEN_BITS = { least: -512, most: 511 };

/** The background of leads that hear of each other, and a trough now and then; steps are of a converter of ten bits. */
function leads(channels: number, frames: number, step: number, seed: number): Int16Array {
  const random = makeRandom(seed);
  const noise = () => (((random() & 31) + (random() & 31) + (random() & 31)) >> 1) - 23;
  const data = new Int16Array(channels * frames);
  const [levels, moves] = [new Int32Array(channels), new Int32Array(channels)];
  for (let frame = 0; frame < frames; frame++) {
    const trough = frame % 331 < 12 ? 12 - (frame % 331) : 0;
    for (let lead = 0; lead < channels; lead++) {
      moves[lead] = (3 * (lead > 0 ? moves[lead - 1] : 0) + 2 * noise()) >> 2;
      levels[lead] += moves[lead] - (levels[lead] >> 4) - (lead % 3 === 0 ? 4 * trough : 0);
      levels[lead] = Math.max(TEN_BITS.least, Math.min(TEN_BITS.most, levels[lead]));
      data[lead * frames + frame] = step * levels[lead];
    }
  }
  return data;
}

function whiteNoise(length: number): Int16Array {
  const random = makeRandom(77);
  return Int16Array.from({ length }, () => (random() & 0xffff) - 32768);
}

export function engineSamples(): NamedSamples[] {
  const named = (name: string, data: Int16Array, channels: number) => ({
    name,
    samples: { data, channels, sampleRateHz: RATE_HZ },
  });
  return [
    named('one lead', leads(1, 6000, 64, 1), 1),
    named('twelve leads', leads(12, 1500, 1, 2), 12),
    named('white noise', whiteNoise(2000), 2),
    named('constant', new Int16Array(900).fill(-7), 3),
    named('five frames', leads(4, 5, 64, 3), 4),
  ];
}
