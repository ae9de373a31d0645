/** A channel whose spikes are known. */
import { makeRandom } from '../../../random.js';

export const RATE_HZ = 20_000;
/** Frames of the troughs. */
export const TIMES: readonly number[] = Array.from({ length: 40 }, (_, k) => 400 + 487 * k + ((k * k) % 37));

/** Quiet noise on a slow wave, with spikes of two sizes that take turns. */
export function spikyChannel(frames = 20_000): Int16Array {
  const random = makeRandom(5);
  const data = Int16Array.from({ length: frames }, (_, i) =>
    Math.round(60 * Math.sin(i / 900) + (random() % 9) - 4 + (random() % 9) - 4),
  );
  for (const [k, time] of TIMES.entries()) {
    const size = k % 2 === 0 ? 140 : 90;
    for (let i = -10; i <= 20 && time + i < frames; i++) {
      const rest = Math.max(0, 1 - (i / 5) ** 2) - 0.4 * Math.max(0, 1 - ((i - 10) / 8) ** 2);
      data[time + i] -= Math.round(size * rest);
    }
  }
  return data;
}
