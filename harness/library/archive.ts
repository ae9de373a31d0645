/** Archives, as the library has them: written as a stream, and read in stretches. */
import type { Samples } from '../../codecs/codec.js';
import type { Certificate } from '../archive/certificate.js';
import { openReader } from '../archive/read.js';
import { makeArchiveEncoder } from '../archive/stream.js';
import { DEFAULT_CHAIN } from '../container/default-chain.js';
import { parseLosslessChain, parseLossyChain } from '../grid/typed.js';
import { ownVersion, versionsOf } from '../run/versions.js';
import { READ_OPTIONS, type ReadOptions, registryOf, STAGE_OPTIONS, type StageOptions } from './files.js';
import { checkOptions, OVER_0, TEXT, TRUTH_VALUE, wholeNumber } from './options.js';

export interface EncodeStreamOptions extends StageOptions {
  readonly channels: number;
  readonly sampleRateHz: number;
  /** Printable id; by default `levels+lpc-gaussian`. */
  readonly chain?: string;
  /** Seconds that are coded alone; 1 unless given. */
  readonly chunkS?: number;
  /** What the file is called that the archive holds; `samples.i16` unless given. */
  readonly name?: string;
  /** Whether the chain may lose samples: then the archive has a certificate of what was lost. false unless given. */
  readonly lossy?: boolean;
}

/**
 * Takes int16 samples, little-endian and interleaved frame after frame, as bytes cut anywhere, and gives the bytes of an
 * archive. Codecs compute in the calling thread, a chunk at a time.
 * @throws Error in one line if an option or the chain is wrong
 */
export async function encodeStream(
  options: EncodeStreamOptions,
): Promise<TransformStream<Uint8Array, Uint8Array>> {
  const kinds = {
    channels: wholeNumber(1),
    sampleRateHz: OVER_0,
    chain: TEXT,
    chunkS: OVER_0,
    name: TEXT,
    lossy: TRUTH_VALUE,
  };
  checkOptions('encodeStream', options, { ...kinds, ...STAGE_OPTIONS }, ['channels', 'sampleRateHz']);
  const { channels, sampleRateHz, chunkS = 1, name = 'samples.i16' } = options;
  const registry = await registryOf(options);
  const id = options.chain ?? DEFAULT_CHAIN;
  const { chain, kind: loss } =
    options.lossy === true
      ? parseLossyChain(id, registry)
      : { chain: parseLosslessChain(id, registry, 'lossy: true makes a copy by it'), kind: undefined };
  const chunkFrames = Math.max(1, Math.round(sampleRateHz * chunkS));
  const writer = versionsOf(chain, ownVersion(), []);
  const encoder = makeArchiveEncoder({ channels, sampleRateHz, chain, chunkFrames, writer, name, loss });
  return new TransformStream({
    transform: async (bytes, controller) => {
      for (const ready of await encoder.add(bytes)) controller.enqueue(ready);
    },
    flush: async controller => {
      for (const ready of await encoder.end()) controller.enqueue(ready);
    },
  });
}

/** A stream of an archive. */
export interface ArchivedStream {
  readonly name: string;
  readonly channels: number;
  readonly frames: number;
  readonly sampleRateHz: number;
  /** Frames that are decoded at a time. */
  readonly chunkFrames: number;
  /** Microvolts that a step stands for, of all channels or of each. */
  readonly microvolts?: number | readonly number[];
  /** Channels of a lossy copy that have not lost anything, since they are no electrodes. */
  readonly exact?: readonly number[];
}

/** What is read of an archive. */
export interface Stretch {
  /** Of the archive's streams; not needed where there is one. */
  readonly stream?: string;
  /** From 0. */
  readonly fromFrame: number;
  readonly frames: number;
  /** From 0, as is the default. */
  readonly firstChannel?: number;
  /** All behind the first unless given. */
  readonly channels?: number;
}

export interface Archive {
  readonly streams: readonly ArchivedStream[];
  /** What of a lossy copy was lost; undefined if every sample is as it was recorded. */
  readonly certificate: Certificate | undefined;
  /**
   * Samples, planar, decoded from the chunks that they lie in and no others.
   * @throws Error in one line if there is no such stretch, or a chunk is damaged
   */
  readonly read: (stretch: Stretch) => Promise<Samples>;
  readonly close: () => void;
}

/**
 * Opens a file that `ncb encode` or `encodeStream` wrote.
 * @throws Error in one line if it is no archive, torn, damaged, of a later version, or of a stage that is not there, or
 *   would start a program without leave
 */
export async function openArchive(path: string, options: ReadOptions = {}): Promise<Archive> {
  checkOptions('openArchive', options, READ_OPTIONS, []);
  const { runPrograms = false } = options;
  const reader = openReader(path, await registryOf(options), { runPrograms });
  const { streams, certificate, read, close } = reader;
  return { streams: streams.map(({ runs: _, ...facts }) => facts), certificate, read, close };
}
