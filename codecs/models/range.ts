/** Between which values samples lie. */

export interface Range {
  readonly least: number;
  readonly most: number;
}

/** Of at least one sample. */
export function rangeOf(samples: Int16Array): Range {
  let [least, most] = [samples[0], samples[0]];
  for (let i = 1; i < samples.length; i++) {
    if (samples[i] < least) least = samples[i];
    if (samples[i] > most) most = samples[i];
  }
  return { least, most };
}

/** A value, or the end of int16 that it lies beyond. */
export function withinInt16(value: number): number {
  return Math.max(-32768, Math.min(32767, value));
}
