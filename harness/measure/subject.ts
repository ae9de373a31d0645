/** What a timing run calls, made ready: a chain on a recording, or something built in over several recordings. */
import { openChain } from '../../codecs/chain.js';
import { parseChain, parseStage } from '../../codecs/chain-id.js';
import type { Codec, Registry, Samples } from '../../codecs/codec.js';
import { lossOf } from '../../codecs/loss.js';
import { loadRegistry } from '../plugins/load.js';
import type { Outcome } from '../processes/outcome.js';
import type { Batch, CellTask, TimingSubject } from '../processes/tasks.js';
import { chunkFramesOf } from '../recordings/chunked.js';
import { loadSamples } from '../recordings/load.js';
import { decodeStretch } from './block-codec.js';
import { copyOf, describeMismatch, openTask, pristineSamples } from './cell.js';
import { chainOf } from './encoder.js';

export interface Calls {
  /** Left out of a twin that only decodes. */
  readonly encode?: () => unknown;
  readonly decode: () => unknown;
  /** Decodes one second from the middle, of a recording that is cut into chunks. */
  readonly access?: () => unknown;
  /** Whether all return promises that are part of their time. */
  readonly asynchronous: boolean;
}

/** What a twin's module exports: its coder's streams, by its coder's default parameters. */
interface Twin {
  /** Left out where all that differs from the coder is in decode. */
  readonly encode?: (samples: Samples) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => Samples;
}

/** @throws Error if the subject is none that can be timed */
export async function prepare(subject: TimingSubject): Promise<Outcome<Calls>> {
  if (subject.type === 'cell') return cellCalls(subject.cell);
  const registry = await loadRegistry([]);
  const inputs = await inputsOf(subject, registry);
  return { status: 'ok', value: await batchCalls(subject, inputs, registry) };
}

/** Encode and decode of a chain, after they have shown once that they give every sample back. */
async function cellCalls(cell: CellTask): Promise<Outcome<Calls>> {
  const recorded = await pristineSamples(cell.recording);
  const input = copyOf(recorded);
  const codec = await openTask(cell);
  const stream = await codec.encode(input);
  // that what is lost keeps its bounds, the exact pass has seen to
  const isLossy = lossOf(await chainOf(cell)) !== 'none';
  const mismatch = describeMismatch(
    await codec.decode(stream),
    recorded,
    isLossy ? Number.POSITIVE_INFINITY : 0,
  );
  if (mismatch !== undefined) return { status: 'mismatch', error: mismatch };
  // what encode returned may be a view of something larger: decode is timed on bytes as read from a disk
  const bytes = new Uint8Array(stream);
  const { data } = input;
  const access = await accessOf(cell, bytes);
  return {
    status: 'ok',
    value: {
      ...(access !== undefined && { access }),
      asynchronous: codec.asynchronous === true,
      // a view of its own for each call, so that none can be answered from a memory of the last
      encode: () => codec.encode({ ...input, data: data.subarray() }),
      decode: () => codec.decode(bytes.subarray()),
    },
  };
}

const ACCESS_S = 1;

async function accessOf({ recording, ...cell }: CellTask, bytes: Uint8Array): Promise<Calls['access']> {
  const { source, frames, sampleRateHz } = recording;
  if (source.type !== 'chunked') return undefined;
  const codec = await openTask({ ...cell, recording: source.of });
  const second = Math.min(frames, Math.max(1, Math.round(ACCESS_S * sampleRateHz)));
  const stretch = { firstFrame: Math.floor((frames - second) / 2), frames: second };
  const chunkFrames = chunkFramesOf(source.chunkS, recording);
  return () => decodeStretch(codec, bytes.subarray(), chunkFrames, stretch);
}

async function inputsOf({ recordings, after }: Batch, registry: Registry): Promise<Samples[]> {
  let inputs = await Promise.all(recordings.map(loadSamples));
  for (const id of after) {
    const { stage, values } = parseStage(id, registry);
    if (stage.kind !== 'transform') throw new Error(`${id} is no transform`);
    const codec = await stage.open(values);
    inputs = await Promise.all(
      inputs.map(async input => ({ ...input, ...(await codec.encode(input)).samples })),
    );
  }
  return inputs;
}

async function batchCalls(
  subject: Exclude<TimingSubject, { type: 'cell' }>,
  inputs: readonly Samples[],
  registry: Registry,
): Promise<Calls> {
  if (subject.type === 'copy') {
    const copy = () => inputs.map(({ data }) => data.slice());
    return { encode: copy, decode: copy, asynchronous: false };
  }
  const { type, id } = subject;
  if (type === 'chain') return codecCalls(await openChain(parseChain(id, registry)), inputs);
  const { stage, values } = parseStage(id, registry);
  if (stage.kind === 'transform') return codecCalls(await stage.open(values), inputs);
  if (stage.kind === 'compressor') throw new Error(`${id} is a compressor`);
  const coder = await stage.open(values);
  return type === 'twin' ? twinCalls(await import(subject.path), coder, inputs) : codecCalls(coder, inputs);
}

function codecCalls<Out>(codec: Codec<Samples, Out>, inputs: readonly Samples[]): Calls {
  if (codec.asynchronous) throw new Error('only what is synchronous is timed over several recordings');
  const outputs = inputs.map(codec.encode);
  return {
    encode: () => inputs.map(codec.encode),
    // its second argument would be how much may come back
    decode: () => outputs.map(output => codec.decode(output)),
    asynchronous: false,
  };
}

async function twinCalls(
  { encode, decode }: Twin,
  coder: Codec<Samples, Uint8Array>,
  inputs: readonly Samples[],
): Promise<Calls> {
  const streams = await Promise.all(inputs.map(async input => coder.encode(input)));
  return {
    ...(encode !== undefined && { encode: () => inputs.map(encode) }),
    decode: () => streams.map(stream => decode(stream)),
    asynchronous: false,
  };
}
