/**
 * The exact pass, inside a measuring process: encode, decode in a fresh instance, compare every sample, count bytes.
 *
 * Built-in stages are held to the contract by the project's own tests, so their fresh instance is opened in the
 * same process. A chain with a plugin is encoded in one process (`encodeOnly`) and decoded in another
 * (`decodeOnly`), since nothing else shows that decode gets by with the bytes alone.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { type ChainCodec, openChain } from '../../codecs/chain.js';
import { parseChain } from '../../codecs/chain-id.js';
import type { Samples } from '../../codecs/codec.js';
import { loadRegistry } from '../plugins/load.js';
import type { Outcome } from '../processes/outcome.js';
import type { CellTask, DecodeFacts, ExactFacts, PilotFacts, SplitTask } from '../processes/tasks.js';
import { loadSamples } from '../recordings/load.js';
import type { Recording } from '../recordings/recording.js';
import { blockCodec } from './block-codec.js';
import { solidCodec } from './solid-codec.js';

interface Held {
  readonly key: string;
  readonly samples: Samples;
}

// Cells come recording by recording, so one is worth keeping.
let held: Held | undefined;

/** The samples of a recording. Not to be handed to a codec: give it a copy, and compare with this. */
export function pristineSamples(recording: Recording): Samples {
  const key = JSON.stringify(recording);
  if (held?.key !== key) held = { key, samples: loadSamples(recording) };
  return held.samples;
}

/** A chain's codec in a fresh instance. */
export async function openTask({ chain, plugins, recording, blockFrames }: CellTask): Promise<ChainCodec> {
  const { source } = recording;
  const codec = await openChain(parseChain(chain, await loadRegistry(plugins)));
  if (blockFrames !== undefined) return blockCodec(codec, blockFrames);
  return source.type === 'solid' ? solidCodec(codec, source.parts) : codec;
}

// taken before a plugin is loaded, which might put something else in its place
const compareBytes = Buffer.compare;

function bytesOf({ data }: Samples): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

/** A copy of samples that a codec may do its worst to. */
export function copyOf({ data, channels }: Samples): Samples {
  return { data: data.slice(), channels };
}

function isSame(a: Samples, b: Samples): boolean {
  return (
    a.channels === b.channels && a.data.length === b.data.length && compareBytes(bytesOf(a), bytesOf(b)) === 0
  );
}

/**
 * Compares what was decoded with what was recorded.
 * @returns the first difference in words, or undefined
 */
export function describeMismatch(decoded: Samples, recorded: Samples): string | undefined {
  if (!(decoded?.data instanceof Int16Array)) return 'decode did not return samples';
  if (isSame(decoded, recorded)) return undefined;
  if (decoded.channels !== recorded.channels) {
    return `decoded ${decoded.channels} channels, recorded ${recorded.channels}`;
  }
  if (decoded.data.length !== recorded.data.length) {
    return `decoded ${decoded.data.length} samples, recorded ${recorded.data.length}`;
  }
  const frames = recorded.data.length / recorded.channels;
  const at = decoded.data.findIndex((sample, i) => sample !== recorded.data[i]);
  const where =
    recorded.channels === 1 ? `sample ${at}` : `frame ${at % frames} of channel ${Math.floor(at / frames)}`;
  return `${where} decoded as ${decoded.data[at]}, recorded as ${recorded.data[at]}`;
}

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

const PILOT_FRAMES = 16384;

/** Runs a chain twice over the beginning of a recording, to guess how long all of it will take. */
export async function pilot(task: CellTask): Promise<Outcome<PilotFacts>> {
  const { data, channels } = pristineSamples(task.recording);
  const frames = data.length / channels;
  const taken = Math.min(frames, Math.ceil(PILOT_FRAMES / channels));
  const excerpt = new Int16Array(taken * channels);
  for (let c = 0; c < channels; c++) excerpt.set(data.subarray(c * frames, c * frames + taken), c * taken);
  const codec = await openTask(task);
  // the first call finds cold code and says little about the thousandth
  await codec.decode(await codec.encode({ data: excerpt, channels }));
  const start = performance.now();
  await codec.decode(await codec.encode({ data: excerpt, channels }));
  return { status: 'ok', value: { nsPerSample: ((performance.now() - start) * 1e6) / excerpt.length } };
}
