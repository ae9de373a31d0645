/** What the tests of lms-range share: a profile, recordings, and streams put together by hand. */
import type { Samples } from '../../codec.js';
import { encodeMark } from '../../converter/mark.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { shippedProfiles } from '../../converter/shipped.js';
import { nastySamples } from '../../nasty.js';
import { makeRandom } from '../../random.js';
import { varintBytes, withLengthBytes } from '../shared/block-coder.test.kit.js';
import { defineLmsRange } from './coder.js';
import type { Settings } from './twin/model.js';

/** Ten bits, thresholds off by up to a step either way. */
export const uneven: ConverterProfile = {
  name: 'uneven',
  firstCode: -512,
  thresholds: Int16Array.from({ length: 1025 }, (_, k) => 16 * (k - 512) - 8 + ((k * 7) % 15)).sort(),
};
export const lmsRange = defineLmsRange([uneven, ...shippedProfiles]);

/** What a twin codes in some milliseconds. */
const LONGEST = 3000;

/** Nasty inputs, of long ones the beginning. */
export function nastyBeginnings(): Samples[] {
  return nastySamples().map(({ value: { data, channels } }) => ({
    data: channels === 1 ? data.slice(0, LONGEST) : data,
    channels,
  }));
}

export function shapeFor({ data, channels }: Samples) {
  return { channels, frames: data.length / channels };
}

function headOf({ data, channels }: Samples, settings: Settings): number[] {
  const { profile, block, references, tolerance } = settings;
  const shape = [...varintBytes(channels), ...varintBytes(data.length / channels)];
  const { error, least, most } = tolerance ?? { error: 0, least: 0, most: 0 };
  const range =
    error === 0 ? [] : [...varintBytes(least < 0 ? -2 * least - 1 : 2 * least), ...varintBytes(most - least)];
  return [
    ...shape,
    ...encodeMark(profile),
    ...varintBytes(block + 65536 * references + 2 ** 20 * error),
    ...range,
  ];
}

export function streamOf(samples: Samples, code: Uint8Array, settings: Settings): Uint8Array {
  return Uint8Array.from([...headOf(samples, settings), ...withLengthBytes(code)]);
}

/** Ten-bit codes of channels that wander each for itself, but for a part that all share. */
export function wanderingCodes(frames: number, channels = 2, shared = 0): Samples {
  const random = makeRandom(21);
  const data = new Int16Array(channels * frames);
  const step = () => ((random() & 31) + (random() & 31) - 31) >> 1;
  const common = Int16Array.from({ length: shared > 0 ? frames : 0 }, () => shared * step());
  for (let k = 0; k < data.length; k++) {
    const before = k % frames === 0 ? 0 : data[k - 1];
    data[k] = Math.max(-512, Math.min(511, before + step() + (common[k % frames] ?? 0)));
  }
  return { data, channels };
}

export function firstFrames({ data, channels }: Samples, frames: number): Int16Array {
  const all = data.length / channels;
  return Int16Array.from(
    { length: channels * frames },
    (_, k) => data[Math.floor(k / frames) * all + (k % frames)],
  );
}
