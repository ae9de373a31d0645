/** Headers that are damaged, and what is then to be said. */
import assert from 'node:assert/strict';
import { excerptOf } from '../excerpt.js';
import { loadSamples } from '../load.js';
import type { Recording, Refusal } from '../recording.js';

/** Of each format; more are tried by NCB_MUTATIONS=10000, and by the fuzzer. */
export const MUTATIONS = Number(process.env.NCB_MUTATIONS ?? 10);

/** Some bytes changed, cut off or doubled; digits changed to others more often than not. */
export function damaged(header: Uint8Array, words: () => number): Uint8Array {
  const copy = Buffer.from(header);
  const upTo = (count: number) => words() % count;
  const within = Math.min(copy.length, 20_000);
  for (let changes = 1 + upTo(4); changes > 0; changes--) {
    const at = upTo(within);
    const isDigit = copy[at] >= 0x30 && copy[at] <= 0x39;
    copy[at] = isDigit && upTo(4) > 0 ? 0x30 + upTo(10) : [0, 255, 45, 0x39, upTo(256)][upTo(5)];
  }
  const fate = upTo(10);
  if (fate === 0) return copy.subarray(0, upTo(copy.length));
  if (fate === 1) return Buffer.concat([copy, copy.subarray(0, upTo(200))]);
  return copy;
}

/** One line that says what is wrong, and nothing of how it was found. */
export function checkRefusal({ name, reason }: Refusal): void {
  assert.ok(reason !== '' && !/[\n\r]/.test(reason) && reason.length < 1000, `${name}: ${reason}`);
  assert.doesNotMatch(reason, /undefined|NaN|is not a function|Cannot read prop|\[object/, name);
}

/** Whatever was located is there, or reading it says what is not. */
export async function readSome(recordings: readonly Recording[]): Promise<void> {
  for (const recording of recordings) {
    const { channels, frames } = recording;
    const extent = {
      ...{ firstFrame: Math.max(0, frames - 10), frames: Math.min(10, frames) },
      ...{ firstChannel: 0, channels: Math.min(2, channels) },
    };
    try {
      const { data } = await loadSamples(excerptOf(recording, extent));
      assert.equal(data.length, extent.frames * extent.channels);
    } catch (thrown) {
      assert.ok(thrown instanceof Error && !(thrown instanceof TypeError), String(thrown));
    }
  }
}
