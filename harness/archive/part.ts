/** An archive while it is written: beside its final name, record by record, so that what stands can be gone on with. */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Range } from './covered.js';
import {
  ARCHIVE_VERSION,
  END_MAGIC,
  HEAD_BYTES,
  type Index,
  type Kind,
  LEAD_BYTES,
  MAGIC,
  type Plan,
  type RecordHead,
  readHead,
  TRAILER_BYTES,
  writeHead,
} from './format.js';

export interface PartFile {
  /** By stream, then chunk: where records begin that stand already. */
  readonly chunks: readonly (readonly (number | undefined)[])[];
  readonly rest: readonly (readonly (number | undefined)[])[];
  /** @returns where it begins */
  readonly append: (kind: Kind, group: number, number: number, payload: Uint8Array) => number;
  /** Writes the index, and gives the file its name. */
  readonly finish: (index: Index) => number;
  readonly close: () => void;
}

/** Where an archive is until it is whole. */
export function partPath(path: string): string {
  return `${path}.part`;
}

/**
 * Opens the part of an archive: what stands of the same plan is kept as far as it is sound, anything else is begun anew.
 * @throws Error if it cannot be written
 */
export function openPart(path: string, plan: Plan): PartFile {
  const part = partPath(path);
  const planned = jsonPayload(plan);
  const descriptor = openSync(part, existsSync(part) ? 'r+' : 'w+');
  const chunks: (number | undefined)[][] = plan.streams.map(() => []);
  const rest: (number | undefined)[][] = plan.files.map(() => []);
  let end = LEAD_BYTES;
  for (const { head, at, payload } of soundRecords(descriptor)) {
    const isOther = head.kind === 'PLAN' && Buffer.compare(payload(), planned) !== 0;
    if (isOther || head.kind === 'INDEX' || (at === LEAD_BYTES && head.kind !== 'PLAN')) break;
    if (head.kind === 'CHUNK') chunks[head.group][head.number] = at;
    if (head.kind === 'REST') rest[head.group][head.number] = at;
    end = at + HEAD_BYTES + head.bytes;
  }
  ftruncateSync(descriptor, end === LEAD_BYTES ? 0 : end);
  const write = (bytes: Uint8Array, at: number) => {
    for (let done = 0; done < bytes.length; )
      done += writeSync(descriptor, bytes, done, bytes.length - done, at + done);
  };
  const append = (kind: Kind, group: number, number: number, payload: Uint8Array) => {
    const at = end;
    const head = { kind, group, number, bytes: payload.length, checksum: crc32(payload) };
    write(writeHead(head), at);
    write(payload, at + HEAD_BYTES);
    end += HEAD_BYTES + payload.length;
    return at;
  };
  if (end === LEAD_BYTES) {
    write(Uint8Array.of(...MAGIC, ARCHIVE_VERSION), 0);
    append('PLAN', 0, 0, planned);
  }
  return {
    ...{ chunks, rest, append },
    finish: index => {
      const at = append('INDEX', 0, 0, jsonPayload({ plan, ...index }));
      write(trailerOf(at), end);
      const { size } = fstatSync(descriptor);
      fsyncSync(descriptor);
      closeSync(descriptor);
      renameSync(part, path);
      return size;
    },
    close: () => closeSync(descriptor),
  };
}

/** The end of an archive whose index begins at a place. */
export function trailerOf(indexAt: number): Uint8Array {
  const trailer = new DataView(new ArrayBuffer(TRAILER_BYTES));
  trailer.setBigUint64(0, BigInt(indexAt), true);
  const bytes = new Uint8Array(trailer.buffer);
  bytes.set(END_MAGIC, 8);
  return bytes;
}

export function jsonPayload(value: unknown): Uint8Array {
  return new Uint8Array(deflateRawSync(JSON.stringify(value), { level: 9 }));
}

/** A plan or index may be large, but not without bounds. */
const LARGEST_JSON = 2 ** 29;

/** @throws Error if it does not inflate, or is no JSON */
export function parseJson(payload: Uint8Array): unknown {
  return JSON.parse(inflateRawSync(payload, { maxOutputLength: LARGEST_JSON }).toString('utf8'));
}

interface FoundRecord {
  readonly head: RecordHead;
  /** Where it begins. */
  readonly at: number;
  readonly payload: () => Uint8Array;
}

/** Records from the first on, up to the first that is torn or damaged. */
function* soundRecords(descriptor: number): Generator<FoundRecord> {
  const { size } = fstatSync(descriptor);
  const lead = read(descriptor, 0, LEAD_BYTES);
  if (Buffer.compare(lead, Uint8Array.of(...MAGIC, ARCHIVE_VERSION)) !== 0) return;
  for (let at = LEAD_BYTES; at < size; ) {
    const head = readHead(read(descriptor, at, HEAD_BYTES));
    if (head === undefined || at + HEAD_BYTES + head.bytes > size) return;
    const payload = read(descriptor, at + HEAD_BYTES, head.bytes);
    if (crc32(payload) !== head.checksum) return;
    yield { head, at, payload: () => payload };
    at += HEAD_BYTES + head.bytes;
  }
}

/** What there is of so many bytes. */
export function read(descriptor: number, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const count = readSync(descriptor, bytes, done, length - done, at + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

/** @throws Error if the file has shrunk */
export function readRanges(descriptor: number, path: string, ranges: readonly Range[]): Uint8Array {
  const parts = ranges.map(({ from, to }) => {
    const bytes = read(descriptor, from, to - from);
    if (bytes.length < to - from) throw new Error(`${path}: has shrunk while it was read`);
    return bytes;
  });
  return parts.length === 1 ? parts[0] : new Uint8Array(Buffer.concat(parts));
}
