/**
 * What the page of `ncb info --page` is given: plain data, so that it goes through JSON, and nothing of Node, since the
 * page's script is compiled against it too. Arrays of numbers are packed in base64: `bytes` of uint8, `int16` and
 * `float32` little-endian.
 */
import type { TopologyPicture } from '../topology/model.js';

export interface LookData {
  readonly created: string;
  /** What was looked at, as it was typed. */
  readonly given: string;
  /** A line of figures for each recording, in the order of their names. */
  readonly recordings: readonly RecordingFigures[];
  /** Of all recordings together. */
  readonly amplitudes: Amplitudes;
  /** Of a few that stand for the others. */
  readonly views: readonly RecordingView[];
}

/** Bits are a sample. */
export interface RecordingFigures {
  readonly name: string;
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly durationS: number;
  readonly standardDeviation: number;
  readonly clippedSamples: number;
  readonly entropyBits: number | null;
  readonly differenceBits: number | null;
  readonly predictionBits: number | null;
  /** From 0 for a single tone to 1 for white noise. */
  readonly spectralEntropy: number | null;
}

/** How often each code occurs, or each bin of neighbouring codes. */
export interface Amplitudes {
  /** The least code of the first bin. */
  readonly least: number;
  readonly codesPerBin: number;
  readonly counts: readonly number[];
  /** Samples outside of what is shown. */
  readonly beyond: number;
  /** Of the grid that samples lie on; null if they are neighbouring integers. */
  readonly step: number | null;
}

export interface RecordingView {
  readonly name: string;
  /** Why this one is shown, such as `hardest`. */
  readonly why: string;
  readonly channels: number;
  readonly frames: number;
  readonly sampleRateHz: number;
  /** Where it begins behind a gap. */
  readonly startS: number | null;
  /** Microvolts that a step stands for; null where it is not stated, or channels differ. */
  readonly stepUv: number | null;
  /** Channels that are drawn, by their place in the recording. */
  readonly shown: readonly number[];
  /** Least and greatest sample of each of `buckets` equal stretches, for each of these channels. */
  readonly envelope: { readonly buckets: number; readonly int16: string };
  /** Samples as they are, of the same channels. */
  readonly excerpt: { readonly firstFrame: number; readonly frames: number; readonly int16: string };
  /** Power by frequency, mean of the shown channels, in decibels to one step squared a bin; null of what is too short. */
  readonly spectrum: { readonly hzPerBin: number; readonly float32: string } | null;
  /** The same over time: `columns` of `rows`, from low to high, as 0 to 255 between two decibels. */
  readonly spectrogram: Spectrogram | null;
  /** Correlation of shown channels, row by row, 0 for -1 and 254 for 1; null of one channel. */
  readonly correlation: { readonly channels: readonly number[]; readonly bytes: string } | null;
  /** How channels are related; null of one channel, or of more than are drawn. */
  readonly topology: TopologyPicture | null;
  readonly clipped: readonly Clipped[];
}

export interface Spectrogram {
  readonly columns: number;
  readonly rows: number;
  readonly hzPerRow: number;
  readonly leastDb: number;
  readonly mostDb: number;
  readonly bytes: string;
}

/** A stretch in which a channel stays at its least or greatest value. */
export interface Clipped {
  readonly channel: number;
  readonly startS: number;
  readonly samples: number;
}
