/**
 * Chains of stages: `transform* coder compressor*`, parsed, printed and composed into one codec.
 *
 * Grammar of an id:   chain = stage ('+' stage)*     stage = name (':' key '=' value (',' key '=' value)*)?
 * A name may begin with `exec:`, as in exec:wavpack:level=high.
 *
 * Printed ids leave out defaults and sort parameters; `parseChain(printChain(c))` is `c`.
 *
 * Stream of a chain, before its compressors:
 *
 *   for each transform in order: varint n | n bytes of side information
 *   the coder's bytes
 */

import { readVarint, varintSize, writeVarint } from './bytes/shape.js';
import type {
  Codec,
  Coder,
  Compressor,
  Isolation,
  ParameterValue,
  ParameterValues,
  Samples,
  Stage,
  Transform,
  Transformed,
} from './codec.js';
import { completeValues } from './codec.js';
import { messageOf } from './errors.js';
import type { Registry } from './registry.js';

/** A stage with a value for each of its parameters. */
export interface Configured<S extends Stage = Stage> {
  readonly stage: S;
  readonly values: ParameterValues;
}

export interface Chain {
  readonly transforms: readonly Configured<Transform>[];
  readonly coder: Configured<Coder>;
  readonly compressors: readonly Configured<Compressor>[];
}

const PROGRAM_PREFIX = 'exec:';

/** Samples to bytes and back: all that the harness knows of a chain. */
export type ChainCodec = Codec<Samples, Uint8Array>;

/**
 * A stage with values; what is not given takes its default.
 * @throws Error if a parameter is unknown or out of range
 */
export function configure<S extends Stage>(stage: S, values: ParameterValues = {}): Configured<S> {
  return { stage, values: completeValues(stage.name, stage.parameters, values) };
}

/** A chain out of configured stages; a wrong order does not compile. */
export function makeChain(
  transforms: readonly Configured<Transform>[],
  coder: Configured<Coder>,
  compressors: readonly Configured<Compressor>[] = [],
): Chain {
  return { transforms, coder, compressors };
}

/** All stages of a chain, in the order in which encode runs them. */
export function stagesOf(chain: Chain): readonly Configured[] {
  return [...chain.transforms, chain.coder, ...chain.compressors];
}

/**
 * Parses `name:key=value,key=value`.
 * @throws Error that names what is wrong and what would be right
 */
export function parseStage(text: string, registry: Registry): Configured {
  const [name, rest] = splitStage(text.trim());
  const stage = registry.get(name);
  if (stage === undefined) {
    const known = [...registry.keys()].join(', ');
    throw new Error(`no stage ${JSON.stringify(name)}; there are ${known}`);
  }
  const values = new Map<string, ParameterValue>();
  for (const assignment of rest === undefined ? [] : rest.split(',')) {
    const [key, value] = splitOnce(assignment.trim(), '=');
    if (value === undefined) {
      throw new Error(`${name}: ${JSON.stringify(assignment)} is not a parameter, write ${name}:key=value`);
    }
    if (values.has(key)) throw new Error(`${name}: ${key} is given twice`);
    values.set(key, stage.parameters[key]?.type === 'integer' ? parseInteger(name, key, value) : value);
  }
  return configure(stage, Object.fromEntries(values));
}

/** Parts a stage's name, the prefix `exec:` with it, from what follows the next colon. */
export function splitStage(text: string): [string, string | undefined] {
  const prefix = text.startsWith(PROGRAM_PREFIX) ? PROGRAM_PREFIX : '';
  const [name, rest] = splitOnce(text.slice(prefix.length), ':');
  return [prefix + name, rest];
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function parseInteger(stage: string, key: string, text: string): number {
  if (!/^-?\d{1,9}$/.test(text))
    throw new Error(`${stage}: ${key} ${JSON.stringify(text)} is not a whole number`);
  return Number(text);
}

/**
 * Parses a chain's id. `none` is left out of the chain wherever it stands.
 * @throws Error with a sentence that names the stage and what would fit
 */
export function parseChain(text: string, registry: Registry): Chain {
  try {
    return assembleChain(text.split('+').map(part => parseStage(part, registry)));
  } catch (cause) {
    throw new Error(`chain ${JSON.stringify(text)}: ${messageOf(cause)}`, { cause });
  }
}

/**
 * Sorts configured stages into a chain.
 * @throws Error if their order does not fit `transform* coder compressor*`
 */
export function assembleChain(stages: readonly Configured[]): Chain {
  const transforms: Configured<Transform>[] = [];
  const compressors: Configured<Compressor>[] = [];
  let coder: Configured<Coder> | undefined;
  for (const { stage, values } of stages) {
    if (stage.name === 'none') continue;
    if (stage.kind === 'transform') {
      if (coder !== undefined) throw new Error(misplaced(stage, `after the coder ${coder.stage.name}`));
      transforms.push({ stage, values });
    } else if (stage.kind === 'coder') {
      if (coder !== undefined) throw new Error(misplaced(stage, `after the coder ${coder.stage.name}`));
      coder = { stage, values };
    } else {
      if (coder === undefined) throw new Error(misplaced(stage, 'before any coder'));
      compressors.push({ stage, values });
    }
  }
  if (coder === undefined) {
    throw new Error('it has no coder, which turns samples into bytes; add one, such as raw, rice or rans');
  }
  return { transforms, coder, compressors };
}

const WHAT_FITS = {
  transform: 'is a transform (samples -> samples) and cannot stand',
  coder: 'is a coder (samples -> bytes) and cannot stand',
  compressor: 'is a compressor (bytes -> bytes) and cannot stand',
} as const;

function misplaced(stage: Stage, where: string): string {
  const fits =
    stage.kind === 'compressor'
      ? 'put a coder such as raw or shuffle before it'
      : 'what fits there is a compressor such as zstd, or nothing';
  return `${stage.name} ${WHAT_FITS[stage.kind]} ${where}; ${fits}`;
}

/** The id of a configured stage: defaults left out, parameters sorted. */
export function printStage({ stage, values }: Configured): string {
  const shown = Object.keys(stage.parameters)
    .filter(key => values[key] !== stage.parameters[key]?.default)
    .sort()
    .map(key => `${key}=${values[key]}`);
  return shown.length === 0 ? stage.name : `${stage.name}:${shown.join(',')}`;
}

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

/** The printable id of a chain, as in the CSV. */
export function printChain(chain: Chain): string {
  return stagesOf(chain).map(printStage).join('+');
}

/**
 * Opens a fresh instance of every stage and composes them. Synchronous unless a stage is not.
 * @throws UnsupportedError if a stage's package is missing here
 */
export async function openChain(chain: Chain): Promise<ChainCodec> {
  const opened: OpenedChain = {
    transforms: await Promise.all(chain.transforms.map(openStage)),
    coder: await openStage(chain.coder),
    compressors: await Promise.all(chain.compressors.map(openStage)),
  };
  const steps = [...opened.transforms, opened.coder, ...opened.compressors];
  if (steps.some(step => step.codec.asynchronous)) {
    return {
      asynchronous: true,
      encode: async samples => encodeThrough(opened, samples),
      decode: async bytes => decodeThrough(opened, bytes),
    };
  }
  return {
    encode: samples => requireSync(encodeThrough(opened, samples)),
    decode: bytes => requireSync(decodeThrough(opened, bytes)),
  };
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

async function openStage<C>({ stage, values }: Openable<C>): Promise<Step<C>> {
  return { name: stage.name, codec: await stage.open(values) };
}

type Maybe<T> = T | Promise<T>;

function encodeThrough({ transforms, coder, compressors }: OpenedChain, input: Samples): Maybe<Uint8Array> {
  const sides: Uint8Array[] = [];
  let samples: Maybe<Samples> = input;
  for (const step of transforms) {
    const transformed: Maybe<Transformed> = andThen(samples, value =>
      inStage(step, codec => codec.encode(value)),
    );
    samples = andThen(transformed, ({ samples: next, side }) => {
      sides.push(side);
      return next;
    });
  }
  const payload = andThen(samples, value => inStage(coder, codec => codec.encode(value)));
  let bytes = andThen(payload, value => joinSides(sides, value));
  for (const step of compressors) {
    bytes = andThen(bytes, value => inStage(step, codec => codec.encode(value)));
  }
  return bytes;
}

function decodeThrough({ transforms, coder, compressors }: OpenedChain, input: Uint8Array): Maybe<Samples> {
  let bytes: Maybe<Uint8Array> = input;
  for (const step of compressors.toReversed()) {
    bytes = andThen(bytes, value => inStage(step, codec => codec.decode(value)));
  }
  return andThen(bytes, value => {
    const { sides, payload } = splitSides(value, transforms.length);
    let samples = inStage(coder, codec => codec.decode(payload));
    for (const [k, step] of [...transforms.entries()].reverse()) {
      samples = andThen(samples, given =>
        inStage(step, codec => codec.decode({ samples: given, side: sides[k] })),
      );
    }
    return samples;
  });
}

/** Goes on at once with a value that is there, so that synchronous chains cost no promises. */
function andThen<T, R>(value: Maybe<T>, next: (value: T) => Maybe<R>): Maybe<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

function requireSync<T>(value: Maybe<T>): T {
  if (value instanceof Promise)
    throw new Error('a stage returned a promise without saying that it is asynchronous');
  return value;
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
  if (sides.length === 0) return payload;
  let size = payload.length;
  for (const side of sides) size += varintSize(side.length) + side.length;
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const side of sides) {
    at = writeVarint(bytes, at, side.length);
    bytes.set(side, at);
    at += side.length;
  }
  bytes.set(payload, at);
  return bytes;
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
