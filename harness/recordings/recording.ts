/**
 * A recording as the harness sees it: facts that fit in a message to another process, and a way to load its
 * samples there. Nothing of the samples is held until `loadSamples` is called.
 */

/** Where the samples are. Serialisable; paths are absolute. */
type RecordingSource =
  | FileSource
  | {
      readonly type: 'synthetic';
      readonly set: 'implant' | 'probe';
      readonly index: number;
      readonly seed: number;
      /** Of all units, in standard deviations of the background; missing where the index says how large they are. */
      readonly amplitude?: number;
    }
  | { readonly type: 'solid'; readonly parts: readonly Recording[] }
  /** Channels of several side by side, as if they had been recorded at once: stacked.ts. */
  | { readonly type: 'stacked'; readonly parts: readonly Recording[] }
  /** Cut into chunks of so many seconds, each coded alone. */
  | { readonly type: 'chunked'; readonly of: Recording; readonly chunkS: number };

/** Neighbouring channels over a stretch of what lies in a file or in several. */
export interface FileSource {
  readonly type: 'file';
  /** A name in the table of formats. */
  readonly format: string;
  /** The file or folder that the recording is known by. */
  readonly path: string;
  readonly layout: Layout;
  /** Of the layout's. */
  readonly firstFrame: number;
  readonly firstChannel: number;
  /** The file that says when units fire (spikes-file.ts), by frames and channels of the layout. */
  readonly spikesPath?: string;
}

export type Layout = Lattice | Stored;

/** Samples as they are, at regular places of files. */
export interface Lattice {
  readonly type: 'lattice';
  /** Side by side they make all channels; each has as many frames. */
  readonly runs: readonly ChannelRun[];
}

/**
 * Neighbouring channels of one file. Channel c of frame f is a 16-bit little-endian number at byte
 *
 *   offset + floor(f / blockFrames) * blockBytes + (f mod blockFrames) * frameBytes + c * channelBytes
 *
 * where those of a frame and of a channel are even.
 */
export interface ChannelRun {
  readonly path: string;
  readonly channels: number;
  readonly offset: number;
  readonly blockFrames: number;
  readonly blockBytes: number;
  readonly frameBytes: number;
  readonly channelBytes: number;
  /** What stands for 0: with 32768, numbers are unsigned. */
  readonly zero: 0 | 32768;
}

/** Samples that only their format's own reader finds: compressed, or in chunks. */
interface Stored {
  readonly type: 'stored';
  /** What the format knows them by. */
  readonly key: string;
}

/** What one stream holds: a recording, a whole set of them, or a chunk of a recording of that length. */
export type Scope = 'recording' | 'solid' | ChunkScope;

/** Such as `100ms` or `1s`. */
type ChunkScope = `${number}ms` | `${number}s`;

/** The most samples that are read, and that one stream holds: what codecs/bytes/shape.ts takes for a shape. */
export const MOST_SAMPLES = 2 ** 30;

/** How much is recorded. */
export type Extent = Pick<Recording, 'channels' | 'frames' | 'sampleRateHz'>;

export interface Recording {
  /**
   * Path below the folder that was named, with `/`, and behind a `#` which of its streams; or the name of a synthetic
   * recording.
   */
  readonly name: string;
  /**
   * Of the whole file, as `sha256sum` prints it; of several files, and of a solid set, of their checksums (solid.ts); of
   * a synthetic recording, of its interleaved int16 little-endian samples.
   */
  readonly sha256: string;
  readonly channels: number;
  /** Samples of each channel; at least 1. */
  readonly frames: number;
  readonly sampleRateHz: number;
  /** Seconds from the beginning of its first segment, where it is one of several between gaps. */
  readonly startS?: number;
  readonly source: RecordingSource;
  /** Microvolts that a step stands for, of all channels or of each, where the file states it. */
  readonly microvolts?: number | readonly number[];
  /** Channels of these that are no electrodes (sync, digital, auxiliary or analog inputs), where the file says so. */
  readonly noElectrodes?: readonly number[];
  /** What a user should know of how the file was taken: channels left out, bytes passed over. */
  readonly remarks?: readonly string[];
  /** Of the file that says when its units fire, where there is one. */
  readonly spikesSha256?: string;
}

/** A file that is not measured, and why. */
export interface Refusal {
  readonly name: string;
  /** `unsupported`: sound but of no kind that is read (24-bit WAV …); `error`: torn, empty, contradictory, no recording. */
  readonly status: 'unsupported' | 'error';
  readonly reason: string;
}

export function scopeOf({ source }: Recording): Scope {
  if (source.type === 'chunked') return chunkScope(source.chunkS);
  return source.type === 'solid' ? 'solid' : 'recording';
}

function chunkScope(seconds: number): ChunkScope {
  return seconds < 1 ? `${Number((1000 * seconds).toFixed(3))}ms` : `${Number(seconds.toFixed(3))}s`;
}

/** Whether a text names a scope. */
export function isScope(text: string): text is Scope {
  return text === 'recording' || text === 'solid' || /^\d+(\.\d+)?m?s$/.test(text);
}

/** Duration of a recording in seconds. */
export function durationS({ frames, sampleRateHz }: Recording): number {
  return frames / sampleRateHz;
}
