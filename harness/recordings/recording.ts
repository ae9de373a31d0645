/**
 * A recording as the harness sees it: facts that fit in a message to another process, and a way to load its
 * samples there. Nothing of the samples is held until `loadSamples` is called.
 */

/** Where the samples are. Serialisable; a path is absolute. */
type RecordingSource =
  | FileSource
  | {
      readonly type: 'synthetic';
      readonly set: 'implant' | 'probe';
      readonly index: number;
      readonly seed: number;
    }
  | { readonly type: 'solid'; readonly parts: readonly Recording[] };

/** Neighbouring channels over a stretch of a file of int16 little-endian samples, interleaved frame after frame. */
export interface FileSource {
  readonly type: 'file';
  /** A name in the table of formats. */
  readonly format: string;
  readonly path: string;
  /** Of the stretch's first frame, in bytes. */
  readonly offset: number;
  /** Channels of a frame in the file; the recording's are some of them, or all. */
  readonly fileChannels: number;
  readonly firstChannel: number;
}

/** What one stream holds: a recording, or a whole set of them. */
export type Scope = 'recording' | 'solid';

/** The most samples that are read, and that one stream holds: what codecs/bytes/shape.ts takes for a shape. */
export const MOST_SAMPLES = 2 ** 30;

export interface Recording {
  /** Path below the folder that was named, with `/`; or the name of a synthetic recording. */
  readonly name: string;
  /** Of the whole file, as `sha256sum` prints it; of a synthetic recording, of its interleaved int16 little-endian samples; of a solid set, see solid.ts. */
  readonly sha256: string;
  readonly channels: number;
  /** Samples of each channel; at least 1. */
  readonly frames: number;
  readonly sampleRateHz: number;
  readonly source: RecordingSource;
}

/** A file that is not measured, and why. */
export interface Refusal {
  readonly name: string;
  /** `unsupported`: sound but of no kind that is read (24-bit WAV …); `error`: torn, empty, contradictory, no recording. */
  readonly status: 'unsupported' | 'error';
  readonly reason: string;
}

export function scopeOf({ source }: Recording): Scope {
  return source.type === 'solid' ? 'solid' : 'recording';
}

/** Duration of a recording in seconds. */
export function durationS({ frames, sampleRateHz }: Recording): number {
  return frames / sampleRateHz;
}
