/** Samples for the tests of lpc-gaussian, the same in every engine. */
import type { Samples, SyncCodec } from '../../codec.js';
import type { ConverterProfile } from '../../converter/profile.js';
import { makeRandom } from '../../random.js';
import { defineLpcGaussian } from './coder.js';

/** A converter of 256 codes, every second of which is narrow. */
export const SMALL: ConverterProfile = {
  name: 'small',
  firstCode: -128,
  thresholds: Int16Array.from({ length: 257 }, (_, k) => 16 * (k - 128) - 8 + (k % 2 === 0 ? 7 : 0)),
};

export async function open(values = {}): Promise<SyncCodec<Samples, Uint8Array>> {
  const codec = await defineLpcGaussian([SMALL]).open(values);
  if (codec.asynchronous === true) throw new Error('lpc-gaussian became asynchronous');
  return codec;
}

/** An autoregression of order two in the codes of `SMALL`. */
export function voltages(frames: number, channels = 1): Samples {
  const random = makeRandom(11);
  const data = new Int16Array(frames * channels);
  let near = 0;
  let far = 0;
  for (let i = 0; i < data.length; i++) {
    const next = 1.6 * near - 0.7 * far + (random() & 255) + (random() & 255) - 255;
    far = near;
    near = next;
    const units = Math.max(-2000, Math.min(2000, Math.round(next)));
    data[i] = SMALL.thresholds.findLastIndex(threshold => threshold <= units) - 128;
  }
  return { data, channels };
}

/** Channels that share most of their noise, each a sample later than the one before. */
export function alike(frames: number, channels: number): Samples {
  const random = makeRandom(5);
  const common = voltages(frames + channels).data;
  const data = new Int16Array(frames * channels);
  for (let i = 0; i < data.length; i++) {
    const channel = Math.floor(i / frames);
    const code = common[channels - channel + (i % frames)] + (random() & 7) - 4;
    data[i] = Math.max(-128, Math.min(127, code));
  }
  return { data, channels };
}

/** One behind the other; all of one length. */
export function planar(...channels: readonly Int16Array[]): Samples {
  return { data: Int16Array.from(channels.flatMap(channel => [...channel])), channels: channels.length };
}

export function noise(frames: number, seed: number): Int16Array {
  const random = makeRandom(seed);
  return Int16Array.from({ length: frames }, () => random());
}

/** Noise of a triangular distribution, up to `reach`. */
export function triangular(frames: number, reach: number, seed: number): Int16Array {
  const random = makeRandom(seed);
  const unit = () => (random() & 0xffff) / 65536;
  return Int16Array.from({ length: frames }, () => Math.round((unit() + unit() - 1) * reach));
}

/** Noise at full scale, a constant, small codes that jump now and then, and a wide signal. */
export function mixedKinds(): Samples {
  const random = makeRandom(3);
  const frames = 60;
  const data = new Int16Array(4 * frames);
  for (let i = 0; i < frames; i++) {
    data[i] = random();
    data[frames + i] = -7;
    data[2 * frames + i] = (random() & 7) + (i % 20 === 19 ? 30000 : 0);
    const wide = (random() & 0xffff) / 65536 + (random() & 0xffff) / 65536 - 1;
    data[3 * frames + i] = Math.round(wide * 9000);
  }
  return { data, channels: 4 };
}
