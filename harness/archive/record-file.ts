/** A file of records while it is written, one behind the other, so that what stands of it can be gone on with. */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { crc32 } from 'node:zlib';
import {
  HEAD_BYTES,
  type Kind,
  LEAD_BYTES,
  MAGIC,
  type Plan,
  type RecordHead,
  readHead,
  writeHead,
} from './format.js';

export interface RecordFile {
  /** Records behind the plan that stood already, and where they begin. */
  readonly standing: readonly Standing[];
  /** @returns where the record begins */
  readonly append: (kind: Kind, group: number, number: number, payload: Uint8Array) => number;
  /** The payload of a record that begins there. */
  readonly payload: (at: number) => Uint8Array;
  /** Bytes behind the last record. */
  readonly end: (bytes: Uint8Array) => void;
  /** @returns bytes of the file, which are on the disk by then */
  readonly closeWhole: () => number;
  readonly close: () => void;
}

interface Standing {
  readonly head: RecordHead;
  readonly at: number;
}

/**
 * Opens a file of records: what stands of the same plan is kept as far as it is sound, anything else is begun anew.
 * @param planned payload of the plan's record
 * @throws Error if it cannot be written
 */
export function openRecordFile(
  path: string,
  { version }: Pick<Plan, 'version'>,
  planned: Uint8Array,
): RecordFile {
  const lead = Uint8Array.of(...MAGIC, version);
  const descriptor = openSync(path, existsSync(path) ? 'r+' : 'w+');
  const standing: Standing[] = [];
  let end = LEAD_BYTES;
  for (const { head, at, payload } of soundRecords(descriptor, lead)) {
    const isOther = head.kind === 'PLAN' && Buffer.compare(payload, planned) !== 0;
    if (isOther || head.kind === 'INDEX' || (at === LEAD_BYTES && head.kind !== 'PLAN')) break;
    if (head.kind !== 'PLAN') standing.push({ head, at });
    end = at + HEAD_BYTES + head.bytes;
  }
  ftruncateSync(descriptor, end === LEAD_BYTES ? 0 : end);
  const write = (bytes: Uint8Array, at: number) => {
    for (let done = 0; done < bytes.length; )
      done += writeSync(descriptor, bytes, done, bytes.length - done, at + done);
  };
  const append: RecordFile['append'] = (kind, group, number, payload) => {
    const at = end;
    const head = { kind, group, number, bytes: payload.length, checksum: crc32(payload) };
    write(writeHead(head), at);
    write(payload, at + HEAD_BYTES);
    end += HEAD_BYTES + payload.length;
    return at;
  };
  if (end === LEAD_BYTES) {
    write(lead, 0);
    append('PLAN', 0, 0, planned);
  }
  return {
    ...{ standing, append },
    payload: at => {
      const head = readHead(read(descriptor, at, HEAD_BYTES));
      return read(descriptor, at + HEAD_BYTES, head?.bytes ?? 0);
    },
    end: bytes => write(bytes, end),
    closeWhole: () => {
      const { size } = fstatSync(descriptor);
      fsyncSync(descriptor);
      closeSync(descriptor);
      return size;
    },
    close: () => closeSync(descriptor),
  };
}

interface FoundRecord extends Standing {
  readonly payload: Uint8Array;
}

/** Records from the first on, up to the first that is torn or damaged. */
function* soundRecords(descriptor: number, lead: Uint8Array): Generator<FoundRecord> {
  const { size } = fstatSync(descriptor);
  if (Buffer.compare(read(descriptor, 0, LEAD_BYTES), lead) !== 0) return;
  for (let at = LEAD_BYTES; at < size; ) {
    const head = readHead(read(descriptor, at, HEAD_BYTES));
    if (head === undefined || at + HEAD_BYTES + head.bytes > size) return;
    const payload = read(descriptor, at + HEAD_BYTES, head.bytes);
    if (crc32(payload) !== head.checksum) return;
    yield { head, at, payload };
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
