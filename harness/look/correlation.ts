/** Correlation of channels with each other. */
import { channelsOf } from '../../codecs/bytes/shape.js';

/**
 * @param planes channel after channel
 * @returns row by row, -1 as 0 and 1 as 254; a channel that does not move is correlated with none
 */
export function correlationOf(planes: Int16Array, channels: number): Uint8Array {
  const frames = planes.length / channels;
  const centred = channelsOf({ data: planes, channels }).map(standardised);
  const map = new Uint8Array(channels * channels);
  for (let a = 0; a < channels; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0; i < frames; i++) sum += centred[a][i] * centred[b][i];
      const level = Math.round(127 * (1 + Math.max(-1, Math.min(1, sum))));
      map[a * channels + b] = level;
      map[b * channels + a] = level;
    }
  }
  return map;
}

/** Of mean 0 and sum of squares 1, or 0 throughout. */
function standardised(plane: Int16Array): Float64Array {
  let sum = 0;
  for (const sample of plane) sum += sample;
  const mean = sum / plane.length;
  let squares = 0;
  for (const sample of plane) squares += (sample - mean) ** 2;
  const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
  return Float64Array.from(plane, sample => (sample - mean) * scale);
}
