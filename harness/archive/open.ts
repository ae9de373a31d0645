/** An archive opened for reading: its plan, and records at their places. */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { crc32, inflateRawSync } from 'node:zlib';
import { bytesOf } from '../../codecs/bytes/stream.js';
import type { ChainCodec } from '../../codecs/chain.js';
import type { Samples } from '../../codecs/codec.js';
import { messageOf } from '../../codecs/errors.js';
import { asObject } from '../recordings/beside.js';
import type { Lattice } from '../recordings/recording.js';
import { checkedIndex, checkedPlan } from './checked.js';
import { framesOf } from './chunks.js';
import {
  ARCHIVE_VERSION,
  END_MAGIC,
  HEAD_BYTES,
  type Index,
  type Kind,
  LEAD_BYTES,
  MAGIC,
  type Plan,
  type PlannedStream,
  readHead,
  TRAILER_BYTES,
} from './format.js';
import { parseJson, read } from './part.js';

export interface OpenedArchive {
  readonly plan: Plan;
  readonly index: Index;
  readonly bytes: number;
  /**
   * The payload of a record.
   * @throws Error if another stands there, or it is damaged
   */
  readonly record: (kind: Kind, group: number, number: number, at: number) => Uint8Array;
  readonly close: () => void;
}

/** @throws Error in one line if it is no archive, torn, damaged, or of a later version */
export function openRecords(path: string): OpenedArchive {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    checkLead(read(descriptor, 0, LEAD_BYTES));
    const record = (kind: Kind, group: number, number: number, at: number) =>
      readRecord(descriptor, size, { kind, group, number, at });
    const facts = asObject('its index', jsonOf(record('INDEX', 0, 0, indexPlace(descriptor, size))));
    const plan = checkedPlan(facts.plan);
    const index = checkedIndex(facts, plan, size);
    return { plan, index, bytes: size, record, close: () => closeSync(descriptor) };
  } catch (thrown) {
    closeSync(descriptor);
    throw thrown;
  }
}

/** Whether a file begins as archives do. */
export function isArchive(lead: Uint8Array): boolean {
  return MAGIC.every((byte, k) => lead[k] === byte) && lead[MAGIC.length] >= ARCHIVE_VERSION;
}

function checkLead(lead: Uint8Array): void {
  if (lead.length === 0) throw new Error('empty file');
  if (!isArchive(lead)) {
    throw new Error(
      `no archive of ncb encode: begins with ${JSON.stringify(Buffer.from(lead).toString('latin1'))}`,
    );
  }
  const version = lead[MAGIC.length];
  if (version > ARCHIVE_VERSION) {
    throw new Error(
      `of format version ${version}, and this ncb knows ${ARCHIVE_VERSION}: a newer ncb is needed`,
    );
  }
}

function indexPlace(descriptor: number, size: number): number {
  const trailer = read(descriptor, Math.max(0, size - TRAILER_BYTES), TRAILER_BYTES);
  const isWhole = trailer.length === TRAILER_BYTES && END_MAGIC.every((byte, k) => trailer[8 + k] === byte);
  if (!isWhole) throw new Error('torn: its end, where its index is, is missing');
  return Number(new DataView(trailer.buffer, trailer.byteOffset, 8).getBigUint64(0, true));
}

interface RecordPlace {
  readonly kind: Kind;
  readonly group: number;
  readonly number: number;
  readonly at: number;
}

function readRecord(descriptor: number, size: number, { kind, group, number, at }: RecordPlace): Uint8Array {
  const what = `${kind === 'CHUNK' ? 'chunk' : kind.toLowerCase()} ${group}/${number}`;
  const head = readHead(read(descriptor, at, HEAD_BYTES));
  if (head?.kind !== kind || head.group !== group || head.number !== number) {
    throw new Error(`damaged: ${what} is not at byte ${at}`);
  }
  if (at + HEAD_BYTES + head.bytes > size) throw new Error(`torn: ${what} ends behind the file`);
  const payload = read(descriptor, at + HEAD_BYTES, head.bytes);
  if (crc32(payload) !== head.checksum) throw new Error(`damaged: the checksum of ${what} is wrong`);
  return payload;
}

function jsonOf(payload: Uint8Array): unknown {
  try {
    return parseJson(payload);
  } catch (cause) {
    throw new Error(`damaged: its index cannot be read: ${messageOf(cause)}`, { cause });
  }
}

/**
 * The samples of a chunk.
 * @throws Error if it is damaged, or decodes to something else than was encoded
 */
export async function decodeRecord(
  { plan, index, record }: OpenedArchive,
  codec: ChainCodec,
  stream: number,
  chunk: number,
): Promise<Samples> {
  const payload = record('CHUNK', stream, chunk, index.chunks[stream][chunk]);
  if (payload.length < 4) throw new Error(`damaged: chunk ${stream}/${chunk} is too short`);
  const checksum = new DataView(payload.buffer, payload.byteOffset, 4).getUint32(0, true);
  const samples = await codec.decode(payload.subarray(4));
  const planned = plan.streams[stream];
  const [, frames] = framesOf(planned, chunk);
  const isRight =
    samples.channels === planned.channels &&
    samples.data.length === planned.channels * frames &&
    crc32(bytesOf(samples.data)) === checksum;
  if (!isRight) throw new Error(`chunk ${stream}/${chunk} decodes to other samples than were encoded`);
  return samples;
}

/** Where the samples of a stream are in files. */
export function latticeOf({ runs }: PlannedStream, files: readonly string[]): Lattice {
  return { type: 'lattice', runs: runs.map(({ file, ...run }) => ({ ...run, path: files[file] })) };
}

/**
 * A piece of what no stream covers of a file.
 * @throws Error if it is damaged
 */
export function inflateRecord(
  { index, record }: OpenedArchive,
  file: number,
  piece: number,
  bytes: number,
): Uint8Array {
  const stored = record('REST', file, piece, index.rest[file][piece]);
  try {
    const inflated = inflateRawSync(stored, { maxOutputLength: Math.max(1, bytes) });
    if (inflated.length === bytes) return inflated;
  } catch {
    // said below
  }
  throw new Error(`damaged: rest ${file}/${piece} does not inflate to ${bytes} bytes`);
}
