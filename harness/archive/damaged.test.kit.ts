/** Reading of archives that were damaged: the samples, or one line that says what is wrong. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import type { Registry } from '../../codecs/codec.js';
import { openReader } from './read.js';

/** All channels of the first frames of an archive. */
export async function readFrames(path: string, registry: Registry, frames: number): Promise<Int16Array> {
  const reader = openReader(path, registry, { runPrograms: false });
  try {
    return (await reader.read({ fromFrame: 0, frames })).data;
  } finally {
    reader.close();
  }
}

/** Writes bytes with one bit turned, and reads what they make: these samples, or an error in a line. */
export async function readDamaged(
  path: string,
  bytes: Uint8Array,
  bit: number,
  {
    registry,
    samples,
    frames,
  }: { readonly registry: Registry; readonly samples: Int16Array; readonly frames: number },
): Promise<void> {
  const copy = Buffer.from(bytes);
  copy[bit >> 3] ^= 1 << (bit & 7);
  writeFileSync(path, copy);
  const data = await readFrames(path, registry, frames).catch(error => {
    assert.ok(error instanceof Error && !(error instanceof TypeError) && !error.message.includes('\n'));
    return samples;
  });
  assert.deepEqual(data, samples);
}
