/** What goes between the harness and the processes that measure. All of it is JSON. */
import type { Recording } from '../recordings/recording.js';

/** How a cell, or one process run of it, ended. */
export type Status = 'ok' | 'mismatch' | 'error' | 'timeout' | 'oom' | 'unsupported';

/** A chain on a recording, as told to a measuring process. */
export interface CellTask {
  /** Printable id. */
  readonly chain: string;
  /** Absolute paths or package names of the plugins and profiles that the chain needs. */
  readonly plugins: readonly string[];
  readonly recording: Recording;
  /** If given, frames of which each make a stream of their own; see block-codec.ts. */
  readonly blockFrames?: number;
}

/** Facts of an exact pass that succeeded. */
export interface ExactFacts {
  readonly encodedBytes: number;
  /** Milliseconds inside the codec: opening, encoding and decoding once. For accounting, not for comparison. */
  readonly codecMs: number;
}

/** Facts of one process run of the timing pass. */
export interface TimingFacts {
  /** Every timed call of encode, in nanoseconds, ascending. */
  readonly encodeNs: readonly number[];
  readonly decodeNs: readonly number[];
  readonly peakRssBytes: number;
  /** Whether the machine was quiet whenever a sample was taken. */
  readonly quiet: boolean;
  /** Milliseconds that were lost to a disturbed machine. */
  readonly lostMs: number;
  /** The best time of the probe in this process. */
  readonly probeNs: number;
}

/** How long one process run of the timing pass samples. */
export interface TimingBudget {
  /** Milliseconds of samples for encode, and as many for decode; warm-up comes on top. */
  readonly timeMs: number;
  /** Samples that are taken at least, however slow the codec. */
  readonly minimumSamples: number;
  /** Milliseconds that encode, and as many that decode, may lose to a disturbed machine. */
  readonly patienceMs: number;
  /** The best time that earlier processes saw of the probe (quiet.ts); null if there were none. */
  readonly probeNs: number | null;
}

/** An ending without facts, and why. */
export interface Failure {
  readonly status: Exclude<Status, 'ok'>;
  readonly error: string;
}

/** An ending with its facts or its message. */
export type Outcome<T> = { readonly status: 'ok'; readonly value: T } | Failure;
