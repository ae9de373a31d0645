/** A cell inside a measuring process: its samples, its codec, and whether they came back. */
import { createHash } from 'node:crypto';
import { type ChainCodec, openChain } from '../../codecs/chain.js';
import type { Samples } from '../../codecs/codec.js';
import type { CellTask } from '../processes/tasks.js';
import { chunkFramesOf, wholeOf } from '../recordings/chunked.js';
import { loadSamples } from '../recordings/load.js';
import type { Recording } from '../recordings/recording.js';
import { blockCodec, cutIntoBlocks } from './block-codec.js';
import { chainOf } from './encoder.js';
import { solidCodec, splitIntoGroups } from './solid-codec.js';

interface Held {
  readonly key: string;
  readonly samples: Samples;
  input?: Samples | undefined;
}

// Cells come recording by recording, so one is worth keeping.
let held: Held | undefined;

async function hold(recording: Recording): Promise<Held> {
  const whole = wholeOf(recording);
  const key = JSON.stringify(whole);
  if (held?.key !== key) held = { key, samples: await loadSamples(whole) };
  return held;
}

/** The samples of a recording. Not to be handed to a codec: give it a copy, and compare with this. */
export async function pristineSamples(recording: Recording): Promise<Samples> {
  return (await hold(recording)).samples;
}

/**
 * A copy of the samples of a recording for a codec, each time in a view of its own.
 * @returns also how to tell, after the call, whether the codec has left it as it was: then it serves for the next call
 */
export async function lendSamples(recording: Recording): Promise<{
  readonly input: Samples;
  readonly isUntouched: () => boolean;
}> {
  const owner = await hold(recording);
  owner.input ??= copyOf(owner.samples);
  const { data } = owner.input;
  return {
    input: { ...owner.input, data: data.subarray() },
    isUntouched: () => {
      const untouched = compareBytes(bytesOf(data), bytesOf(owner.samples.data)) === 0;
      if (!untouched) owner.input = undefined;
      return untouched;
    },
  };
}

/** A chain that can be opened again and again, each time in fresh instances. */
export async function openerOf(task: CellTask): Promise<() => Promise<ChainCodec>> {
  const chain = await chainOf(task);
  const { source } = task.recording;
  const blockFrames = blockFramesOf(task);
  return async () => {
    const codec = await openChain(chain);
    if (blockFrames !== undefined) return blockCodec(codec, blockFrames);
    return source.type === 'solid' ? solidCodec(codec, source.parts) : codec;
  };
}

/** Frames of which each make a stream of their own, if a recording is cut. */
function blockFramesOf({ recording, blockFrames }: CellTask): number | undefined {
  const { source } = recording;
  return source.type === 'chunked' ? chunkFramesOf(source.chunkS, recording) : blockFrames;
}

/** What of a cell's samples makes a stream each. */
export function streamsOf(task: CellTask, samples: Samples): readonly Samples[] {
  const { source } = task.recording;
  const blockFrames = blockFramesOf(task);
  if (blockFrames !== undefined) return cutIntoBlocks(samples, blockFrames);
  return source.type === 'solid' ? splitIntoGroups(source.parts, samples) : [samples];
}

/** A chain's codec in a fresh instance. */
export async function openTask(task: CellTask): Promise<ChainCodec> {
  return (await openerOf(task))();
}

// taken before a plugin is loaded, which might put something else in its place
export const compareBytes = Buffer.compare;

function bytesOf({ buffer, byteOffset, byteLength }: Int16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** By what processes that have not seen samples can tell them from others: SHA-256 of them and their shape. */
export function digestOf({ data, channels }: Samples): string {
  const shape = `${channels} channels, ${data.length} samples\n`;
  return createHash('sha256').update(shape).update(bytesOf(data)).digest('hex');
}

/** A copy of samples that a codec may do its worst to. */
export function copyOf(samples: Samples): Samples {
  return { ...samples, data: samples.data.slice() };
}

function isSame(a: Samples, b: Samples): boolean {
  return (
    a.channels === b.channels &&
    a.data.length === b.data.length &&
    compareBytes(bytesOf(a.data), bytesOf(b.data)) === 0
  );
}

/**
 * Compares what was decoded with what was recorded.
 * @param greatestError by how much a sample may be off
 * @returns the first difference in words, or undefined
 */
export function describeMismatch(decoded: Samples, recorded: Samples, greatestError = 0): string | undefined {
  if (!(decoded?.data instanceof Int16Array)) return 'decode did not return samples';
  if (isSame(decoded, recorded)) return undefined;
  if (decoded.channels !== recorded.channels) {
    return `decoded ${decoded.channels} channels, recorded ${recorded.channels}`;
  }
  if (decoded.data.length !== recorded.data.length) {
    return `decoded ${decoded.data.length} samples, recorded ${recorded.data.length}`;
  }
  const frames = recorded.data.length / recorded.channels;
  const at = decoded.data.findIndex((sample, i) => Math.abs(sample - recorded.data[i]) > greatestError);
  if (at < 0) return undefined;
  const where =
    recorded.channels === 1 ? `sample ${at}` : `frame ${at % frames} of channel ${Math.floor(at / frames)}`;
  const promise = greatestError > 0 ? `, where the chain promises ${greatestError} at most` : '';
  return `${where} decoded as ${decoded.data[at]}, recorded as ${recorded.data[at]}${promise}`;
}
