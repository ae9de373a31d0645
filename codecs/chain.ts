/**
 * Chains of stages, composed into one codec.
 *
 * Stream of a chain, before its compressors:
 *
 *   for each transform in order: varint n | n bytes of side information
 *   the coder's bytes
 */
import { MOST_SAMPLES, readVarint, withMostSamples } from './bytes/shape.js';
import { concatenate, withLength } from './bytes/stream.js';
import { type Chain, stagesOf } from './chain-id.js';
import type { Codec, Isolation, ParameterValues, Samples, Transformed } from './codec.js';
import { messageOf } from './errors.js';
import { andThen, type Maybe, makeCodec } from './map-codec.js';

/** Samples to bytes and back: all that the harness knows of a chain. */
export type ChainCodec = Codec<Samples, Uint8Array>;

/** `process` if any stage of a chain starts a program for each call. */
export function isolationOf(chain: Chain): Isolation {
  return stagesOf(chain).some(({ stage }) => stage.isolation === 'process') ? 'process' : 'in-process';
}

/** Bytes of trained tables that a decoder holds besides a chain's streams. */
export function modelBytesOfChain(chain: Chain): number {
  return stagesOf(chain).reduce((sum, { stage: { modelBytes = 0 }, values }) => {
    return sum + (typeof modelBytes === 'number' ? modelBytes : modelBytes(values));
  }, 0);
}

/**
 * Bytes that a stream of so many samples may have before and between compressors: more than any coder makes of them, and
 * few enough that what a compressor holds can be stopped.
 */
function mostBytes(samples: number): number {
  return 2 ** 20 + 32 * samples;
}

/**
 * Opens a fresh instance of every stage and composes them. Synchronous unless a stage is not.
 * @throws UnsupportedError if a stage's package is missing here
 */
export async function openChain(chain: Chain): Promise<ChainCodec> {
  const opened = await openStages(chain);
  const steps = [...opened.transforms, opened.coder, ...opened.compressors];
  return makeCodec<Samples, Uint8Array>(
    steps.some(step => step.codec.asynchronous === true),
    samples => encodeThrough(opened, samples),
    (bytes, most) => decodeThrough(opened, bytes, most),
  );
}

/**
 * As openChain, for a program that goes one way and is to hold no code of the other.
 * @public by name, in sources that the programs of the challenge are bundled from
 */
export async function openToEncode(
  chain: Chain,
): Promise<{ readonly encode: (samples: Samples) => Maybe<Uint8Array> }> {
  const opened = await openStages(chain);
  return { encode: samples => encodeThrough(opened, samples) };
}

/** @public as openToEncode */
export async function openToDecode(
  chain: Chain,
): Promise<{ readonly decode: (bytes: Uint8Array, most?: number) => Maybe<Samples> }> {
  const opened = await openStages(chain);
  return { decode: (bytes, most) => decodeThrough(opened, bytes, most) };
}

interface Step<C> {
  readonly name: string;
  readonly codec: C;
}

interface OpenedChain {
  readonly transforms: readonly Step<Codec<Samples, Transformed>>[];
  readonly coder: Step<Codec<Samples, Uint8Array>>;
  readonly compressors: readonly Step<Codec<Uint8Array, Uint8Array>>[];
}

interface Openable<C> {
  readonly stage: { readonly name: string; readonly open: (values: ParameterValues) => Promise<C> };
  readonly values: ParameterValues;
}

async function openStages(chain: Chain): Promise<OpenedChain> {
  return {
    transforms: await Promise.all(chain.transforms.map(openStage)),
    coder: await openStage(chain.coder),
    compressors: await Promise.all(chain.compressors.map(openStage)),
  };
}

async function openStage<C>({ stage, values }: Openable<C>): Promise<Step<C>> {
  return { name: stage.name, codec: await stage.open(values) };
}

function encodeThrough({ transforms, coder, compressors }: OpenedChain, input: Samples): Maybe<Uint8Array> {
  const sides: Uint8Array[] = [];
  let samples: Maybe<Samples> = input;
  for (const step of transforms) {
    const transformed: Maybe<Transformed> = andThen(samples, value =>
      inStage(step, codec => codec.encode(value)),
    );
    samples = andThen(transformed, ({ samples: next, side }) => {
      sides.push(side);
      return { ...input, ...next };
    });
  }
  const payload = andThen(samples, value => inStage(coder, codec => codec.encode(value)));
  let bytes = andThen(payload, value => joinSides(sides, value));
  if (compressors.length > 0) {
    bytes = andThen(bytes, value => checkLength(coder.name, value, mostBytes(input.data.length)));
  }
  for (const step of compressors) {
    bytes = andThen(bytes, value => inStage(step, codec => codec.encode(value)));
  }
  return bytes;
}

/** @param most samples */
function decodeThrough(
  { transforms, coder, compressors }: OpenedChain,
  input: Uint8Array,
  most = MOST_SAMPLES,
): Maybe<Samples> {
  let bytes: Maybe<Uint8Array> = input;
  const limit = mostBytes(most);
  for (const step of compressors.toReversed()) {
    const content: Maybe<Uint8Array> = andThen(bytes, value =>
      inStage(step, codec => codec.decode(value, limit)),
    );
    bytes = andThen(content, value => checkLength(step.name, value, limit));
  }
  return andThen(bytes, value => {
    const { sides, payload } = splitSides(value, transforms.length);
    let samples = withMostSamples(most, () => inStage(coder, codec => codec.decode(payload, most)));
    for (const [k, step] of [...transforms.entries()].reverse()) {
      samples = andThen(samples, given =>
        inStage(step, codec => codec.decode({ samples: given, side: sides[k] })),
      );
    }
    return samples;
  });
}

function checkLength(stage: string, bytes: Uint8Array, most: number): Uint8Array {
  if (bytes.length > most) throw new Error(`${stage}: ${bytes.length} bytes, over ${most}`);
  return bytes;
}

function inStage<C, R>({ name, codec }: Step<C>, run: (codec: C) => Maybe<R>): Maybe<R> {
  try {
    const result = run(codec);
    if (!(result instanceof Promise)) return result;
    return result.catch((cause: unknown) => {
      throw inContext(name, cause);
    });
  } catch (cause) {
    throw inContext(name, cause);
  }
}

/** The one place where an error gets its stage's name. */
function inContext(stage: string, cause: unknown): Error {
  const message = messageOf(cause);
  return new Error(message.startsWith(`${stage}: `) ? message : `${stage}: ${message}`, { cause });
}

function joinSides(sides: readonly Uint8Array[], payload: Uint8Array): Uint8Array {
  return sides.length === 0 ? payload : concatenate([...sides.map(withLength), payload]);
}

function splitSides(bytes: Uint8Array, count: number): { sides: Uint8Array[]; payload: Uint8Array } {
  const cursor = { bytes, at: 0 };
  const sides: Uint8Array[] = [];
  for (let k = 0; k < count; k++) {
    const length = readVarint(cursor);
    if (length > bytes.length - cursor.at) {
      throw new Error(`side information of ${length} bytes where ${bytes.length - cursor.at} are left`);
    }
    sides.push(bytes.subarray(cursor.at, cursor.at + length));
    cursor.at += length;
  }
  return { sides, payload: bytes.subarray(cursor.at) };
}
