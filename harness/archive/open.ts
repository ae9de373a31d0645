/** An archive opened for reading: its plan, and records at their places. */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { crc32, inflateRawSync } from 'node:zlib';
import { bytesOf } from '../../codecs/bytes/stream.js';
import type { Samples } from '../../codecs/codec.js';
import { messageOf } from '../../codecs/errors.js';
import type { OpenById } from '../container/decode.js';
import { asObject } from '../recordings/beside.js';
import type { Lattice } from '../recordings/recording.js';
import { checkedIndex, checkedPlan } from './checked.js';
import { framesOf } from './chunks.js';
import { decodeCopy } from './copy.js';
import {
  ARCHIVE_VERSION,
  END_MAGIC,
  HEAD_BYTES,
  type Index,
  type Kind,
  LEAD_BYTES,
  LOSSY_VERSION,
  MAGIC,
  type Plan,
  type PlannedStream,
  readHead,
  TRAILER_BYTES,
} from './format.js';
import { parseJson } from './part.js';
import { read } from './record-file.js';

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
  return opening(path, (descriptor, version) => {
    const { size } = fstatSync(descriptor);
    const record = recordsOf(descriptor);
    const facts = asObject('its index', jsonOf(record('INDEX', 0, 0, indexPlace(descriptor, size))));
    const plan = planOf(facts.plan, version);
    const index = checkedIndex(facts, plan, size);
    return { plan, index, bytes: size, record, close: () => closeSync(descriptor) };
  });
}

/** An archive that may be in the making still, so that it has no index. */
export type PlannedArchive = Pick<OpenedArchive, 'plan' | 'record' | 'close'>;

/** @throws Error in one line, as `openRecords` */
export function openPlanned(path: string): PlannedArchive {
  const planned = opening(path, (descriptor, version) => {
    const record = recordsOf(descriptor);
    const facts = asObject('its plan', jsonOf(record('PLAN', 0, 0, LEAD_BYTES)));
    // of one that was written as a stream
    if (Object.keys(facts).length === 0) return undefined;
    return { plan: planOf(facts, version), record, close: () => closeSync(descriptor) };
  });
  return planned ?? openRecords(path);
}

/** Closes what it has opened unless it is kept. */
function opening<T>(path: string, use: (descriptor: number, version: number) => T): T {
  const descriptor = openSync(path, 'r');
  try {
    const lead = read(descriptor, 0, LEAD_BYTES);
    checkLead(lead);
    const opened = use(descriptor, lead[MAGIC.length]);
    if (opened === undefined) closeSync(descriptor);
    return opened;
  } catch (thrown) {
    closeSync(descriptor);
    throw thrown;
  }
}

function planOf(value: unknown, version: number): Plan {
  const plan = checkedPlan(value);
  if (plan.version === version) return plan;
  throw new Error(`damaged: begins as version ${version}, and its plan is of ${plan.version}`);
}

function recordsOf(descriptor: number): OpenedArchive['record'] {
  return (kind, group, number, at) =>
    readRecord(descriptor, fstatSync(descriptor).size, { kind, group, number, at });
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
  if (version > LOSSY_VERSION) {
    throw new Error(
      `of format version ${version}, and this ncb knows ${LOSSY_VERSION}: a newer ncb is needed`,
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

/** Decodes chunks of an archive, in instances that may keep a state from one to the next. */
export type ChunkDecoder = (planned: PlannedStream, bytes: Uint8Array) => Promise<Samples>;

/** @throws Error if a chain cannot be parsed or opened */
export async function openDecoder(
  { chain, lossy }: Pick<Plan, 'chain' | 'lossy'>,
  open: OpenById,
): Promise<ChunkDecoder> {
  const codec = await open(chain);
  if (lossy === undefined) return async (_, bytes) => codec.decode(bytes);
  const exact = await open(lossy.exactChain);
  return (planned, bytes) => decodeCopy(bytes, planned, codec, exact);
}

/**
 * The samples of a chunk.
 * @param at where its record begins
 * @throws Error if it is damaged, or decodes to something else than it did when it was encoded
 */
export async function decodeRecord(
  { plan, record }: PlannedArchive,
  decode: ChunkDecoder,
  { stream, chunk, at }: { readonly stream: number; readonly chunk: number; readonly at: number },
): Promise<Samples> {
  const payload = record('CHUNK', stream, chunk, at);
  if (payload.length < 4) throw new Error(`damaged: chunk ${stream}/${chunk} is too short`);
  const checksum = new DataView(payload.buffer, payload.byteOffset, 4).getUint32(0, true);
  const planned = plan.streams[stream];
  const samples = await decode(planned, payload.subarray(4));
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
