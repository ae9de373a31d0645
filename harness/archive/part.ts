/** An archive while it is written: beside its final name, so that what stands can be gone on with. */
import { renameSync, rmSync } from 'node:fs';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Range } from './covered.js';
import { END_MAGIC, type Index, type Kind, type Plan, TRAILER_BYTES } from './format.js';
import { openRecordFile, read } from './record-file.js';

export interface PartFile {
  /** By stream, then chunk: where records begin that stand already. */
  readonly chunks: readonly (readonly (number | undefined)[])[];
  readonly rest: readonly (readonly (number | undefined)[])[];
  /** @returns where it begins */
  readonly append: (kind: Kind, group: number, number: number, payload: Uint8Array) => number;
  /** Writes the index, and gives the file its name. */
  readonly finish: (index: Index) => number;
  readonly close: () => void;
  /** Closes it, and leaves nothing. */
  readonly discard: () => void;
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
  const { standing, append, end, closeWhole, close } = openRecordFile(part, plan, jsonPayload(plan));
  const chunks: (number | undefined)[][] = plan.streams.map(() => []);
  const rest: (number | undefined)[][] = plan.files.map(() => []);
  for (const { head, at } of standing) {
    if (head.kind === 'CHUNK') chunks[head.group][head.number] = at;
    if (head.kind === 'REST') rest[head.group][head.number] = at;
  }
  return {
    ...{ chunks, rest, append, close },
    finish: index => {
      end(trailerOf(append('INDEX', 0, 0, jsonPayload({ plan, ...index }))));
      const size = closeWhole();
      renameSync(part, path);
      return size;
    },
    discard: () => {
      close();
      rmSync(part, { force: true });
    },
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

/** @throws Error if the file has shrunk */
export function readRanges(descriptor: number, path: string, ranges: readonly Range[]): Uint8Array {
  const parts = ranges.map(({ from, to }) => {
    const bytes = read(descriptor, from, to - from);
    if (bytes.length < to - from) throw new Error(`${path}: has shrunk while it was read`);
    return bytes;
  });
  return parts.length === 1 ? parts[0] : new Uint8Array(Buffer.concat(parts));
}
