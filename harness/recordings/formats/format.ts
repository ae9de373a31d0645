/** What a recording format is: one file of this folder that makes an entry, and one line in formats.ts. */

/** Bytes that can be read at any place; a read past the end returns what there is. */
export interface ByteSource {
  readonly length: number;
  readonly read: (offset: number, length: number) => Uint8Array;
}

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
}

/** Where the samples of one stream lie in its file: int16 little-endian, interleaved frame after frame. */
export interface StreamLayout {
  readonly channels: number;
  /** At least 1. */
  readonly frames: number;
  readonly sampleRateHz: number;
  /** Of the first frame, in bytes. */
  readonly offset: number;
}

/** What a file holds. */
interface Located {
  readonly streams: readonly LocatedStream[];
  /** Of the file, where something beside it states it. */
  readonly sha256?: string;
}

export interface LocatedStream extends StreamLayout {
  /** Apart from the other streams of the file; none where there is one. */
  readonly stream?: string;
}

export interface RecordingFormat {
  readonly name: string;
  /** Endings by which alone a file is of this format, in lower case with their dot. */
  readonly extensions: readonly string[];
  /** Whether a file is of this format whatever it is called, by its contents, what lies beside it or what is given. */
  readonly matches: (place: Place, given: GivenFacts) => boolean;
  /**
   * Finds the samples without reading them.
   * @throws UnsupportedError if the file is sound but holds no int16 samples
   * @throws Error if it is torn, empty or contradicts itself, or if facts are missing
   */
  readonly locate: (place: Place, given: GivenFacts) => Promise<Located>;
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

export function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
