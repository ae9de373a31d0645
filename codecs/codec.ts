/**
 * The types of a stage and of a registry. A codec chain is `transform* coder compressor*`:
 *
 *   samples --transform--> samples --coder--> bytes --compressor--> bytes
 *
 * Stages are plain objects made by `defineTransform`, `defineCoder` and `defineCompressor`. The contract that
 * every stage keeps is written down, and checked, in conformance.ts. This file imports nothing.
 */

/** int16 samples, planar: channel c is `data[c * frames .. (c + 1) * frames)`, frames = data.length / channels. */
export interface Samples {
  readonly data: Int16Array;
  /** At least 1; divides `data.length`. */
  readonly channels: number;
  /** Frames a second, where it is known: what encode is given may have it, what decode gives back need not. */
  readonly sampleRateHz?: number;
}

/** What a transform makes of samples: as many samples in the same shape, and what its inverse needs besides. */
export interface Transformed {
  readonly samples: Samples;
  /** Side information (coefficients, a grid …): stored in the stream and counted. Empty for most transforms. */
  readonly side: Uint8Array;
}

export const NO_SIDE_INFORMATION: Uint8Array = new Uint8Array(0);

/** A whole number. `sweep` holds the values that a grid takes by default. */
export interface IntegerParameter {
  readonly type: 'integer';
  readonly minimum: number;
  readonly maximum: number;
  readonly default: number;
  readonly sweep: readonly number[];
  readonly meaning: string;
}

/** One of a few words. */
export interface ChoiceParameter {
  readonly type: 'choice';
  readonly choices: readonly string[];
  readonly default: string;
  readonly sweep: readonly string[];
  readonly meaning: string;
  /** Where others come from, for the error about a word that is none of them. */
  readonly others?: string;
}

export type Parameter = IntegerParameter | ChoiceParameter;
export type Parameters = Readonly<Record<string, Parameter>>;
export type ParameterValue = number | string;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** The values of declared parameters, typed by their declaration. */
export type ValuesOf<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends { readonly type: 'integer' }
    ? number
    : P[Name] extends { readonly choices: readonly (infer Choice)[] }
      ? Choice
      : never;
};

/** Encode and decode of one opened stage. Neither writes to its input, keeps state, or returns a view of it. */
export interface SyncCodec<In, Out> {
  readonly asynchronous?: false;
  readonly encode: (input: In) => Out;
  readonly decode: (output: Out) => In;
}

/** The same for a package that has only an asynchronous interface. */
export interface AsyncCodec<In, Out> {
  readonly asynchronous: true;
  readonly encode: (input: In) => Promise<Out>;
  readonly decode: (output: Out) => Promise<In>;
}

export type Codec<In, Out> = SyncCodec<In, Out> | AsyncCodec<In, Out>;

/**
 * What a stage does to the data, for grouping rows and colouring points:
 * copy (bytes as they are), packing (bits moved or dropped), entropy (Huffman, rANS, Rice …),
 * prediction and grid (transforms), dictionary (LZ77 and kin), block-sorting (BWT).
 */
export type Family = 'copy' | 'packing' | 'entropy' | 'prediction' | 'grid' | 'dictionary' | 'block-sorting';

/** Where a stage does its work: in the measuring process itself, or in a program that is started for each call. */
export type Isolation = 'in-process' | 'process';

/** Some number, or one that depends on choice parameters, given complete: each adds its bytes regardless of the others. */
export type ModelBytes = number | ((values: ParameterValues) => number);

/** What a coder of samples is put together from, each in a few words. */
export interface CoderParts {
  /** What says, from samples before, what the next one may be; `none` if each is coded for itself. */
  readonly predictor: string;
  /** How likely each value is taken to be beside that. */
  readonly distribution: string;
  /** What turns that into bits. */
  readonly entropyCoder: string;
}

/**
 * What a stage may give back in the place of the samples that it was given: `bounded`, each off by so much at most;
 * `free`, by anything, and only measuring tells. The other three are no samples any more: decode draws what is left of
 * them (times of spikes, counts in bins, power in bins) as samples by a convention of the stage.
 */
export type LossKind = 'none' | 'bounded' | 'free' | 'events' | 'counts' | 'power';

/** A stage's promise about what it loses. It is held to it on every sample. */
export type Loss = {
  /** Whether what was decoded, encoded again, decodes to the same samples. */
  readonly idempotent?: boolean;
} & (
  | { readonly kind: 'bounded'; readonly greatestError: (values: ParameterValues) => number }
  | { readonly kind: Exclude<LossKind, 'none' | 'bounded'> }
);

/** What a stage takes of an implant that codes samples on arrival. What is left out is 0. */
export interface Live {
  /** Frames whose bytes leave together; 0 where bytes leave as soon as they are settled. */
  readonly blockFrames?: number;
  /** Frames that have to come before a sample is coded. */
  readonly lookAheadFrames?: number;
  /** Bits that are coded behind a sample until its own have left, at most. */
  readonly waitBits?: number;
  /** Bytes held of each channel from one frame to the next. */
  readonly stateBytes?: number;
  /** Bytes of tables, which all channels share. */
  readonly tableBytes?: number;
  /**
   * What a stream begins with that is of the whole recording, such as `the topology of leads`: an implant has to measure it
   * before, and is live only from then on.
   */
  readonly measuredBefore?: readonly string[];
}

/** What is known of a stage without its code. */
export interface StageFacts {
  /**
   * Lower-case letters, digits and dashes, starting with a letter; unique in a registry. `exec:` stands before the
   * name of a program that is started for each call, and of nothing else.
   */
  readonly name: string;
  readonly family: Family;
  /** One line for `ncb list`. */
  readonly summary: string;
  readonly parameters: Parameters;
  /** npm packages, or `node:zlib`, behind the stage; empty if it is all our own. */
  readonly packages: readonly string[];
  /** Given of coders that end in an entropy coder of our own; their family is `entropy`. */
  readonly parts?: CoderParts;
  /** Bytes of trained tables that a decoder holds besides the stream; 0 unless given. */
  readonly modelBytes?: ModelBytes;
  /** Given where decode may not give back every sample. */
  readonly loss?: Loss;
  /** Given of stages that need no block of samples to work; answers nothing for values with which they do. */
  readonly live?: (values: ParameterValues) => Live | undefined;
  /** Given where a program is started for each call. */
  readonly isolation?: 'process';
  /**
   * Given of a plugin whose work on samples is done in WebAssembly alone: the modules that it compiles for that, as
   * `new URL('./mine.wasm', import.meta.url).href`. So its operations can be counted.
   */
  readonly wasm?: readonly string[];
  /** `name@version` of the program behind the stage, of which no package has it. May start the program. */
  readonly version?: () => string;
}

/**
 * How far samples are off after a transform's decode if what it is given is off by `error` at most, and in each channel
 * stays between the least and the greatest that encode left there.
 * @param encoded what decode would be given otherwise
 */
export type ErrorPassedOn = (error: number, encoded: Transformed) => number;

export interface Transform extends StageFacts {
  readonly kind: 'transform';
  /** Given where errors behind the transform stay bounded: without it, nothing is promised of a loss behind it. */
  readonly errorPassedOn?: ErrorPassedOn;
  readonly open: (values: ParameterValues) => Promise<Codec<Samples, Transformed>>;
}

export interface Coder extends StageFacts {
  readonly kind: 'coder';
  readonly open: (values: ParameterValues) => Promise<Codec<Samples, Uint8Array>>;
}

export interface Compressor extends StageFacts {
  readonly kind: 'compressor';
  readonly open: (values: ParameterValues) => Promise<Codec<Uint8Array, Uint8Array>>;
}

export type Stage = Transform | Coder | Compressor;
export type StageKind = Stage['kind'];

/** Stages by name. */
export type Registry = ReadonlyMap<string, Stage>;

/** `Loss` of a stage of these parameters. */
type LossOf<P extends Parameters> =
  | Exclude<Loss, { readonly kind: 'bounded' }>
  | (Omit<Extract<Loss, { readonly kind: 'bounded' }>, 'greatestError'> & {
      /** Of all samples, in their units; `values` is complete. A whole number; at 0 the stage is lossless. */
      readonly greatestError: (values: ValuesOf<P>) => number;
    });

/** What `define…` needs of a stage; what StageFacts marks as optional, `parameters` and `packages` may be left out. */
export interface StageDefinition<P extends Parameters, In, Out> {
  readonly name: string;
  readonly family: Family;
  readonly summary: string;
  readonly parameters?: P;
  readonly packages?: readonly string[];
  readonly parts?: CoderParts;
  readonly modelBytes?: ModelBytes;
  readonly loss?: LossOf<P>;
  readonly live?: (values: ValuesOf<P>) => Live | undefined;
  readonly isolation?: 'process';
  readonly wasm?: readonly string[];
  readonly version?: () => string;
  /**
   * Makes a fresh instance; may load WASM or native code, and throws `UnsupportedError` where that is missing.
   * `values` is complete and inside the declared ranges.
   */
  readonly open: (values: ValuesOf<P>) => Codec<In, Out> | Promise<Codec<In, Out>>;
}

/** Thrown by `open` when this machine lacks a package or program; the row becomes `unsupported`. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError';
}

/**
 * Defines a stage samples -> samples.
 * @throws Error if the name or a parameter's declaration is malformed
 */
export function defineTransform<const P extends Parameters = Record<never, never>>(
  definition: StageDefinition<P, Samples, Transformed> & Pick<Transform, 'errorPassedOn'>,
): Transform {
  return define('transform', definition);
}

/**
 * Defines a stage samples -> bytes. The bytes carry their own shape (see shape.ts).
 * @throws Error if the name or a parameter's declaration is malformed
 */
export function defineCoder<const P extends Parameters = Record<never, never>>(
  definition: StageDefinition<P, Samples, Uint8Array>,
): Coder {
  return define('coder', definition);
}

/**
 * Defines a stage bytes -> bytes.
 * @throws Error if the name or a parameter's declaration is malformed
 */
export function defineCompressor<const P extends Parameters = Record<never, never>>(
  definition: Omit<StageDefinition<P, Uint8Array, Uint8Array>, 'loss'>,
): Compressor {
  return define('compressor', definition);
}

function define<K extends StageKind, P extends Parameters, In, Out>(
  kind: K,
  definition: StageDefinition<P, In, Out>,
) {
  const { name, isolation, open } = definition;
  const parameters: Parameters = definition.parameters ?? {};
  checkName(name, isolation);
  for (const [key, parameter] of Object.entries(parameters)) checkDeclaration(name, key, parameter);
  return Object.freeze({
    // a cast for what is called with complete values only
    ...(definition as unknown as Omit<StageFacts, 'parameters' | 'packages'>),
    packages: definition.packages ?? [],
    kind,
    parameters,
    // completeValues has just proved what the cast says
    open: async (values: ParameterValues) => open(completeValues(name, parameters, values) as ValuesOf<P>),
  });
}

function checkName(name: string, isolation: 'process' | undefined): void {
  if (!/^(exec:)?[a-z][a-z0-9-]*$/.test(name)) {
    throw new Error(`stage name ${JSON.stringify(name)}: want lower-case letters, digits and dashes`);
  }
  if (name.startsWith('exec:') && isolation !== 'process') {
    throw new Error(`stage name ${name}: exec: is for programs that are started for each call`);
  }
}

function checkDeclaration(stage: string, key: string, parameter: Parameter): void {
  if (!/^[a-z][a-z0-9_]*$/.test(key)) throw new Error(`${stage}: parameter name ${JSON.stringify(key)}`);
  if (parameter.type !== 'integer' && parameter.type !== 'choice') {
    throw new Error(`${stage}: ${key} has neither type 'integer' nor 'choice'`);
  }
  if (!Array.isArray(parameter.sweep)) throw new Error(`${stage}: ${key} has no list 'sweep'`);
  for (const value of [parameter.default, ...parameter.sweep]) checkValue(stage, key, parameter, value);
}

function checkValue(stage: string, key: string, parameter: Parameter, value: ParameterValue): void {
  if (parameter.type === 'choice') {
    if (!parameter.choices.some(choice => choice === value)) {
      const others = parameter.others === undefined ? '' : `; ${parameter.others}`;
      throw new Error(
        `${stage}: ${key} ${value} unknown, want one of ${parameter.choices.join(', ')}${others}`,
      );
    }
  } else if (
    !Number.isInteger(value) ||
    Number(value) < parameter.minimum ||
    Number(value) > parameter.maximum
  ) {
    throw new Error(`${stage}: ${key} ${value} out of range ${parameter.minimum}..${parameter.maximum}`);
  }
}

/**
 * Fills in defaults and checks every value against its declaration.
 * @throws Error that names the stage, the parameter and what would be right
 */
export function completeValues(
  stage: string,
  parameters: Parameters,
  values: ParameterValues,
): ParameterValues {
  for (const key of Object.keys(values)) {
    if (!Object.hasOwn(parameters, key)) {
      const known = Object.keys(parameters).join(', ');
      throw new Error(`${stage}: no parameter ${key}; it has ${known === '' ? 'none' : known}`);
    }
  }
  const complete: Record<string, ParameterValue> = {};
  for (const [key, parameter] of Object.entries(parameters)) {
    // `constructor` is a name like any other
    const given = Object.hasOwn(values, key) ? values[key] : undefined;
    const value = given ?? parameter.default;
    checkValue(stage, key, parameter, value);
    complete[key] = value;
  }
  return complete;
}
