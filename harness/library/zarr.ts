/**
 * `neural-codec-bench/zarr`: the coders as a codec of Zarr arrays (version 3) of int16, for zarrita. A chunk is one
 * stream of a chain; in an array's metadata it is
 *
 *   { "name": "neural_codec_bench", "configuration": { "chain": "levels+lpc-gaussian", "channel_axis": 1 } }
 *
 * in the place of `bytes` and all compressors. A chunk of one axis is one channel; one of two has channels along
 * `channel_axis`, 1 unless given, and frames along the other.
 */
import { type ChainCodec, openChain } from '../../codecs/chain.js';
import type { Samples } from '../../codecs/codec.js';
import { DEFAULT_CHAIN } from '../container/default-chain.js';
import { checkLeave } from '../container/open.js';
import { parseLosslessChain } from '../grid/typed.js';
import { type ReadOptions, registryOf } from './files.js';

/** The codec's name in metadata. */
export const ZARR_CODEC = 'neural_codec_bench';

/** A chunk as zarrita has it: element [i, j] lies at i * stride[0] + j * stride[1]. */
export interface ZarrChunk {
  data: Int16Array;
  shape: number[];
  stride: number[];
}

export interface ZarrCodec {
  readonly kind: 'array_to_bytes';
  readonly encode: (chunk: ZarrChunk) => Promise<Uint8Array>;
  readonly decode: (bytes: Uint8Array) => Promise<ZarrChunk>;
}

export interface ZarrCodecEntry {
  readonly kind: 'array_to_bytes';
  /** @throws Error in one line if the chain, the axis or the array is none that can be coded */
  readonly fromConfig: (
    configuration: unknown,
    array: { readonly dataType: string; readonly shape: readonly number[] },
  ) => ZarrCodec;
}

/** Of zarrita: `import { registry } from 'zarrita'`. */
interface ZarrRegistry {
  // biome-ignore lint/suspicious/noExplicitAny: zarrita does not export its entries' type
  set(name: string, load: () => Promise<any>): unknown;
}

/** Enters the codec in zarrita's registry. */
export function registerZarrCodec(registry: ZarrRegistry, options: ReadOptions = {}): void {
  registry.set(ZARR_CODEC, () => zarrCodec(options));
}

/** The codec with all stages, and what the options add. */
export async function zarrCodec(options: ReadOptions = {}): Promise<ZarrCodecEntry> {
  const { runPrograms = false } = options;
  const stages = await registryOf(options);
  return {
    kind: 'array_to_bytes',
    fromConfig: (configuration, { dataType, shape }) => {
      const { chain, channelAxis } = checked(configuration, dataType, shape);
      checkLeave(chain, { runPrograms });
      const parsed = parseLosslessChain(chain, stages);
      let opened: Promise<ChainCodec> | undefined;
      const open = () => {
        opened ??= openChain(parsed);
        return opened;
      };
      return {
        kind: 'array_to_bytes',
        encode: async chunk => (await open()).encode(samplesOf(chunk, channelAxis)),
        decode: async bytes =>
          chunkOf(await (await open()).decode(bytes, samplesIn(shape)), shape, channelAxis),
      };
    },
  };
}

interface Configuration {
  readonly chain: string;
  readonly channelAxis: number;
}

function checked(configuration: unknown, dataType: string, shape: readonly number[]): Configuration {
  const {
    chain = DEFAULT_CHAIN,
    channel_axis: channelAxis = 1,
    ...others
  } = (configuration ?? {}) as {
    chain?: unknown;
    channel_axis?: unknown;
  };
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw wrong(`no ${unknown} in its configuration, only chain and channel_axis`);
  if (typeof chain !== 'string') throw wrong(`chain ${JSON.stringify(chain)}: want the id of a chain`);
  if (channelAxis !== 0 && channelAxis !== 1) {
    throw wrong(`channel_axis ${JSON.stringify(channelAxis)}: want 0 or 1`);
  }
  if (dataType !== 'int16') throw wrong(`arrays of int16 are coded, not of ${dataType}`);
  if (shape.length !== 1 && shape.length !== 2) {
    throw wrong(`chunks of one or two axes are coded, not of ${shape.length}`);
  }
  return { chain, channelAxis };
}

function wrong(what: string): Error {
  return new Error(`${ZARR_CODEC}: ${what}`);
}

/** How often and in which steps of the array channels and frames follow each other. */
interface Axes {
  readonly channels: number;
  readonly frames: number;
  readonly channelStep: number;
  readonly frameStep: number;
}

function axesOf(shape: readonly number[], stride: readonly number[], channelAxis: number): Axes {
  if (shape.length === 1) return { channels: 1, frames: shape[0], channelStep: 0, frameStep: stride[0] };
  const frameAxis = 1 - channelAxis;
  return {
    channels: shape[channelAxis],
    frames: shape[frameAxis],
    channelStep: stride[channelAxis],
    frameStep: stride[frameAxis],
  };
}

function samplesIn(shape: readonly number[]): number {
  return shape.reduce((product, count) => product * count, 1);
}

function samplesOf({ data, shape, stride }: ZarrChunk, channelAxis: number): Samples {
  const { channels, frames, channelStep, frameStep } = axesOf(shape, stride, channelAxis);
  const planar = new Int16Array(channels * frames);
  for (let c = 0, to = 0; c < channels; c++) {
    let from = c * channelStep;
    for (let f = 0; f < frames; f++, from += frameStep) planar[to++] = data[from];
  }
  return { data: planar, channels };
}

function chunkOf(samples: Samples, shape: readonly number[], channelAxis: number): ZarrChunk {
  const stride = shape.length === 1 ? [1] : [shape[1], 1];
  const { channels, frames, channelStep, frameStep } = axesOf(shape, stride, channelAxis);
  if (samples.channels !== channels || samples.data.length !== channels * frames) {
    throw wrong(
      `a chunk of ${samples.channels} channels, ${samples.data.length} samples, where ${channels} channels of ` +
        `${frames} frames belong`,
    );
  }
  const data = new Int16Array(channels * frames);
  for (let c = 0, from = 0; c < channels; c++) {
    let to = c * channelStep;
    for (let f = 0; f < frames; f++, to += frameStep) data[to] = samples.data[from++];
  }
  return { data, shape: [...shape], stride };
}
