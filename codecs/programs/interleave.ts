/** Samples in the order of files: frame by frame. */

/** Planar to interleaved; the same memory if there is but one channel. */
export function interleave(data: Int16Array, channels: number): Int16Array {
  if (channels === 1) return data;
  const frames = data.length / channels;
  const interleaved = new Int16Array(data.length);
  for (let c = 0; c < channels; c++) {
    for (let i = 0, at = c; i < frames; i++, at += channels) interleaved[at] = data[c * frames + i];
  }
  return interleaved;
}

/** Bytes of interleaved samples, to planar ones. */
export function planar(bytes: Uint8Array, channels: number): Int16Array {
  const interleaved = new Int16Array(bytes.length >> 1);
  new Uint8Array(interleaved.buffer).set(bytes);
  if (channels === 1) return interleaved;
  const frames = interleaved.length / channels;
  const data = new Int16Array(interleaved.length);
  for (let c = 0; c < channels; c++) {
    for (let i = 0, at = c; i < frames; i++, at += channels) data[c * frames + i] = interleaved[at];
  }
  return data;
}
