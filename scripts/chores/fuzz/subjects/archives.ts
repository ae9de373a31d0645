/** Archives, lossless and lossy: as they lie on a disk that fails, and with an index and checksums that were forged. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { toPlanar } from '../../../../codecs/bytes/planar.js';
import { bytesOf, concatenate } from '../../../../codecs/bytes/stream.js';
import { parseChain } from '../../../../codecs/chain-id.js';
import { builtInStages, makeRegistry } from '../../../../codecs/registry.js';
import {
  HEAD_BYTES,
  LEAD_BYTES,
  readHead,
  TRAILER_BYTES,
  writeHead,
} from '../../../../harness/archive/format.js';
import { openRecords } from '../../../../harness/archive/open.js';
import { jsonPayload, parseJson, trailerOf } from '../../../../harness/archive/part.js';
import { openReader } from '../../../../harness/archive/read.js';
import { makeArchiveEncoder } from '../../../../harness/archive/stream.js';
import { checkRest } from '../../../../harness/archive/verify.js';
import type { CopyLoss } from '../../../../harness/grid/typed.js';
import type { OpenSubject, Subject } from '../subject.js';
import { flawOf } from '../verdict.js';

const CHANNELS = 2;
const FRAMES = 150;
const CHUNK_FRAMES = 40;
/** Of what a forged plan says: no more is read. */
const MOST_FRAMES = 2000;

async function archiveOf(chain: string, loss: CopyLoss | undefined): Promise<Uint8Array> {
  const interleaved = Int16Array.from({ length: CHANNELS * FRAMES }, (_, i) => ((i * 131) % 997) - 400);
  const encoder = makeArchiveEncoder({
    ...{
      channels: CHANNELS,
      sampleRateHz: 1000,
      chunkFrames: CHUNK_FRAMES,
      writer: 'fuzz',
      name: 'a.i16',
      loss,
    },
    chain: parseChain(chain, makeRegistry(builtInStages)),
  });
  const pieces = [...(await encoder.add(bytesOf(interleaved))), ...(await encoder.end())];
  return concatenate(pieces.map(piece => piece.slice()));
}

/** The index record's payload, inflated, as text. */
function indexOf(archive: Uint8Array): { readonly at: number; readonly text: string } {
  const bytes = Buffer.from(archive);
  const at = Number(bytes.readBigUInt64LE(bytes.length - TRAILER_BYTES));
  return { at, text: JSON.stringify(parseJson(bytes.subarray(at + HEAD_BYTES, -TRAILER_BYTES))) };
}

/** An archive before its index, and an index of any text behind it. */
function withIndex(archive: Uint8Array, at: number, text: Uint8Array): Uint8Array {
  let payload: Uint8Array;
  try {
    payload = jsonPayload(JSON.parse(Buffer.from(text).toString('utf8')));
  } catch {
    payload = jsonPayload(Buffer.from(text).toString('latin1'));
  }
  const head = writeHead({
    kind: 'INDEX',
    group: 0,
    number: 0,
    bytes: payload.length,
    checksum: crc32(payload),
  });
  return concatenate([archive.subarray(0, at), head, payload, trailerOf(at)]);
}

/** Checksums of records put right, as far as these can be walked. */
function resealed(archive: Uint8Array): Uint8Array {
  const copy = archive.slice();
  for (let at = LEAD_BYTES; at + HEAD_BYTES <= copy.length; ) {
    const head = readHead(copy.subarray(at, at + HEAD_BYTES));
    if (head === undefined || at + HEAD_BYTES + head.bytes > copy.length) break;
    const checksum = crc32(copy.subarray(at + HEAD_BYTES, at + HEAD_BYTES + head.bytes));
    copy.set(writeHead({ ...head, checksum }), at);
    at += HEAD_BYTES + head.bytes;
  }
  return copy;
}

const registry = makeRegistry(builtInStages);

/** All that a reader would look at, but for the samples beyond a bound. */
async function readAll(path: string): Promise<Int16Array[]> {
  const opened = openRecords(path);
  try {
    for (let f = 0; f < opened.plan.files.length && f < 3; f++)
      checkRest(opened, f, undefined, () => undefined);
  } finally {
    opened.close();
  }
  const reader = openReader(path, registry, { runPrograms: false });
  try {
    const read: Int16Array[] = [];
    for (const { name, frames, channels } of reader.streams.slice(0, 3)) {
      const request = {
        stream: name,
        fromFrame: 0,
        frames: Math.min(frames, MOST_FRAMES),
        channels: Math.min(channels, 64),
      };
      read.push((await reader.read(request)).data);
    }
    return read;
  } finally {
    reader.close();
  }
}

async function openArchives(
  chain: string,
  loss: CopyLoss | undefined,
  isIndex: boolean,
): Promise<OpenSubject> {
  const archive = await archiveOf(chain, loss);
  const folder = mkdtempSync(join(tmpdir(), 'ncb-fuzz-'));
  const path = join(folder, 'a.ncb');
  writeFileSync(path, archive);
  const sound = await readAll(path);
  if (loss === undefined) {
    const given = Int16Array.from({ length: CHANNELS * FRAMES }, (_, i) => ((i * 131) % 997) - 400);
    if (Buffer.compare(bytesOf(sound[0]), bytesOf(toPlanar(given, CHANNELS).data)) !== 0)
      throw new Error('no sound archive');
  }
  const index = indexOf(archive);
  return {
    bases: isIndex ? [new Uint8Array(Buffer.from(index.text))] : [archive],
    canReseal: !isIndex,
    close: () => rmSync(folder, { recursive: true, force: true }),
    attempt: async ({ bytes, isResealed }) => {
      const forged = isIndex ? withIndex(archive, index.at, bytes) : isResealed ? resealed(bytes) : bytes;
      writeFileSync(path, forged);
      try {
        const read = await readAll(path);
        // who forges a plan says what is in the archive
        if (isIndex || isResealed) return undefined;
        const isSame = read.length === 1 && Buffer.compare(bytesOf(read[0]), bytesOf(sound[0])) === 0;
        return isSame ? undefined : 'silent: other samples than were encoded';
      } catch (thrown) {
        return flawOf(thrown);
      }
    },
  };
}

export function archiveSubjects(): Subject[] {
  const kinds = [
    ['delta+rice', undefined],
    ['levels+lms-range', undefined],
    ['raw+gzip', undefined],
    ['quantize:step=7+rice', 'bounded'],
  ] as const;
  return kinds.flatMap(([chain, loss]) =>
    [false, true].map(isIndex => ({
      name: `archive ${isIndex ? 'index ' : ''}${chain}`,
      open: () => openArchives(chain, loss, isIndex),
    })),
  );
}
