/** What a recording format is: one file of this folder that makes an entry, and one line in formats.ts. */

import type { Samples } from '../../../codecs/codec.js';
import type { ByteSource } from '../byte-source.js';
import type { Stretch } from '../lattice.js';
import type { Layout } from '../recording.js';

/** A file that may hold a recording, opened. What belongs to it lies beside `path`. */
export interface Place {
  /** Absolute. */
  readonly path: string;
  /** Whether the user named this very file, rather than a folder above it. */
  readonly named: boolean;
  readonly file: ByteSource;
}

/** What the user states of files that do not say it themselves, in place of what stands beside them. */
export interface GivenFacts {
  readonly channels?: number | undefined;
  /** In Hz. */
  readonly rate?: number | undefined;
  /** Whether channels that are no electrodes (of sync, digital, auxiliary inputs) are read too. */
  readonly allChannels?: boolean | undefined;
}

/** One stream without gaps. */
export interface LocatedStream {
  /** Apart from the other streams of the file; none where there is one. */
  readonly stream?: string;
  readonly channels: number;
  /** At least 1. */
  readonly frames: number;
  readonly sampleRateHz: number;
  /** Seconds from the beginning of its first segment, where a gap lies before it. */
  readonly startS?: number;
  readonly layout: Layout;
  /** Microvolts that a step stands for, of all channels or of each. */
  readonly microvolts?: number | readonly number[];
  /** Channels of these that are no electrodes, where the file says so. */
  readonly noElectrodes?: readonly number[];
  /** What a user should know of how the file was taken: channels left out, bytes passed over. */
  readonly remarks?: readonly string[];
}

/** A stream that is there and not read. */
export interface RefusedStream {
  readonly stream: string;
  /** Why. */
  readonly thrown: unknown;
}

/** What a file holds, or several that belong together. */
export interface Located {
  readonly streams: readonly LocatedStream[];
  /** Streams that are there and not read. */
  readonly refused?: readonly RefusedStream[];
  /** Files that it consists of besides the one that was looked at: they are no recordings of their own. */
  readonly others?: readonly string[];
  /** Of the file, where something beside it states it. */
  readonly sha256?: string;
}

export interface RecordingFormat {
  readonly name: string;
  /** Endings by which alone a file is of this format, in lower case with their dot. */
  readonly extensions: readonly string[];
  /** A file by whose name a folder is known to be one recording, with all that lies below. */
  readonly anchors?: readonly string[];
  /** Whether a file is of this format whatever it is called, by its contents, what lies beside it or what is given. */
  readonly matches: (place: Place, given: GivenFacts) => boolean;
  /**
   * Finds the samples without reading them.
   * @throws UnsupportedError if the file is sound but holds no int16 samples
   * @throws Error if it is torn, empty or contradicts itself, or if facts are missing
   */
  readonly locate: (place: Place, given: GivenFacts) => Promise<Located>;
  /** Reads samples of a layout `Stored`. */
  readonly read?: (path: string, key: string, stretch: Stretch) => Promise<Samples>;
}

/** @throws Error if a fact that is given is impossible */
export function checkGiven({ channels = 1, rate = 1 }: GivenFacts): void {
  if (!Number.isInteger(channels) || channels < 1) throw new Error(`${channels} channels: want 1 or more`);
  if (!(rate > 0 && Number.isFinite(rate))) throw new Error(`rate of ${rate} Hz: want over 0`);
}

/** Characters of one byte each. */
export function text(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/** More than any recording has; a file that says more is forged. */
export const MOST_CHANNELS = 2 ** 16;
/** Stretches between gaps. */
export const MOST_SEGMENTS = 10_000;

/** Steps of channels: one number where all are the same, undefined where one is not stated. */
export function uniform(steps: readonly (number | undefined)[]): number | readonly number[] | undefined {
  const stated = steps.filter(step => step !== undefined);
  if (stated.length === 0 || stated.length < steps.length) return undefined;
  return stated.every(step => step === stated[0]) ? stated[0] : stated;
}

/** Numbers of the channels of which it is said that they are no electrodes, as a fact of a stream; none if there are none. */
export function noElectrodesAmong(isElectrode: readonly boolean[]): { readonly noElectrodes?: number[] } {
  const noElectrodes = isElectrode.flatMap((is, channel) => (is ? [] : [channel]));
  return noElectrodes.length === 0 ? {} : { noElectrodes };
}

/** Places where neighbours of a list are kept, as [first, count]. */
export function neighbours(kept: readonly boolean[]): (readonly [first: number, count: number])[] {
  const found: [number, number][] = [];
  for (const [k, isKept] of kept.entries()) {
    const last = found.at(-1);
    if (!isKept) continue;
    if (last !== undefined && last[0] + last[1] === k) last[1]++;
    else found.push([k, 1]);
  }
  return found;
}
