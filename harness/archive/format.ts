/**
 * Recordings of any length in one file, from which every byte of theirs comes back, and any stretch without the rest.
 *
 *   'NCB' | u8 version, 2; 3 of a lossy copy
 *   records, each: u8 kind | u32 group | u32 number | u32 bytes | u32 CRC-32 of the payload | payload
 *     PLAN   0, 0        deflated JSON: the files, their streams, how they are chunked; the first record, by which writing
 *                        goes on that was stopped
 *     CHUNK  stream, k   u32 CRC-32 of the samples, planar, and the chain's stream of frames from k * chunk frames on
 *     REST   file, k     deflated: the k-th piece of what no stream of the file covers
 *     INDEX  0, 0        deflated JSON: the plan again, where records are, checksums of files; the last record
 *   u64 where the index record begins | 'NCBI'
 *
 * Of a lossy copy a CHUNK is
 *
 *   u32 CRC-32 of the samples that it decodes to, planar | u32 n | n bytes: the chain's stream of the channels that may lose
 *   something | the stream of a lossless chain of those that may not (sync, digital, auxiliary inputs)
 *
 * where either stream is empty if it has no channels; and the INDEX has a certificate of what was lost. Its checksums of
 * files are those of the originals, which it does not give back.
 *
 * Numbers are little-endian. CHUNK and REST come in any order. The plan of an archive that was written as a stream is
 * known at its end alone: then the first record is an empty one. A file that was cut off has no index: its records tell what
 * they are, so that writing goes on where it ended.
 */

import type { CopyLoss } from '../grid/typed.js';
import type { Certificate } from './certificate.js';

export const MAGIC = Uint8Array.of(0x4e, 0x43, 0x42);
export const ARCHIVE_VERSION = 2;
/** Of lossy copies: who knows lossless archives alone refuses them. */
export const LOSSY_VERSION = 3;
export const LEAD_BYTES = 4;
export const END_MAGIC = Uint8Array.of(0x4e, 0x43, 0x42, 0x49);
export const TRAILER_BYTES = 12;

// the last stands in no archive, but beside one while it is written (measured.ts)
const KINDS = ['PLAN', 'CHUNK', 'REST', 'INDEX', 'MEASURED'] as const;
export type Kind = (typeof KINDS)[number];
export const HEAD_BYTES = 17;
/** More than a chunk of 4096 channels at 100 kHz takes raw. */
const LARGEST_PAYLOAD = 2 ** 31 - 1;

/** What a record is, and how long. */
export interface RecordHead {
  readonly kind: Kind;
  readonly group: number;
  readonly number: number;
  readonly bytes: number;
  readonly checksum: number;
}

/** Bytes of a file that no stream covers, inflated, that make a piece. */
export const PIECE_BYTES = 2 ** 20;

/** What an archive is of: written before its first chunk. */
export interface Plan {
  readonly version: typeof ARCHIVE_VERSION | typeof LOSSY_VERSION;
  /** Of the package and its codecs. */
  readonly writer: string;
  /** Printable id. */
  readonly chain: string;
  readonly files: readonly PlannedFile[];
  readonly streams: readonly PlannedStream[];
  /** Of a lossy copy. */
  readonly lossy?: PlannedLoss;
}

export interface PlannedLoss {
  readonly kind: CopyLoss;
  /** Printable id of what codes channels that may not lose anything. */
  readonly exactChain: string;
}

export interface PlannedFile {
  /** Below the folder that was archived, with `/`. */
  readonly name: string;
  readonly bytes: number;
}

export interface PlannedStream {
  readonly name: string;
  readonly channels: number;
  readonly frames: number;
  readonly sampleRateHz: number;
  readonly chunkFrames: number;
  readonly microvolts?: number | readonly number[];
  /** Channels of a lossy copy that may not lose anything, rising; none unless given. */
  readonly exact?: readonly number[];
  /** Of a lossy copy: chunks of a stretch whose quality is measured as one (stretches.ts); the last may have fewer. */
  readonly stretchChunks?: number;
  /** Side by side they make all channels. */
  readonly runs: readonly PlannedRun[];
}

/** As `ChannelRun` of a recording, the file by its place in the plan. */
export interface PlannedRun {
  readonly file: number;
  readonly channels: number;
  readonly offset: number;
  readonly blockFrames: number;
  readonly blockBytes: number;
  readonly frameBytes: number;
  readonly channelBytes: number;
  readonly zero: 0 | 32768;
}

/** Where records begin, and what files come to. */
export interface Index {
  /** By stream and chunk. */
  readonly chunks: readonly (readonly number[])[];
  /** By file and piece. */
  readonly rest: readonly (readonly number[])[];
  /** Of each file, as `sha256sum` prints it. */
  readonly sha256: readonly string[];
  /** Of a lossy copy. */
  readonly certificate?: Certificate;
}

export function writeHead({ kind, group, number, bytes, checksum }: RecordHead): Uint8Array {
  const head = new DataView(new ArrayBuffer(HEAD_BYTES));
  head.setUint8(0, KINDS.indexOf(kind));
  for (const [k, value] of [group, number, bytes, checksum].entries()) head.setUint32(1 + 4 * k, value, true);
  return new Uint8Array(head.buffer);
}

/** @returns undefined if the bytes are no record's head */
export function readHead(bytes: Uint8Array): RecordHead | undefined {
  if (bytes.length < HEAD_BYTES) return undefined;
  const head = new DataView(bytes.buffer, bytes.byteOffset, HEAD_BYTES);
  const kind = KINDS[head.getUint8(0)];
  const [group, number, length, checksum] = [1, 5, 9, 13].map(at => head.getUint32(at, true));
  if (kind === undefined || length > LARGEST_PAYLOAD) return undefined;
  return { kind, group, number, bytes: length, checksum };
}
