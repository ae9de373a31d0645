/**
 * The exact pass, inside a measuring process: encode, decode in a fresh instance, compare every sample, count bytes.
 *
 * Built-in stages are held to the contract by the project's own tests, so their fresh instance is opened in the
 * same process. A chain with a plugin is encoded in one process (`encodeOnly`) and decoded in another
 * (`decodeOnly`), since nothing else shows that decode gets by with the bytes alone.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Samples } from '../../codecs/codec.js';
import type { Outcome } from '../processes/outcome.js';
import type { CellTask, DecodeFacts, ExactFacts, SplitTask } from '../processes/tasks.js';
import { loadSamples } from '../recordings/load.js';
import { compareBytes, copyOf, describeMismatch, isSame, openTask, pristineSamples } from './cell.js';

/** What encode returned, checked to be bytes and to have left its input alone. */
function describeMisuse(stream: Uint8Array, input: Samples, recorded: Samples): string | undefined {
  if (!(stream instanceof Uint8Array)) return 'encode did not return bytes';
  return isSame(input, recorded) ? undefined : 'encode wrote to its input';
}

/** Encodes and decodes a recording in this process. */
export async function exact(task: CellTask): Promise<Outcome<ExactFacts>> {
  const recorded = pristineSamples(task.recording);
  const input = copyOf(recorded);
  const start = performance.now();
  const encoder = await openTask(task);
  const stream = await encoder.encode(input);
  const encoded = performance.now();
  const misuse = describeMisuse(stream, input, recorded);
  if (misuse !== undefined) return { status: 'error', error: misuse };
  const resumed = performance.now();
  const decoder = await openTask(task);
  const decoded = await decoder.decode(stream);
  const codecMs = encoded - start + (performance.now() - resumed);
  const mismatch = describeMismatch(decoded, recorded);
  if (mismatch !== undefined) return { status: 'mismatch', error: mismatch };
  return { status: 'ok', value: { encodedBytes: stream.length, codecMs } };
}

/** Encodes a recording, twice, and leaves the stream in a file. */
export async function encodeOnly(task: SplitTask): Promise<Outcome<ExactFacts>> {
  const recorded = pristineSamples(task.recording);
  const input = copyOf(recorded);
  const encoder = await openTask(task);
  const start = performance.now();
  const stream = await encoder.encode(input);
  const codecMs = performance.now() - start;
  const misuse = describeMisuse(stream, input, recorded);
  if (misuse !== undefined) return { status: 'error', error: misuse };
  writeFileSync(task.streamPath, stream);
  const again = await encoder.encode(copyOf(recorded));
  if (compareBytes(again, readFileSync(task.streamPath)) !== 0) {
    return { status: 'error', error: 'the same samples, encoded again, gave other bytes' };
  }
  return { status: 'ok', value: { encodedBytes: stream.length, codecMs } };
}

/** Decodes a stream that another process left in a file, and compares. */
export async function decodeOnly(task: SplitTask): Promise<Outcome<DecodeFacts>> {
  const stream = new Uint8Array(readFileSync(task.streamPath));
  const decoder = await openTask(task);
  const start = performance.now();
  const decoded = await decoder.decode(stream);
  const codecMs = performance.now() - start;
  const mismatch = describeMismatch(decoded, loadSamples(task.recording));
  if (mismatch !== undefined) return { status: 'mismatch', error: mismatch };
  return { status: 'ok', value: { codecMs } };
}
