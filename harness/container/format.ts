/**
 * A file of any kind in a container, to come back byte for byte. Numbers are varints (codecs/bytes/shape.ts) unless said
 * otherwise.
 *
 *   'NCB' | u8 version, 1 | u8 form
 *   form WHOLE      file bytes | envelope bytes
 *   form CANONICAL  n | n bytes of chain's id | channels | frames | rate in Hz | payload bytes
 *   form ENVELOPED  n | n bytes of chain's id | channels | frames | head bytes | tail bytes | envelope bytes
 *                   | payload bytes
 *   u32 LE CRC-32 of the file
 *   envelope | payload
 *   u32 LE CRC-32 of everything before
 *
 * The payload is the chain's stream of a WAV file's samples. The envelope is every other byte of the file, head (all
 * before the samples) and tail (all behind them: further chunks, padding, a torn frame), and of a file that is no
 * int16 WAV all there is. It is deflated where that is smaller, which the form says by DEFLATED added to it. A WAV
 * file whose head is the common one of 44 bytes and right, and which has no tail, is CANONICAL and needs no envelope.
 *
 * A container is read by its lengths, and these are held against the bytes that are there before anything else.
 */

export const MAGIC = Uint8Array.of(0x4e, 0x43, 0x42);
export const VERSION = 1;

export const WHOLE = 0;
export const CANONICAL = 1;
export const ENVELOPED = 2;
/** Added to WHOLE or ENVELOPED. */
export const DEFLATED = 4;

/** Magic, version and form. */
export const LEAD_BYTES = 5;
export const CHECKSUM_BYTES = 4;

/** Bytes of a chain's id, here and in archives: many times those of any chain that is of use. */
export const LONGEST_CHAIN = 1000;

/** The largest file: what a varint holds. */
export const LARGEST_FILE = 2 ** 31 - 1;

/** Samples as the chain coded them. */
export interface CodedSamples {
  /** Printable id. */
  readonly chain: string;
  readonly channels: number;
  readonly frames: number;
  readonly payload: Uint8Array;
}

/** What a container holds. */
export interface Contents {
  /** CRC-32 of the file. */
  readonly checksum: number;
  /** The file before its samples, or all of it. */
  readonly head: Uint8Array;
  /** The file behind its samples. */
  readonly tail: Uint8Array;
  /** undefined: the file has none. */
  readonly coded: CodedSamples | undefined;
}
